// Whether a pod that is not ready is still starting, or has failed.
import type { KubernetesObject } from '../core/meta.ts';

interface Terminated {
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface ContainerStatus {
  readonly name?: string;
  readonly restartCount?: number;
  readonly ready?: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Pod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** Reasons of a container that waits and has no error. The kubelet has many for errors, such as CrashLoopBackOff. */
const STARTING: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing']);

/** Whether a container cannot be created, has failed, or was restarted and is not ready since. */
const isFailing = ({ state, restartCount = 0, ready = false }: ContainerStatus): boolean =>
  !STARTING.has(state?.waiting?.reason ?? '') ||
  (state?.terminated?.exitCode ?? 0) !== 0 ||
  (restartCount > 0 && !ready && state?.terminated === undefined);

/**
 * Whether a pod has failed: it ended, no node takes it, or one of its containers fails. Where nothing is known about a
 * pod that is not ready, it is starting.
 */
export const hasFailed = ({ status = {} }: Pod): boolean =>
  status.phase === 'Failed' ||
  status.phase === 'Succeeded' ||
  (status.conditions ?? []).some(
    ({ type, status: value, reason }) => type === 'PodScheduled' && value === 'False' && reason === 'Unschedulable',
  ) ||
  [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].some(isFailing);
