// The inputs of a sync hook. The request of Metacontroller is read here once. Every later step takes the listers that
// it needs.
import type { NewCondition } from './conditions.ts';
import { type KindMap, objectsOf, type SyncRequest } from './hook.ts';
import type { ConfigMap, KubernetesObject, Secret } from './meta.ts';

/** The objects of one kind, as client-go's listers give them. */
export interface Lister<T extends KubernetesObject = KubernetesObject> {
  /** False where the request has no entry for the kind: then nothing is known about such objects. */
  readonly isSynced: boolean;
  /** The objects as the request has them. Equal objects of several requests are mostly one map, which never changes. */
  readonly source: object | undefined;
  /** All objects in the order of `namespace/name`. */
  readonly list: () => readonly T[];
  /** The object of this name; without a namespace for cluster-scoped kinds. */
  readonly get: (namespace: string | undefined, name: string) => T | undefined;
}

/** Kinds of objects by their keys in a request. */
const KINDS = {
  alertmanagerConfigs: 'AlertmanagerConfig.monitoring.coreos.com/v1alpha1',
  configMaps: 'ConfigMap.v1',
  daemonSets: 'DaemonSet.apps/v1',
  deployments: 'Deployment.apps/v1',
  namespaces: 'Namespace.v1',
  podDisruptionBudgets: 'PodDisruptionBudget.policy/v1',
  podMonitors: 'PodMonitor.monitoring.coreos.com/v1',
  pods: 'Pod.v1',
  probes: 'Probe.monitoring.coreos.com/v1',
  prometheuses: 'Prometheus.monitoring.coreos.com/v1',
  prometheusRules: 'PrometheusRule.monitoring.coreos.com/v1',
  scrapeConfigs: 'ScrapeConfig.monitoring.coreos.com/v1alpha1',
  secrets: 'Secret.v1',
  serviceImportsV1alpha1: 'ServiceImport.multicluster.x-k8s.io/v1alpha1',
  serviceImportsV1beta1: 'ServiceImport.multicluster.x-k8s.io/v1beta1',
  serviceMonitors: 'ServiceMonitor.monitoring.coreos.com/v1',
  services: 'Service.v1',
  statefulSets: 'StatefulSet.apps/v1',
  storageClasses: 'StorageClass.storage.k8s.io/v1',
  thanosRulers: 'ThanosRuler.monitoring.coreos.com/v1',
} as const;
type Kind = keyof typeof KINDS;

/** One lister for each kind. */
export type Listers = { readonly [K in Exclude<Kind, 'configMaps' | 'secrets'>]: Lister } & {
  readonly configMaps: Lister<ConfigMap>;
  readonly secrets: Lister<Secret>;
};

/** The inputs of a sync hook. */
export interface Inputs {
  readonly parent: KubernetesObject;
  /** Children as they are in the cluster. */
  readonly observed: Listers;
  /** All observed children, of any kind. */
  readonly children: readonly KubernetesObject[];
  /** Objects that the customize hook asked for. */
  readonly related: Listers;
  /** Why objects of the request are not known: the condition Reconciled. Then nothing must change. */
  readonly unknown?: NewCondition | undefined;
}

function lister(map: KindMap, kind: string): Lister {
  const found = map[kind];
  let sorted: readonly KubernetesObject[] | undefined;
  return {
    isSynced: found !== undefined,
    source: found,
    list: () => {
      sorted ??= objectsOf(map, kind);
      return sorted;
    },
    get: (namespace, name) => found?.[namespace ? `${namespace}/${name}` : name],
  };
}

/** The listers of a map of a request. */
export const listers = (map: KindMap): Listers =>
  Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [name, lister(map, kind)])) as unknown as Listers;

/** All objects of a map of a request. */
export const everyObject = (map: KindMap): KubernetesObject[] =>
  Object.values(map).flatMap((byName) => Object.values(byName));

/** The inputs in a request. */
export const inputs = ({ parent, children, related }: SyncRequest): Inputs => ({
  parent,
  observed: listers(children),
  children: everyObject(children),
  related: listers(related),
});
