// PodDisruptionBudgets behind a query tier. A drain evicts one replica of a shard at a time: queries warn about a
// missing shard, rules do not.
import type { NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { budget, whyNoBudget } from '../../workload/disruption.ts';
import { availability, availableReplicas } from '../../workload/status.ts';

const replicas = (workload: KubernetesObject): number => (workload['spec'] as { replicas?: number }).replicas ?? 1;

/** What the budgets and their condition depend on. */
export interface BudgetView {
  /** The existing workloads. */
  readonly observed: Pick<Listers, 'statefulSets' | 'deployments'>;
  readonly pods: Listers['pods'];
  /** All budgets of the namespace. */
  readonly budgets: Listers['podDisruptionBudgets'];
}

/** Number of ready pods of a workload; 0 where it does not exist. */
function readyPods({ observed, pods }: BudgetView, { kind, metadata: { namespace, name } }: KubernetesObject): number {
  return kind === 'Deployment'
    ? availableReplicas(observed.deployments.get(namespace, name))
    : availability(observed.statefulSets.get(namespace, name), pods).counts.availableReplicas;
}

/**
 * Condition HighlyAvailable: whether queries and rules stay complete without any single pod. The message also has the
 * reasons why budgets were not created.
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
        'spec.replicas is 1: while a pod restarts, queries and rules lack the targets of its shard. ' +
        'Two replicas avoid that.',
    };
  const alone = workloads.filter((workload) => readyPods(view, workload) < 2).map(({ metadata }) => metadata.name);
  if (alone.length === 0) return { type, status: 'True', reason: '', message: budgets.join('\n') };
  const message = [`fewer than two pods are ready of ${alone.join(', ')}`, ...budgets].join('\n');
  return { type, status: 'False', reason: 'TooFewReplicas', message };
}

/** The budgets and the condition about them. */
export interface Budgets {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
}

/**
 * A StatefulSet or Deployment, and the name of its budget. The first shard's budget cannot have its name:
 * kube-prometheus has a budget `prometheus-k8s`.
 */
export interface Guarded {
  readonly workload: KubernetesObject;
  readonly name: string;
}
/** Whether an object gets a budget. */
export const isWorkload = ({ kind }: KubernetesObject): boolean => kind === 'StatefulSet' || kind === 'Deployment';
/** A workload whose budget has its name. */
export const underItsName = (workload: KubernetesObject): Guarded => ({ workload, name: workload.metadata.name });

/** A budget for each workload, which allows one eviction at a time, and the condition. */
export function disruptionBudgets(
  parent: KubernetesObject,
  guarded: readonly Guarded[],
  view: BudgetView,
  options: Options,
): Budgets {
  const all = guarded.map(({ workload, name }) => ({
    workload,
    name,
    reason: whyNoBudget(parent, workload, name, view.budgets),
  }));
  const [workloads, reasons] = [all.map(({ workload }) => workload), all.flatMap(({ reason }) => reason || [])];
  return {
    children: all
      .filter(({ reason }) => !reason)
      .map(({ workload, name }) => budget(parent, { workload, name, allowed: 1 }, options)),
    conditions: [highlyAvailable(view, workloads, reasons)],
  };
}
