// Types of the rollout policy: the peers of a mesh, which are the pods of one Alertmanager, and the mesh's settings.
import { conditionOf } from '../../../core/conditions.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { podIP } from '../../../workload/status.ts';

/** A pod of the mesh. */
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

/** Settings of the mesh from the spec. */
export interface MeshSettings {
  /** False where there is one replica without clustering. */
  readonly isClustered: boolean;
  /** Whether peers from `spec.additionalPeers` may be in the mesh. */
  readonly hasOthers: boolean;
  /** Milliseconds between the start of a peer and its first notification. */
  readonly startDelay: number;
}

/** A peer that has not been ready for this time is broken. */
const BROKEN_AFTER_MS = 60_000;

/** `now`: milliseconds since 1970. */
export const isBroken = ({ isReady, since }: Peer, now: number): boolean => !isReady && now - since > BROKEN_AFTER_MS;

/** A pod of the StatefulSet as a peer; `undefined` where its name has no ordinal. */
export function parsePeer(pod: KubernetesObject): Peer | undefined {
  const { name, uid = '', labels, deletionTimestamp, creationTimestamp } = pod.metadata;
  const ordinal = /-(\d+)$/.exec(name)?.[1];
  if (ordinal === undefined) return undefined;
  const ready = conditionOf(pod, 'Ready');
  return {
    name,
    ordinal: Number(ordinal),
    uid,
    ip: podIP(pod),
    revision: labels?.['controller-revision-hash'] ?? '',
    isReady: ready?.status === 'True',
    isTerminating: deletionTimestamp !== undefined,
    since: Date.parse(ready?.lastTransitionTime ?? creationTimestamp ?? '') || 0,
  };
}
