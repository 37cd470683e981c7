// PodDisruptionBudgets behind a query tier. Of each shard one replica stays when nodes are drained: queries would tell
// that a shard is missing, rules would not.
import type { NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { budget, whyNoBudget } from '../../workload/disruption.ts';
import { availability, availableOf } from '../../workload/status.ts';

const replicas = (workload: KubernetesObject): number => (workload['spec'] as { replicas?: number }).replicas ?? 1;

/** What budgets and the condition about them depend on. */
export interface BudgetView {
  /** The workloads as they are. */
  readonly observed: Pick<Listers, 'statefulSets' | 'deployments'>;
  readonly pods: Listers['pods'];
  /** All budgets of the namespace. */
  readonly budgets: Listers['podDisruptionBudgets'];
}

/** How many pods of a workload are ready, as far as it is there. */
function readyPods({ observed, pods }: BudgetView, { kind, metadata: { namespace, name } }: KubernetesObject): number {
  return kind === 'Deployment'
    ? availableOf(observed.deployments.get(namespace, name))
    : availability(observed.statefulSets.get(namespace, name), pods).counts.availableReplicas;
}

/**
 * HighlyAvailable: whether any pod of the shards and of the tier may be gone without a question or a rule that misses
 * something; and whose budgets there are.
 */
function highlyAvailable(
  view: BudgetView,
  workloads: readonly KubernetesObject[],
  reasons: readonly string[],
): NewCondition {
  const type = 'HighlyAvailable';
  const budgets = [...new Set(reasons)];
  if (workloads.some((workload) => replicas(workload) <= 1))
    return {
      type,
      status: 'False',
      reason: 'SingleReplica',
      message:
        'spec.replicas is 1: while a pod restarts answers and rules lack the targets of its shard; two replicas avoid that',
    };
  const alone = workloads.filter((workload) => readyPods(view, workload) < 2).map(({ metadata }) => metadata.name);
  if (alone.length === 0) return { type, status: 'True', reason: '', message: budgets.join('\n') };
  const message = [`fewer than two pods are ready of ${alone.join(', ')}`, ...budgets].join('\n');
  return { type, status: 'False', reason: 'TooFewReplicas', message };
}

export interface Budgets {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
}

/**
 * A StatefulSet or a Deployment, and what its budget is called. kube-prometheus has a budget `prometheus-k8s`, as the
 * first shard would.
 */
export interface Guarded {
  readonly workload: KubernetesObject;
  readonly name: string;
}
export const isWorkload = ({ kind }: KubernetesObject): boolean => kind === 'StatefulSet' || kind === 'Deployment';
export const underItsName = (workload: KubernetesObject): Guarded => ({ workload, name: workload.metadata.name });

/** One budget for each: of its pods one may be evicted at a time. */
export function disruptionBudgets(
  parent: KubernetesObject,
  guarded: readonly Guarded[],
  view: BudgetView,
  options: Options,
): Budgets {
  const all = guarded.map(({ workload, name }) => ({
    workload,
    name,
    refused: whyNoBudget(parent, workload, name, view.budgets),
  }));
  const [workloads, reasons] = [all.map(({ workload }) => workload), all.flatMap(({ refused }) => refused || [])];
  return {
    children: all
      .filter(({ refused }) => !refused)
      .map(({ workload, name }) => budget(parent, workload, name, 1, options)),
    conditions: [highlyAvailable(view, workloads, reasons)],
  };
}
