// PodDisruptionBudgets of our own, beside those of users.
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
const specOf = (workload: KubernetesObject): WorkloadSpec => workload['spec'] as WorkloadSpec;

/** Asks for all budgets of a namespace: any of them may select the pods. */
export const budgetRule = (namespace: string): RelatedRule => ({
  apiVersion: 'policy/v1',
  resource: 'poddisruptionbudgets',
  namespace,
});

/**
 * Why there must be no budget `name` of ours for the pods of a StatefulSet or Deployment, in words; empty where there
 * may. A pod that two budgets select cannot be evicted at all (kubernetes.io: API-initiated eviction), and one of our
 * name would be taken from its owner by server-side apply.
 */
export function whyNoBudget(
  parent: KubernetesObject,
  workload: KubernetesObject,
  name: string,
  budgets: Lister,
): string {
  const { replicas = 1, template } = specOf(workload);
  if (replicas <= 1) return 'no budget for evictions: a single pod is wanted';
  // Metacontroller remembers for 20 minutes what it was asked to send.
  if (!budgets.isSynced)
    return 'no budget for evictions yet: Metacontroller has not sent the PodDisruptionBudgets of the namespace';
  const { namespace } = workload.metadata;
  const others = (budgets.list() as readonly PodDisruptionBudget[]).filter(
    (found) => found.metadata.namespace === namespace && !isControlledBy(found, parent),
  );
  const labels = template.metadata?.labels;
  const names = others.filter(({ spec }) => matches(spec?.selector, labels)).map(({ metadata }) => metadata.name);
  if (names.length > 0) return `evictions are limited by the PodDisruptionBudget ${names.join(', ')}; ours is left out`;
  const isTaken = others.some(({ metadata }) => metadata.name === name);
  return isTaken ? `no budget for evictions: the PodDisruptionBudget ${name} is not ours and selects other pods` : '';
}

/**
 * The budget of a workload's pods: `allowed` of them may be evicted at a time. Pods that are not ready can always be
 * evicted: there is nothing in them to wait for (policy/v1, unhealthyPodEvictionPolicy).
 */
export const budget = (
  parent: KubernetesObject,
  workload: KubernetesObject,
  name: string,
  allowed: 0 | 1,
  options: Options,
): KubernetesObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: childMeta(parent, name, options),
  spec: { maxUnavailable: allowed, selector: specOf(workload).selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
});
