// The PodDisruptionBudget of a mesh: evictions ignore the partition, so that a drain could take a second peer while the
// first has not caught up.
import { conditionsOf } from '../../../core/conditions.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Step, StepInput } from './candidate.ts';
import { meshHealthy } from './conditions.ts';

/** A mesh that has been broken for so long is not mended by waiting, and nodes have to be drained. */
const BLOCKS_FOR = 15 * 60_000;

/** Not `alertmanager-main` and the like: kube-prometheus has a budget of that name. */
export const meshBudgetName = (set: KubernetesObject): string => `${set.metadata.name}-mesh`;

/**
 * How many peers may be evicted at a time: none while one is missing or behind (MeshHealthy False), but for 15 minutes
 * at most, counted by the parent's own condition; none either where the next one is about to be replaced. Before there
 * are pods nothing is to be protected.
 */
export function maxUnavailable(parent: KubernetesObject, input: StepInput, step: Step): 0 | 1 {
  if (step.phase === 'step') return 0;
  if (step.verdicts.length === 0 || meshHealthy(step, input).status !== 'False') return 1;
  const before = conditionsOf({ status: parent['status'] }).find(
    ({ type, status }) => type === 'MeshHealthy' && status === 'False',
  );
  const since = Date.parse(before?.lastTransitionTime ?? '') || input.now;
  return input.now - since >= BLOCKS_FOR ? 1 : 0;
}
