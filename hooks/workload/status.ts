// Counts of pods and the condition Available, for one StatefulSet (shard) or DaemonSet, and for several together.
import type { NewCondition } from '../core/conditions.ts';
import type { LabelSelector } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import { isControlledBy, type KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { matches } from '../core/selector.ts';
import { outOfMemory } from './outofmemory.ts';
import { hasFailed, type Pod } from './starting.ts';

interface StatefulSet extends KubernetesObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector };
  readonly status?: { readonly updateRevision?: string };
}
interface DaemonSet extends KubernetesObject {
  readonly status?: { readonly desiredNumberScheduled?: number; readonly updatedNumberScheduled?: number };
}

/** Counts of pods in a status. */
export interface Counts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
}

/** Counts and the condition Available. */
export interface Availability {
  readonly counts: Counts;
  readonly condition: NewCondition;
  /** What is awaited where pods are not available and none has failed; else `undefined`. */
  readonly awaited: string | undefined;
}

/** The address of a pod; empty where it has none yet. */
export const podIP = ({ status }: Pod): string => (typeof status?.podIP === 'string' ? status.podIP : '');

/** Whether a pod is ready. */
export const isReady = (pod: Pod): boolean =>
  pod.status?.phase === 'Running' &&
  (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

const NOT_FOUND = { StatefulSet: 'StatefulSetNotFound', DaemonSet: 'DaemonSetNotFound' } as const;
const SOME = 'SomePodsNotReady';
const POD_CONDITIONS: readonly string[] = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];

/** Why a pod is not ready: the message of its first condition that is False. */
function obstacle(pod: Pod): string | undefined {
  for (const wanted of POD_CONDITIONS) {
    const found = pod.status?.conditions?.find(({ type, status }) => type === wanted && status === 'False');
    if (found) return found.message || undefined;
  }
  return undefined;
}

const NONE: Counts = { replicas: 0, updatedReplicas: 0, availableReplicas: 0, unavailableReplicas: 0 };

/** The pods of an observed StatefulSet among `pods`. */
export function ownedPods(set: KubernetesObject, pods: Lister): Pod[] {
  const { selector } = (set as StatefulSet).spec;
  return (pods.list() as readonly Pod[]).filter(
    (pod) =>
      pod.metadata.namespace === set.metadata.namespace &&
      matches(selector, pod.metadata.labels) &&
      isControlledBy(pod, set),
  );
}

/** Counts and availability of one StatefulSet, by its pods. `set`: the observed one, if it exists. */
export function availability(set: KubernetesObject | undefined, pods: Lister): Availability {
  if (!set)
    return {
      counts: NONE,
      condition: { type: 'Available', status: 'False', reason: NOT_FOUND.StatefulSet, message: '' },
      awaited: 'its StatefulSet does not exist yet',
    };
  const { spec, status } = set as StatefulSet;
  const own = ownedPods(set, pods);
  const revision = status?.updateRevision;
  const updated = own.filter((pod) => pod.metadata.labels?.['controller-revision-hash'] === revision).length;
  return available(own, spec.replicas ?? 1, updated);
}

/** Counts and availability of a DaemonSet, by its pods. `set`: the observed one, if it exists. */
export function daemonSetAvailability(set: KubernetesObject | undefined, pods: Lister): Availability {
  const { desiredNumberScheduled: desired, updatedNumberScheduled = 0 } = (set as DaemonSet | undefined)?.status ?? {};
  if (set && desired !== undefined) return available(ownedPods(set, pods), desired, updatedNumberScheduled);
  return {
    counts: NONE,
    condition: { type: 'Available', status: 'False', reason: NOT_FOUND.DaemonSet, message: '' },
    awaited: 'its DaemonSet does not exist yet',
  };
}

/** Counts and availability by the pods of a workload. */
function available(own: readonly Pod[], wanted: number, updated: number): Availability {
  const ready = own.filter(isReady).length;
  const counts = {
    replicas: own.length,
    updatedReplicas: updated,
    availableReplicas: ready,
    unavailableReplicas: own.length - ready,
  };
  const lines = own.flatMap((pod) => {
    const message = [obstacle(pod) ?? '', outOfMemory(pod)].filter(Boolean).join('; ');
    return message ? [`pod ${pod.metadata.name}: ${message}`] : [];
  });
  const message = lines.join('\n');
  if (ready >= wanted)
    return { counts, condition: { type: 'Available', status: 'True', reason: '', message }, awaited: undefined };
  if (ready > 0)
    return {
      counts,
      condition: { type: 'Available', status: 'Degraded', reason: SOME, message },
      awaited: undefined,
    };
  const awaited = own.length === 0 ? 'its pods do not exist yet' : 'its pods are starting';
  return {
    counts,
    condition: { type: 'Available', status: 'False', reason: 'NoPodReady', message },
    awaited: own.some(hasFailed) ? undefined : awaited,
  };
}

/**
 * The availability as the status reports it outside parity: where no pod is ready and none has failed, the reason is
 * SomePodsNotReady. Argo CD takes only this reason for progress, and every other one for a failure. `conditions`: those
 * of the sync. Where it stopped, nothing progresses, and a paused workload does not get a StatefulSet.
 */
export function progress(found: Availability, conditions: readonly NewCondition[], { parity }: Options): Availability {
  const { condition, awaited } = found;
  const { status, reason } = conditions.find(({ type }) => type === 'Reconciled') ?? { status: 'True', reason: '' };
  if (parity || awaited === undefined || status === 'False') return found;
  const isMissing = Object.values<string>(NOT_FOUND).includes(condition.reason);
  if (reason === 'Paused' && isMissing) return found;
  return { ...found, condition: { ...condition, reason: SOME, message: condition.message || awaited } };
}

/** Available pods of an observed Deployment. */
export function availableReplicas(deployment: KubernetesObject | undefined): number {
  const { availableReplicas = 0 } = (deployment?.['status'] ?? {}) as { readonly availableReplicas?: number };
  return availableReplicas;
}

const WORST = ['False', 'Degraded', 'Unknown', 'True'] as const;

/** Combines shards: the sums, the worst status, all reasons, and each message line with its shard. */
export function combine(shards: readonly (readonly [id: string, Availability])[]): Availability {
  const sum = (field: keyof Counts) => shards.reduce((total, [, shard]) => total + shard.counts[field], 0);
  const status = WORST.find((level) => shards.some(([, shard]) => shard.condition.status === level)) ?? 'True';
  const reasons = [...new Set(shards.map(([, shard]) => shard.condition.reason).filter(Boolean))].sort();
  const lines = shards
    .filter(([, shard]) => shard.condition.status !== 'True')
    .flatMap(([id, shard]) =>
      shard.condition.message
        .split('\n')
        .filter(Boolean)
        .map((line) => `shard ${id}: ${line}`),
    );
  return {
    counts: {
      replicas: sum('replicas'),
      updatedReplicas: sum('updatedReplicas'),
      availableReplicas: sum('availableReplicas'),
      unavailableReplicas: sum('unavailableReplicas'),
    },
    condition: { type: 'Available', status, reason: reasons.join('And'), message: lines.join('\n') },
    awaited: undefined,
  };
}
