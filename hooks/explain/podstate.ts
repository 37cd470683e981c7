// The state of a pod, from its status (kubernetes.io: pod lifecycle): ready, or the reason why not.
import type { KubernetesObject } from '../core/meta.ts';
import { at, type Fields, fieldsAt, listAt, numberAt, textAt } from './fields.ts';

export interface PodState {
  /** `unknown`: the pod has no status, as in a file. */
  readonly state: 'ready' | 'notReady' | 'pending' | 'ended' | 'unknown';
  /** For programs: `CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`. */
  readonly reason: string;
  /** `container app waits: CrashLoopBackOff (exit code 1)`. */
  readonly message: string;
}

function waitingReason(status: Fields): PodState | undefined {
  const name = textAt(status, 'name') ?? '';
  const waiting = fieldsAt(status, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  const last = fieldsAt(status, 'lastState', 'terminated');
  const ended = fieldsAt(status, 'state', 'terminated');
  const exit = numberAt(last, 'exitCode') ?? numberAt(ended, 'exitCode');
  const why = textAt(last, 'reason') ?? textAt(ended, 'reason');
  if (reason && reason !== 'ContainerCreating' && reason !== 'PodInitializing') {
    const details = [
      textAt(waiting, 'message'),
      exit === undefined ? undefined : `last exit code ${exit}`,
      why === 'Error' ? undefined : why,
    ]
      .filter(Boolean)
      .join(', ');
    return {
      state: 'notReady',
      reason,
      message: `container ${name} waits: ${reason}${details ? ` (${details})` : ''}`,
    };
  }
  if (exit !== undefined && exit !== 0 && Object.keys(ended).length > 0)
    return {
      state: 'notReady',
      reason: why ?? 'Error',
      message: `container ${name} ended with exit code ${exit}${why ? ` (${why})` : ''}`,
    };
  return undefined;
}

const conditionOf = (pod: KubernetesObject, type: string): Fields | undefined =>
  listAt(pod, 'status', 'conditions').find((one) => textAt(one, 'type') === type);

/** The first container that waits or has failed, init containers first. */
const failing = (pod: KubernetesObject): PodState | undefined => {
  for (const status of [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ]) {
    const found = waitingReason(status);
    if (found) return found;
  }
  return undefined;
};

function falseCondition(pod: KubernetesObject, type: string): PodState | undefined {
  const found = conditionOf(pod, type);
  if (!found || textAt(found, 'status') !== 'False') return undefined;
  const reason = textAt(found, 'reason') ?? `${type}False`;
  const message = textAt(found, 'message');
  return { state: 'notReady', reason, message: `condition ${type} is False: ${message ?? reason}` };
}

/** The state of a pod. */
export function podState(pod: KubernetesObject): PodState {
  const phase = textAt(pod, 'status', 'phase');
  if (at(pod, 'status') === undefined || (phase === undefined && listAt(pod, 'status', 'conditions').length === 0))
    return { state: 'unknown', reason: 'NoStatus', message: 'it has no status' };
  if (phase === 'Failed' || phase === 'Succeeded')
    return { state: 'ended', reason: textAt(pod, 'status', 'reason') ?? phase, message: `its phase is ${phase}` };
  const failed = failing(pod);
  const unscheduled = falseCondition(pod, 'PodScheduled');
  if (unscheduled) return { ...unscheduled, state: 'pending' };
  if (failed) return phase === 'Pending' ? { ...failed, state: 'pending' } : failed;
  if (phase === 'Pending') return { state: 'pending', reason: 'Pending', message: 'its phase is Pending' };
  const notReady = falseCondition(pod, 'Ready') ?? falseCondition(pod, 'ContainersReady');
  if (notReady) return notReady;
  const idle = listAt(pod, 'status', 'containerStatuses').find((one) => one['ready'] === false);
  if (idle) return { state: 'notReady', reason: 'NotReady', message: `container ${textAt(idle, 'name')} is not ready` };
  return { state: 'ready', reason: 'Ready', message: 'it is ready' };
}

/** Whether the pod may serve: it is ready, or has no status. */
export const mayServe = ({ state }: PodState): boolean => state === 'ready' || state === 'unknown';
