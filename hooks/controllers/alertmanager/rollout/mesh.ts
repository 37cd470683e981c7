// The mesh as the gate sees it: the pods of one Alertmanager, by name, and what is known of the mesh beside them.
import { conditionOf } from '../../../core/conditions.ts';
import type { KubernetesObject } from '../../../core/meta.ts';

export interface Peer {
  readonly name: string;
  readonly ordinal: number;
  readonly uid: string;
  readonly ip: string;
  /** Label `controller-revision-hash`. */
  readonly revision: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  /** When Ready last changed, milliseconds since 1970. */
  readonly since: number;
}

export interface MeshTerms {
  /** False where there is one replica without clustering. */
  readonly isClustered: boolean;
  /** Host names or addresses of peers that are no pods of ours: they may be in the mesh, and need not. */
  readonly hasOthers: boolean;
  /** Milliseconds a peer waits after its start before it notifies. */
  readonly startDelay: number;
}

/** A peer that has not been ready for so long will not become it by itself. */
const BROKEN_AFTER = 60_000;

/** `now`: milliseconds since 1970. */
export const isBroken = ({ isReady, since }: Peer, now: number): boolean => !isReady && now - since > BROKEN_AFTER;

interface PodStatus {
  readonly podIP?: string;
}

/** A pod of the StatefulSet as a peer; nothing where its name has no ordinal. */
export function peerOf(pod: KubernetesObject): Peer | undefined {
  const { name, uid = '', labels, deletionTimestamp, creationTimestamp } = pod.metadata;
  const ordinal = /-(\d+)$/.exec(name)?.[1];
  if (ordinal === undefined) return undefined;
  const { podIP = '' } = (pod['status'] ?? {}) as PodStatus;
  const ready = conditionOf(pod, 'Ready');
  return {
    name,
    ordinal: Number(ordinal),
    uid,
    ip: podIP,
    revision: labels?.['controller-revision-hash'] ?? '',
    isReady: ready?.status === 'True',
    isTerminating: deletionTimestamp !== undefined,
    since: Date.parse(ready?.lastTransitionTime ?? creationTimestamp ?? '') || 0,
  };
}
