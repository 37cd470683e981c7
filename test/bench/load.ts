// A request as Metacontroller sends it for one Prometheus among many monitors and rules. Sizes are those of
// kube-prometheus' own objects.
import { createHash } from 'node:crypto';
import type { KindMap, SyncRequest } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';

const uid = (text: string): string => {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const managedFields = (fields: readonly string[]) => [
  {
    apiVersion: 'monitoring.coreos.com/v1',
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:team': {} } },
      'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}])),
    },
    manager: 'kubectl-client-side-apply',
    operation: 'Update',
    time: '2026-08-01T10:00:00Z',
  },
];

/** A ServiceMonitor with relabelings; `revision` changes one of them. */
export function serviceMonitor(i: number, revision = 0): KubernetesObject {
  const [name, namespace] = [`app-${i}`, `team-${i % 20}`];
  const drop = {
    action: 'drop',
    regex: `(apiserver_request_duration|etcd_debugging_${revision}).*`,
    sourceLabels: ['__name__'],
  };
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: {
      name,
      namespace,
      uid: uid(`monitor-${i}`),
      resourceVersion: String(1000 + i + revision * 1_000_000),
      generation: 1 + revision,
      creationTimestamp: '2026-08-01T10:00:00Z',
      labels: { app: name, team: namespace, 'app.kubernetes.io/part-of': 'shop' },
      managedFields: managedFields(['endpoints', 'jobLabel', 'selector', 'namespaceSelector']),
    },
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: { app: name, 'app.kubernetes.io/part-of': 'shop' } },
      namespaceSelector: { matchNames: [namespace] },
      endpoints: [
        {
          port: 'https-metrics',
          scheme: 'https',
          interval: '30s',
          honorLabels: true,
          tlsConfig: { insecureSkipVerify: true },
          bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
          metricRelabelings: [drop, { action: 'replace', targetLabel: 'cluster', replacement: 'one' }],
          relabelings: [
            {
              action: 'replace',
              sourceLabels: ['__meta_kubernetes_pod_node_name'],
              targetLabel: 'instance',
              regex: '(.*)',
              replacement: '$1',
            },
          ],
        },
      ],
    },
  };
}

/** A PrometheusRule with so many alerts. */
export function prometheusRule(i: number, alerts: number, revision = 0): KubernetesObject {
  const namespace = `team-${i % 20}`;
  const rules = Array.from({ length: alerts }, (_, n) => ({
    alert: `Shop${i}Slow${n}`,
    expr:
      'histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket' +
      `{job="app-${i}",code!~"5..",handler="h${n}"}[5m]))) > ${n + 1 + revision}`,
    for: '10m',
    labels: { severity: n % 2 ? 'warning' : 'critical' },
    annotations: {
      summary: 'Requests are slow.',
      description: '{{ $labels.job }} answers in {{ $value | humanizeDuration }} at the 99th percentile.',
    },
  }));
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: `rules-${i}`,
      namespace,
      uid: uid(`rule-${i}`),
      resourceVersion: String(500 + i + revision * 1_000_000),
      generation: 1 + revision,
      labels: { role: 'alert-rules' },
      managedFields: managedFields(['groups']),
    },
    spec: { groups: [{ name: `shop-${i}`, interval: '30s', rules }] },
  };
}

const byKey = (objects: readonly KubernetesObject[]): Record<string, KubernetesObject> =>
  Object.fromEntries(
    objects.map((object) => [
      object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name,
      object,
    ]),
  );

/** The parent that selects them all. */
export const prometheus: KubernetesObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: {
    name: 'k8s',
    namespace: 'monitoring',
    uid: uid('k8s'),
    resourceVersion: '7',
    generation: 3,
    labels: { app: 'prometheus' },
  },
  spec: {
    replicas: 2,
    version: '3.13.2',
    evaluationInterval: '30s',
    scrapeInterval: '30s',
    portName: 'web',
    serviceMonitorSelector: {},
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: {},
    ruleSelector: {},
    ruleNamespaceSelector: {},
    serviceAccountName: 'prometheus-k8s',
    alerting: {
      alertmanagers: [{ name: 'alertmanager-main', namespace: 'monitoring', port: 'web', apiVersion: 'v2' }],
    },
  },
};

/** One of many Prometheus: its own namespace, name and external labels; it selects as all others do. */
export const fleetPrometheus = (i: number): KubernetesObject => ({
  ...prometheus,
  metadata: { ...prometheus.metadata, name: `fleet-${i}`, namespace: `fleet-${i}`, uid: uid(`fleet-${i}`) },
  spec: { ...(prometheus['spec'] as object), externalLabels: { prometheus: `fleet-${i}` } },
});

/** The namespaces of the monitors. */
export const namespaces = Array.from({ length: 20 }, (_, i) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: `team-${i}`,
    uid: uid(`ns-${i}`),
    resourceVersion: '1',
    labels: { 'kubernetes.io/metadata.name': `team-${i}` },
  },
}));

export interface Load {
  readonly monitors: number;
  readonly rules: number;
  readonly alerts: number;
}

/**
 * A sync request of such a size; `changed` is the monitor with a new revision, or the rule where there are more of
 * these.
 */
export function syncRequest(
  { monitors, rules, alerts }: Load,
  children: KindMap,
  changed = -1,
  revision = 0,
): SyncRequest {
  const isRule = rules > monitors;
  const revisionOf = (i: number, counts: boolean) => (counts && i === changed ? revision : 0);
  const monitor = (_: unknown, i: number) => serviceMonitor(i, revisionOf(i, !isRule));
  const rule = (_: unknown, i: number) => prometheusRule(i, alerts, revisionOf(i, isRule));
  return {
    parent: prometheus,
    children,
    related: {
      'Namespace.v1': byKey(namespaces),
      'ServiceMonitor.monitoring.coreos.com/v1': byKey(Array.from({ length: monitors }, monitor)),
      'PodMonitor.monitoring.coreos.com/v1': {},
      'PrometheusRule.monitoring.coreos.com/v1': byKey(Array.from({ length: rules }, rule)),
      'Secret.v1': {},
      'Service.v1': {},
      'Pod.v1': {},
    },
    finalizing: false,
  };
}

/** One of several Prometheus objects, with status and managed fields as in a cluster: about 8 KB. */
export function largePrometheus(i: number, revision = 0): KubernetesObject {
  const { spec, metadata } = prometheus as KubernetesObject & { readonly spec: Record<string, unknown> };
  const name = `shop-${i}`;
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: '',
    message: '',
    observedGeneration: 3,
    lastTransitionTime: '2026-08-01T10:00:00Z',
  });
  const fields = Object.fromEntries(Array.from({ length: 110 }, (_, n) => [`f:fieldOfThisObject${n}`, { '.': {} }]));
  return {
    ...prometheus,
    metadata: {
      ...metadata,
      name,
      uid: uid(name),
      resourceVersion: String(100 + i + 1000 * revision),
      managedFields: ['helm', 'metacontroller'].map((manager) => ({
        manager,
        operation: 'Apply',
        time: '2026-08-01T10:00:00Z',
        fieldsV1: { 'f:spec': fields },
      })),
    },
    spec: {
      ...spec,
      resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '8Gi' } },
      storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '100Gi' } } } } },
      externalLabels: { cluster: 'one', region: 'eu' },
    },
    status: {
      availableReplicas: 2 - (revision % 2),
      conditions: ['Available', 'ConfigurationLoaded', 'Reconciled', 'ResourcesAccepted', 'RulesValid'].map(condition),
      replicas: 2,
      shards: 1,
    },
  };
}
