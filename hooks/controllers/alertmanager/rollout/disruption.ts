// The PodDisruptionBudget of a mesh. Evictions ignore the partition: without a budget a drain could evict a second peer
// before the first has caught up.
import { conditionsOf } from '../../../core/conditions.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { RolloutInput, RolloutPlan } from './candidate.ts';
import { meshHealthy } from './conditions.ts';

/** A broken mesh blocks evictions for this time. Then waiting does not repair it, and nodes must be drained. */
const BLOCK_LIMIT_MS = 15 * 60_000;

/** Name of the budget. Not that of the StatefulSet: kube-prometheus has a budget `alertmanager-main`. */
export const meshBudgetName = (set: KubernetesObject): string => `${set.metadata.name}-mesh`;

/**
 * How many peers may be evicted at a time. None while the rollout replaces one. None while one is missing or behind
 * (MeshHealthy False), for 15 minutes at most by the parent's condition. Without pods one, as there is no state.
 */
export function maxUnavailable(parent: KubernetesObject, input: RolloutInput, step: RolloutPlan): 0 | 1 {
  if (step.phase === 'replace') return 0;
  if (step.results.length === 0 || meshHealthy(step, input).status !== 'False') return 1;
  const before = conditionsOf({ status: parent['status'] }).find(
    ({ type, status }) => type === 'MeshHealthy' && status === 'False',
  );
  const since = Date.parse(before?.lastTransitionTime ?? '') || input.now;
  return input.now - since >= BLOCK_LIMIT_MS ? 1 : 0;
}
