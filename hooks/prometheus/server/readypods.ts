// The ready pods of a shard.
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isReady, ownedPods } from '../../workload/status.ts';
import { shardName } from './statefulset.ts';

/** The ready pods of a shard. `prefix`: name of the workload. */
export function readyPods({ parent, observed, related }: Inputs, prefix: string, shard: number): KubernetesObject[] {
  const set = observed.statefulSets.get(parent.metadata.namespace, shardName(prefix, shard));
  return set ? ownedPods(set, related.pods).filter(isReady) : [];
}
