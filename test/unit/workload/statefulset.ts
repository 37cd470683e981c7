// A StatefulSet and its pods.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';

export const set = (replicas: number): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 's', namespace: 'monitoring', uid: 'set' },
  spec: { replicas, selector: { matchLabels: { app: 's' } } },
  status: { updateRevision: 'new' },
});

interface PodFields {
  readonly phase?: string;
  readonly conditions?: readonly object[];
  readonly revision?: string;
  readonly owner?: string;
  readonly labels?: Record<string, string>;
  readonly containerStatuses?: readonly object[];
}
const READY = [{ type: 'Ready', status: 'True' }];
export const pod = (
  i: number,
  {
    phase = 'Running',
    conditions = READY,
    revision = 'new',
    owner = 'set',
    labels = { app: 's' },
    ...more
  }: PodFields = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `s-${i}`,
    namespace: 'monitoring',
    labels: { ...labels, 'controller-revision-hash': revision },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: owner, controller: true }],
  },
  status: { phase, conditions, ...more },
});
