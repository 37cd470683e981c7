// PodDisruptionBudgets that the hooks create, beside those of users.
import type { LabelSelector, RelatedRule } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import { isControlledBy, type KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { matches } from '../core/selector.ts';
import { childMeta } from './meta.ts';

interface PodDisruptionBudget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
}
interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
}
const workloadSpec = (workload: KubernetesObject): WorkloadSpec => workload['spec'] as WorkloadSpec;

/** The related budgets: all of the namespace, as any may select the pods. */
export const budgetRule = (namespace: string): RelatedRule => ({
  apiVersion: 'policy/v1',
  resource: 'poddisruptionbudgets',
  namespace,
});

/**
 * Why the hooks must not create the budget `name` for a StatefulSet or Deployment; '' where they may. A pod that two
 * budgets select cannot be evicted (kubernetes.io: API-initiated eviction). Server-side apply would take over a user's
 * budget of this name.
 */
export function whyNoBudget(
  parent: KubernetesObject,
  workload: KubernetesObject,
  name: string,
  budgets: Lister,
): string {
  const { replicas = 1, template } = workloadSpec(workload);
  if (replicas <= 1) return 'no PodDisruptionBudget: there is a single pod';
  // Metacontroller caches the customize response for 20 minutes.
  if (!budgets.isSynced) return 'no PodDisruptionBudget yet: Metacontroller has not sent those of the namespace';
  const { namespace } = workload.metadata;
  const others = (budgets.list() as readonly PodDisruptionBudget[]).filter(
    (found) => found.metadata.namespace === namespace && !isControlledBy(found, parent),
  );
  const labels = template.metadata?.labels;
  const names = others.filter(({ spec }) => matches(spec?.selector, labels)).map(({ metadata }) => metadata.name);
  if (names.length > 0) return `no PodDisruptionBudget created: ${names.join(', ')} selects the pods`;
  const isTaken = others.some(({ metadata }) => metadata.name === name);
  return isTaken ? `no PodDisruptionBudget created: ${name} exists with another owner and selects other pods` : '';
}

/** A budget to create. */
export interface BudgetInput {
  readonly name: string;
  /** A StatefulSet or Deployment. */
  readonly workload: KubernetesObject;
  /** How many pods may be evicted at a time. */
  readonly allowed: 0 | 1;
}

/**
 * The budget of a workload's pods. Pods that are not ready can always be evicted (policy/v1,
 * unhealthyPodEvictionPolicy).
 */
export const budget = (
  parent: KubernetesObject,
  { name, workload, allowed }: BudgetInput,
  options: Options,
): KubernetesObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: childMeta(parent, name, options),
  spec: {
    maxUnavailable: allowed,
    selector: workloadSpec(workload).selector,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  },
});
