// The PodDisruptionBudget of a mesh: evictions ignore the partition, so that a drain could take a second peer while the first has not caught up.
import { conditionsOf } from '../../kube/conditions.ts';
import { type KindMap, type LabelSelector, objectsOf, type RelatedRule } from '../../kube/hook.ts';
import { isControlledBy, type KubernetesObject } from '../../kube/meta.ts';
import { matches } from '../../kube/selector.ts';
import type { Options } from '../../options.ts';
import { childMeta } from '../../workload/meta.ts';
import { meshHealthy } from './conditions.ts';
import type { Step, StepInput } from './step.ts';

/** A mesh that has been broken for so long is not mended by waiting, and nodes have to be drained. */
const BLOCKS_FOR = 15 * 60_000;
const KIND = 'PodDisruptionBudget.policy/v1';

interface PodDisruptionBudget extends KubernetesObject {
  readonly spec?: { readonly selector?: LabelSelector };
}
interface StatefulSetSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
}
const specOf = (set: KubernetesObject): StatefulSetSpec => set['spec'] as StatefulSetSpec;

/** Not `alertmanager-main` and the like: kube-prometheus has a budget of that name. */
const nameOf = (set: KubernetesObject): string => `${set.metadata.name}-mesh`;

/** Asks for all budgets of a namespace: any of them may select the pods. */
export const budgetRule = (namespace: string): RelatedRule => ({ apiVersion: 'policy/v1', resource: 'poddisruptionbudgets', namespace });

/**
 * Why there must be no budget of ours for the pods of the set, in words; empty where there may. A pod that two budgets select cannot be evicted at all
 * (kubernetes.io: API-initiated eviction), and one of our name would be taken from its owner by server-side apply.
 */
export function whyNoBudget(parent: KubernetesObject, set: KubernetesObject, related: KindMap): string {
  const { replicas = 1, template } = specOf(set);
  if (replicas <= 1) return 'no budget for evictions: a single pod is wanted';
  // Metacontroller remembers for 20 minutes what it was asked to send.
  if (!related[KIND]) return 'no budget for evictions yet: Metacontroller has not sent the PodDisruptionBudgets of the namespace';
  const { namespace } = set.metadata;
  const others = objectsOf<PodDisruptionBudget>(related, KIND).filter(
    (found) => found.metadata.namespace === namespace && !isControlledBy(found, parent),
  );
  const labels = template.metadata?.labels;
  const names = others.filter(({ spec }) => matches(spec?.selector, labels)).map(({ metadata }) => metadata.name);
  if (names.length > 0) return `evictions are limited by the PodDisruptionBudget ${names.join(', ')}; ours is left out`;
  const isTaken = others.some(({ metadata }) => metadata.name === nameOf(set));
  return isTaken ? `no budget for evictions: the PodDisruptionBudget ${nameOf(set)} is not ours and selects other pods` : '';
}

/**
 * How many peers may be evicted at a time: none while one is missing or behind (MeshHealthy False), but for 15 minutes at most, counted by the parent's own
 * condition; none either where the next one is about to be replaced. Before there are pods nothing is to be protected.
 */
export function maxUnavailable(parent: KubernetesObject, input: StepInput, step: Step): 0 | 1 {
  if (step.phase === 'step') return 0;
  if (step.verdicts.length === 0 || meshHealthy(step, input).status !== 'False') return 1;
  const before = conditionsOf({ status: parent['status'] }).find(({ type, status }) => type === 'MeshHealthy' && status === 'False');
  const since = Date.parse(before?.lastTransitionTime ?? '') || input.now;
  return input.now - since >= BLOCKS_FOR ? 1 : 0;
}

/** The budget of the set's pods. Pods that are not ready can always be evicted: there is nothing in them to wait for (policy/v1, unhealthyPodEvictionPolicy). */
export const budget = (parent: KubernetesObject, set: KubernetesObject, allowed: 0 | 1, options: Options): KubernetesObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: childMeta(parent, nameOf(set), options),
  spec: { maxUnavailable: allowed, selector: specOf(set).selector, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
});
