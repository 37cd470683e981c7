// Builders: an object with just what a test is about.
import type { KubernetesObject } from '../../hooks/core/meta.ts';

type Meta = Partial<KubernetesObject['metadata']>;

const object =
  (apiVersion: string, kind: string, name: string) =>
  (spec: Record<string, unknown> = {}, metadata: Meta = {}): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'monitoring', ...metadata },
    spec,
  });

const MONITORING = 'monitoring.coreos.com/v1';

/** Selects every monitor of its namespace. */
export const prometheus = (spec: Record<string, unknown> = {}, metadata: Meta = {}): KubernetesObject =>
  object(MONITORING, 'Prometheus', 'k8s')({ serviceMonitorSelector: {}, ...spec }, metadata);
export const alertmanager = object(MONITORING, 'Alertmanager', 'main');
export const serviceMonitor = (spec: Record<string, unknown> = {}, metadata: Meta = {}): KubernetesObject =>
  object(
    MONITORING,
    'ServiceMonitor',
    'app',
  )({ selector: { matchLabels: { app: 'app' } }, endpoints: [{ port: 'web' }], ...spec }, metadata);
export const prometheusRule = (groups: readonly unknown[], metadata: Meta = {}): KubernetesObject =>
  object(MONITORING, 'PrometheusRule', 'rules')({ groups }, metadata);

export const namespace = (name: string, labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
});

export const secret = (name: string, data: Record<string, string>, metadata: Meta = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'monitoring', ...metadata },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
});

export const configMap = (name: string, data: Record<string, string>, metadata: Meta = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'monitoring', ...metadata },
  data,
});

export const podDisruptionBudget = object('policy/v1', 'PodDisruptionBudget', 'budget');

/** A StatefulSet whose pods have a label with its name. */
export const statefulSet = (name: string): KubernetesObject =>
  object('apps/v1', 'StatefulSet', name)({ selector: { matchLabels: { set: name } } }, { uid: name });

/** A ready pod of a StatefulSet or Deployment that is there. `since`: when it became ready. */
export function readyPod(set: KubernetesObject, ordinal = 0, since?: Date): KubernetesObject {
  const { selector } = set['spec'] as { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } };
  const { name, namespace = 'monitoring', uid = '' } = set.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${ordinal}`,
      namespace,
      labels: selector.matchLabels,
      ownerReferences: [{ apiVersion: set.apiVersion, kind: set.kind, name, uid, controller: true }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True', ...(since && { lastTransitionTime: since.toISOString() }) }],
    },
  };
}
