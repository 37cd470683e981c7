// What the chart does otherwise than the manifests that kustomize builds, and why. All else is the same.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { NAMESPACE } from '../../support/helm.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects are changed field by field
type Fields = any;

export interface Difference {
  readonly what: string;
  readonly because: string;
  /** Where it is, as `Kind` or `Kind/name`. */
  readonly at: RegExp;
  /** Which of both sides has the object alone. */
  readonly only?: 'chart' | 'kustomize';
  /** The namespace of the object. Without one: any. */
  readonly namespace?: string;
  /** Takes the difference out of an object of the chart. */
  readonly chart?: (object: Fields) => void;
  /** Takes the difference out of an object of the manifests. */
  readonly kustomize?: (object: Fields) => void;
}

const CHART_LABELS = [
  'helm.sh/chart',
  ...['instance', 'version', 'managed-by', 'part-of'].map((name) => `app.kubernetes.io/${name}`),
];
const METACONTROLLER = 'metacontroller';

const withoutLabels = (metadata: Fields): void => {
  for (const label of CHART_LABELS) delete metadata.labels?.[label];
};
const without = (fields: Fields, field: string, key: string): void => {
  delete fields[field]?.[key];
  if (fields[field] && Object.keys(fields[field]).length === 0) delete fields[field];
};

export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'labels of the chart and of the release',
    because: 'Helm and its users find objects by them; no selector uses them',
    at: /./,
    chart: ({ metadata }) => {
      withoutLabels(metadata);
      if (metadata.labels && Object.keys(metadata.labels).length === 0) delete metadata.labels;
    },
  },
  {
    what: 'no Namespaces',
    because: '--create-namespace makes the one of the release',
    at: /^Namespace\//,
    only: 'kustomize',
  },
  {
    what: 'Metacontroller runs in the namespace of the release',
    because: 'a release has one namespace',
    at: /^(ServiceAccount|StatefulSet)\/metacontroller$/,
    chart: ({ metadata }) => {
      if (metadata.namespace === NAMESPACE) metadata.namespace = METACONTROLLER;
    },
  },
  {
    what: 'Metacontroller runs in the namespace of the release',
    because: 'a release has one namespace',
    at: /^ClusterRoleBinding\//,
    chart: ({ subjects: [subject] }) => {
      if (subject.namespace === NAMESPACE) subject.namespace = METACONTROLLER;
    },
  },
  {
    what: 'the NetworkPolicy lets in the pods of Metacontroller, not its whole namespace',
    because: 'the hooks are in that namespace too',
    at: /^NetworkPolicy\/prometheus-metacontroller$/,
    chart: ({ spec }) => {
      const labels = { 'app.kubernetes.io/name': METACONTROLLER };
      if (spec.ingress[0].from[0].podSelector?.matchLabels['app.kubernetes.io/name'] === METACONTROLLER)
        spec.ingress[0].from = [{ namespaceSelector: { matchLabels: labels } }];
    },
    kustomize: ({ spec }) => {
      spec.ingress[0].from = [{ namespaceSelector: { matchLabels: { 'app.kubernetes.io/name': METACONTROLLER } } }];
    },
  },
  {
    what: 'the Secret of the token',
    because: 'a manifest cannot make a random token; docs/install.md has a command',
    at: /^Secret\/prometheus-metacontroller-token$/,
    only: 'chart',
  },
  {
    what: 'definitions stay at uninstall',
    because: 'deleting a definition deletes all its objects',
    at: /^CustomResourceDefinition\/.*\.monitoring\.coreos\.com$/,
    chart: ({ metadata }) => without(metadata, 'annotations', 'helm.sh/resource-policy'),
  },
  {
    what: 'imagePullPolicy',
    because: 'users of charts expect the value; it is the default of Kubernetes for an image with a tag',
    at: /^(Deployment|StatefulSet)\//,
    chart: ({ spec }) => {
      for (const container of spec.template.spec.containers)
        if (container.imagePullPolicy === 'IfNotPresent') delete container.imagePullPolicy;
    },
  },
  {
    what: 'a checksum of the hooks in the pods of Metacontroller',
    because: 'an upgrade of the hooks restarts Metacontroller, so that all objects are synchronized',
    at: /^StatefulSet\/metacontroller$/,
    chart: ({ spec }) => without(spec.template.metadata, 'annotations', 'checksum/hooks'),
  },
  {
    what: 'the PodMonitor is in the namespace of the release, with the name of the release',
    because: 'a release has one namespace',
    at: /^PodMonitor\//,
    chart: ({ metadata }) => {
      if (metadata.namespace === NAMESPACE) metadata.namespace = METACONTROLLER;
      if (metadata.name === 'prometheus-metacontroller-metacontroller') metadata.name = METACONTROLLER;
    },
  },
  {
    what: 'monitors set the label job',
    because: 'rules and dashboards select it, and it does not depend on the names of the release',
    at: /^(PodMonitor|ServiceMonitor)\//,
    chart: ({ spec }) => {
      for (const endpoint of spec.endpoints ?? spec.podMetricsEndpoints) delete endpoint.relabelings;
    },
  },
  {
    what: 'the rules for the alerts of kube-prometheus have the name of the release',
    because: 'a release may have any name',
    at: /^PrometheusRule\/prometheus-metacontroller-operator-metrics$/,
    chart: ({ metadata }) => {
      metadata.name = 'prometheus-operator-metrics';
    },
  },
  {
    what: 'one Role for a Prometheus that discovers the pods, with the name of the release',
    because: 'the hooks and Metacontroller are in one namespace',
    at: /^Role(Binding)?\/prometheus-metacontroller-metrics$/,
    chart: ({ metadata, roleRef }) => {
      metadata.name = 'prometheus-k8s';
      if (roleRef) roleRef.name = 'prometheus-k8s';
    },
  },
  {
    what: 'one Role for a Prometheus that discovers the pods, with the name of the release',
    because: 'the hooks and Metacontroller are in one namespace',
    at: /^Role(Binding)?\/prometheus-k8s$/,
    only: 'kustomize',
    namespace: METACONTROLLER,
  },
  {
    what: 'the order of flags',
    because: 'the chart writes options in the order of their names; no flag is there twice',
    at: /^(Deployment|StatefulSet)\//,
    chart: ({ spec }) => spec.template.spec.containers[0].args.sort(),
    kustomize: ({ spec }) => spec.template.spec.containers[0].args.sort(),
  },
];

/** `Kind/namespace/name`. */
export const keyOf = ({ kind, metadata }: KubernetesObject): string =>
  `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

const isAbout = ({ at, namespace }: Difference, { kind, metadata }: KubernetesObject): boolean =>
  at.test(`${kind}/${metadata.name}`) && (namespace === undefined || metadata.namespace === namespace);

/** The objects of one side without the differences, by their key. `used` gets those that were found. */
export function compared(
  objects: readonly KubernetesObject[],
  side: 'chart' | 'kustomize',
  used: Set<Difference>,
): ReadonlyMap<string, KubernetesObject> {
  const kept = objects.flatMap((object) => {
    const copy = structuredClone(object) as Fields;
    for (const difference of DIFFERENCES.filter((one) => isAbout(one, object))) {
      const before = JSON.stringify(copy);
      if (difference.only === side) {
        used.add(difference);
        return [];
      }
      difference[side]?.(copy);
      if (JSON.stringify(copy) !== before) used.add(difference);
    }
    return [copy as KubernetesObject];
  });
  return new Map(kept.map((object) => [keyOf(object), object]));
}
