// Objects of a small cluster in which everything works: a Prometheus, an application behind a Service, what Kubernetes
// and an operator make of them. Setups change one of them.
import { gzipSync } from 'node:zlib';
import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';

type Fields = Record<string, unknown>;
type Labels = Readonly<Record<string, string>>;

const MONITORING = 'monitoring.coreos.com/v1';

interface Named {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Labels;
}

const meta = ({ name = 'web', namespace = 'apps', labels }: Named) => ({
  name,
  namespace,
  ...(labels ? { labels } : {}),
});

const made =
  (apiVersion: string, kind: string, defaults: Named = {}) =>
  (spec: Fields = {}, named: Named = {}): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: meta({ ...defaults, ...named }),
    spec,
  });

/** Selects by the label `release`, as the Helm chart does, in all namespaces. */
export const prometheus = (spec: Fields = {}, named: Named = {}): KubernetesObject => {
  const selector = { matchLabels: { release: 'stack' } };
  const kinds = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'];
  const selectors = kinds.flatMap((kind) => [
    [`${kind}Selector`, selector],
    [`${kind}NamespaceSelector`, {}],
  ]);
  return made(MONITORING, 'Prometheus', { name: 'k8s', namespace: 'monitoring' })(
    { serviceAccountName: 'prometheus', replicas: 1, ...Object.fromEntries(selectors), ...spec },
    named,
  );
};

export const RELEASE: Labels = { release: 'stack' };

export const serviceMonitor = (spec: Fields = {}, named: Named = {}): KubernetesObject =>
  made(MONITORING, 'ServiceMonitor', { labels: RELEASE })(
    { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }], ...spec },
    named,
  );

export const podMonitor = (spec: Fields = {}, named: Named = {}): KubernetesObject =>
  made(MONITORING, 'PodMonitor', { labels: RELEASE })(
    { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'metrics' }], ...spec },
    named,
  );

export const probe = made(MONITORING, 'Probe', { labels: RELEASE });
export const scrapeConfig = made('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', { labels: RELEASE });
export const prometheusRule = made(MONITORING, 'PrometheusRule', { labels: RELEASE });
export const alertmanager = made(MONITORING, 'Alertmanager', { name: 'main', namespace: 'monitoring' });
export const alertmanagerConfig = made('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', { labels: RELEASE });
export const thanosRuler = made(MONITORING, 'ThanosRuler', { name: 'ruler', namespace: 'monitoring' });
export const networkPolicy = made('networking.k8s.io/v1', 'NetworkPolicy');
export const ingress = made('networking.k8s.io/v1', 'Ingress');
export const deployment = made('apps/v1', 'Deployment');
export const statefulSet = made('apps/v1', 'StatefulSet');
export const claim = made('v1', 'PersistentVolumeClaim', { namespace: 'monitoring' });

export const service = (spec: Fields = {}, named: Named = {}): KubernetesObject =>
  made('v1', 'Service', { labels: { app: 'web' } })(
    { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'metrics' }], ...spec },
    named,
  );

export const READY: Fields = {
  phase: 'Running',
  podIP: '10.0.0.7',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'app', ready: true, state: { running: {} } }],
};

/** A pod whose container waits. */
export const waiting = (reason: string, more: Fields = {}): Fields => ({
  phase: reason === 'CrashLoopBackOff' ? 'Running' : 'Pending',
  podIP: '10.0.0.7',
  conditions: [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
  ],
  containerStatuses: [{ name: 'app', ready: false, state: { waiting: { reason } }, ...more }],
});

export const pod = (spec: Fields = {}, named: Named = {}, status: Fields = READY): KubernetesObject => ({
  ...made('v1', 'Pod', { name: 'web-0', labels: { app: 'web' } })(
    { containers: [{ name: 'app', image: 'web:1', ports: [{ name: 'metrics', containerPort: 8080 }] }], ...spec },
    named,
  ),
  status,
});

