// Requests as Metacontroller sends them for one of many Alertmanagers of three pods each, each in a namespace of its
// own.
import type { KindMap, SyncRequest } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { alertmanager, secret } from '../support/objects.ts';
import { kindMap } from '../support/requests.ts';
import { ipOf, REPLICAS } from './peers.ts';

/**
 * `rollout`: the last pod has just been replaced, the others have to follow. `rest`: all have been ready for an hour.
 */
export type Phase = 'rollout' | 'rest';

const SETS = 'StatefulSet.apps/v1';
const CONFIG =
  'route:\n  receiver: hook\nreceivers:\n  - name: hook\n    webhook_configs:\n      - url: http://hook.example.org\n';

interface SetSpec {
  readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
  readonly updateStrategy: object;
}

const namespaceOf = (mesh: number): string => `team-${mesh}`;

function request(mesh: number, children: KindMap, pods: readonly KubernetesObject[]): SyncRequest {
  const namespace = namespaceOf(mesh);
  const parent = alertmanager(
    { replicas: REPLICAS, version: '0.34.0' },
    { namespace, uid: `parent-${mesh}`, resourceVersion: '7', generation: 2 },
  );
  const related = kindMap([
    secret('alertmanager-main', { 'alertmanager.yaml': CONFIG }, { namespace, resourceVersion: '3' }),
    ...pods,
  ]);
  return {
    parent,
    children,
    related: { 'Service.v1': {}, 'PodDisruptionBudget.policy/v1': {}, ...related },
    finalizing: false,
  };
}

/** Before there is anything but the Alertmanager. */
export const firstRequest = (mesh: number): SyncRequest => request(mesh, {}, []);

/** Pod `ordinal` of a mesh. */
function meshPod(
  [mesh, ordinal]: readonly [number, number],
  phase: Phase,
  set: KubernetesObject,
  now: number,
): KubernetesObject {
  const { name, namespace, uid = '' } = set.metadata;
  const isNew = phase === 'rest' || ordinal === REPLICAS - 1;
  const ready = now - (isNew && phase === 'rollout' ? 25_000 : 3_600_000);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${ordinal}`,
      ...(namespace ? { namespace } : {}),
      uid: `pod-${mesh}-${ordinal}`,
      labels: {
        ...(set['spec'] as SetSpec).template.metadata.labels,
        'controller-revision-hash': isNew ? 'new' : 'old',
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid, controller: true }],
    },
    status: {
      phase: 'Running',
      podIP: ipOf(mesh, ordinal),
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(ready).toISOString() }],
    },
  };
}

/** With the children of the first answer as the API server and the StatefulSet controller made them, and the pods. */
export function laterRequest(mesh: number, children: KindMap, phase: Phase, now: number): SyncRequest {
  const [[key, made] = []] = Object.entries(children[SETS] ?? {});
  if (!key || !made) throw new Error('the first answer has no StatefulSet');
  const spec = made['spec'] as SetSpec;
  const partition = phase === 'rest' ? REPLICAS : REPLICAS - 1;
  const set: KubernetesObject = {
    ...made,
    metadata: { ...made.metadata, generation: 2 },
    spec: { ...spec, updateStrategy: { ...spec.updateStrategy, rollingUpdate: { partition } } },
    status: { observedGeneration: 2, updateRevision: 'new' },
  };
  const pods = Array.from({ length: REPLICAS }, (_, ordinal) => meshPod([mesh, ordinal], phase, set, now));
  return request(mesh, { ...children, [SETS]: { [key]: set } }, pods);
}
