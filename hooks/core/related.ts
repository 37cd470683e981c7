// Evaluates customize rules over a list of objects, as Metacontroller does over the cluster
// (metacontroller.github.io: customize hook).
import { type KindMap, kindKey, type RelatedRule } from './hook.ts';
import { holds } from './lists.ts';
import { type KubernetesObject, keyOf } from './meta.ts';
import { matches } from './selector.ts';

/** Kinds by resource name, for the resources of our rules. */
const KINDS: Readonly<Record<string, string>> = {
  alertmanagerconfigs: 'AlertmanagerConfig',
  alertmanagers: 'Alertmanager',
  configmaps: 'ConfigMap',
  deployments: 'Deployment',
  namespaces: 'Namespace',
  nodes: 'Node',
  podmonitors: 'PodMonitor',
  poddisruptionbudgets: 'PodDisruptionBudget',
  pods: 'Pod',
  probes: 'Probe',
  prometheusagents: 'PrometheusAgent',
  prometheuses: 'Prometheus',
  prometheusrules: 'PrometheusRule',
  scrapeconfigs: 'ScrapeConfig',
  secrets: 'Secret',
  serviceimports: 'ServiceImport',
  servicemonitors: 'ServiceMonitor',
  services: 'Service',
  statefulsets: 'StatefulSet',
  storageclasses: 'StorageClass',
  thanosrulers: 'ThanosRuler',
};

/** Whether a rule selects an object of its kind. `namespaces`: labels of each Namespace, by its name. */
export function takes(
  rule: RelatedRule,
  object: KubernetesObject,
  namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>,
): boolean {
  const { name, namespace = '', labels } = object.metadata;
  if (rule.names && !holds(rule.names, name)) return false;
  if (rule.namespace && namespace !== rule.namespace) return false;
  if (
    rule.namespaceSelector &&
    Object.keys(rule.namespaceSelector).length > 0 &&
    !matches(rule.namespaceSelector, namespaces.get(namespace))
  )
    return false;
  return !rule.labelSelector || matches(rule.labelSelector, labels);
}

/** The related objects of a request. Each kind of a rule has an entry, even without objects. */
export function relatedObjects(rules: readonly RelatedRule[], objects: readonly KubernetesObject[]): KindMap {
  const namespaces = new Map(
    objects
      .filter((object) => object.kind === 'Namespace')
      .map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  const out: Record<string, Record<string, KubernetesObject>> = {};
  for (const rule of rules) {
    const kind = KINDS[rule.resource];
    if (!kind) throw new Error(`no kind is known for the resource ${rule.resource}`);
    const key = kindKey({ kind, apiVersion: rule.apiVersion });
    const map = out[key] ?? {};
    out[key] = map;
    for (const object of objects) {
      if (object.kind === kind && object.apiVersion === rule.apiVersion && takes(rule, object, namespaces))
        map[keyOf(object)] = object;
    }
  }
  return out;
}