/** A pod of the Prometheus. */
export const prometheusPod = (status: Fields = READY, name = 'prometheus-k8s-0'): KubernetesObject =>
  pod(
    { containers: [{ name: 'prometheus', image: 'prometheus:3', ports: [{ name: 'web', containerPort: 9090 }] }] },
    { name, namespace: 'monitoring', labels: { 'operator.prometheus.io/name': 'k8s', prometheus: 'k8s' } },
    status,
  );

interface Address {
  readonly ip?: string;
  readonly ready?: boolean;
}

export const endpointSlice = (
  addresses: readonly Address[] = [{}],
  ports: readonly Fields[] | null = [{ name: 'http', port: 8080, protocol: 'TCP' }],
  named: Named = {},
): KubernetesObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: meta({ name: 'web-abc', labels: { 'kubernetes.io/service-name': 'web' }, ...named }),
  addressType: 'IPv4',
  endpoints: addresses.map(({ ip = '10.0.0.7', ready = true }) => ({
    addresses: [ip],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { kind: 'Pod', name: 'web-0', namespace: 'apps' },
  })),
  ports,
});

export const namespace = (name: string, labels: Labels = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
});

export const secret = (name: string, data: Labels, space = 'apps'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: space },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
});

export const configMap = (name: string, data: Labels, space = 'monitoring'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: space },
  data,
});

/** The configuration Secret of the Prometheus, as any operator writes it. */
export const configSecret = (jobs: readonly string[], name = 'prometheus-k8s'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name,
    namespace: 'monitoring',
    ownerReferences: [{ apiVersion: MONITORING, kind: 'Prometheus', name: 'k8s', uid: '1' }],
  },
  data: {
    'prometheus.yaml.gz': gzipSync(dump({ scrape_configs: jobs.map((job) => ({ job_name: job })) })).toString('base64'),
  },
});

export const serviceAccount = (name = 'prometheus'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'monitoring' },
});

const RBAC = 'rbac.authorization.k8s.io/v1';
const READ = ['get', 'list', 'watch'];
const RULES = [
  { apiGroups: [''], resources: ['nodes', 'services', 'endpoints', 'pods'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
];

export const clusterRole = (rules: readonly Fields[] = RULES, name = 'prometheus'): KubernetesObject => ({
  apiVersion: RBAC,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

const subjects = (name: string) => [{ kind: 'ServiceAccount', name, namespace: 'monitoring' }];

export const clusterRoleBinding = (account = 'prometheus', role = 'prometheus'): KubernetesObject => ({
  apiVersion: RBAC,
  kind: 'ClusterRoleBinding',
  metadata: { name: role },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: subjects(account),
});

export const roleBinding = (space: string, role = 'prometheus'): KubernetesObject => ({
  apiVersion: RBAC,
  kind: 'RoleBinding',
  metadata: { name: role, namespace: space },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: subjects('prometheus'),
});

/** What belongs to every setup: namespaces, the account and its rights, the Prometheus and its pod. */
export const base = (): KubernetesObject[] => [
  namespace('monitoring'),
  namespace('apps'),
  serviceAccount(),
  clusterRole(),
  clusterRoleBinding(),
  prometheus(),
  prometheusPod(),
];

/** The application and its addresses. */
export const app = (): KubernetesObject[] => [service(), pod(), endpointSlice()];

/** The base and the application with some objects replaced (same kind and name) and others added. */
export function setup(...changed: readonly KubernetesObject[]): KubernetesObject[] {
  const id = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
  const replaced = new Set(changed.map(id));
  return [...[...base(), ...app()].filter((object) => !replaced.has(id(object))), ...changed];
}

/** The same without the objects of these kinds. */
export const without = (objects: readonly KubernetesObject[], ...kinds: readonly string[]): KubernetesObject[] =>
  objects.filter(({ kind }) => !kinds.includes(kind));
