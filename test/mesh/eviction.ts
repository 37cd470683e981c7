// Evictions as the API server grants them (kubernetes.io: API-initiated eviction): a pod goes when the budget that
// selects it allows one more to be unavailable, a pod that is not ready where the budget always allows that. What is
// refused is asked for again, as `kubectl drain` does.
import type { LabelSelector } from '../../hooks/core/hook.ts';
import { matches } from '../../hooks/core/selector.ts';
import { resourceInfo } from '../driver/kinds.ts';
import type { World } from '../driver/world.ts';
import { type Kubelet, NAME, NAMESPACE, type Pod } from './kubelet.ts';

interface BudgetSpec {
  readonly maxUnavailable: number;
  readonly selector: LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}

const BUDGETS = resourceInfo('policy/v1', 'poddisruptionbudgets');
const SETS = resourceInfo('apps/v1', 'statefulsets');

/** True where the eviction was granted, and the pod is being ended. */
export async function evict(w: World, mesh: Kubelet, pod: Pod): Promise<boolean> {
  const specs = (await w.api.list(BUDGETS)).map((budget) => budget['spec'] as BudgetSpec);
  const budgets = specs.filter(({ selector }) => matches(selector, pod.labels));
  if (budgets.length > 1) throw new Error('more than one budget selects the pod');
  const set = await w.api.get(SETS, { namespace: NAMESPACE, name: NAME });
  const expected = (set?.['spec'] as { replicas: number } | undefined)?.replicas ?? 0;
  const healthy = mesh.pods.filter(({ isReady, isTerminating }) => isReady && !isTerminating).length;
  const [budget] = budgets;
  const isAlwaysAllowed = !pod.isReady && budget?.unhealthyPodEvictionPolicy === 'AlwaysAllow';
  if (budget && !isAlwaysAllowed && budget.maxUnavailable - (expected - healthy) <= 0) return false;
  await mesh.end(pod);
  return true;
}
