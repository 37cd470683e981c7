// What every parent's sync begins with: is it ours, is it paused, is it sound. Only then is anything made.
import type { NewCondition } from '../core/conditions.ts';
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import { keepChildren } from '../core/lastapplied.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { failed, reconciled } from './conditions.ts';
import { isMine, untouched } from './instance.ts';

export interface Steps<Prepared extends object> {
  /** The instance options of the kind. */
  readonly namespaces: readonly string[];
  readonly selector: string;
  /** The whole status with these conditions. */
  readonly status: (conditions: readonly NewCondition[]) => Readonly<Record<string, unknown>>;
  /** What rendering works with, or the mistakes in the parent and in what it refers to. */
  readonly prepare: () => Prepared | { readonly issues: readonly Issue[] };
  /** The answer; `stop` gives the one that leaves all children as they are and says why. */
  readonly render: (prepared: Prepared, stop: (condition: NewCondition) => SyncResponse) => SyncResponse;
}

/** Characters of a label's value; the pods of a workload carry its name as one. */
const LONGEST_NAME = 63;
/**
 * The same for the name of a StatefulSet, whose pods carry that with a hyphen and a hash of up to ten characters
 * (Kubernetes: controller-revision-hash).
 */
const LONGEST_SET = 52;

/** How the StatefulSets of a kind begin. */
const SETS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus-',
  PrometheusAgent: 'prom-agent-',
  Alertmanager: 'alertmanager-',
  ThanosRuler: 'thanos-ruler-',
};

/**
 * Characters that the name may have, so that the pods of all StatefulSets can exist; `undefined` where pods come from a
 * DaemonSet.
 */
function longestName({ kind, spec }: KubernetesObject): number | undefined {
  const { mode, shards = 1 } = spec as { readonly mode?: string; readonly shards?: number };
  if (mode === 'DaemonSet') return undefined;
  const last = shards > 1 ? `-shard-${shards - 1}` : '';
  return LONGEST_SET - (SETS[kind] ?? '').length - last.length;
}

/** An `InvalidConfiguration` issue where no pod of the parent could exist: names of pods are labels and host names. */
function checkName(parent: KubernetesObject, { parity }: Options): Issue[] {
  const { name } = parent.metadata;
  if (parity) return [];
  const wrong = (message: string): Issue[] => [
    issue('InvalidConfiguration', 'metadata.name', `${quoted(name)} ${message}: choose another`),
  ];
  const ofSets = longestName(parent);
  const longest = ofSets ?? LONGEST_NAME;
  if (name.length > longest)
    return wrong(`is longer than ${longest} characters, the most that labels of its pods have room for`);
  return ofSets !== undefined && name.includes('.') ? wrong('has a dot, which host names of pods cannot have') : [];
}

/**
 * The answer of a sync. A parent that is not ours, that is paused or that has a mistake keeps its children as they were
 * last applied.
 */
export function reconcile<Prepared extends object>(
  inputs: Inputs,
  steps: Steps<Prepared>,
  options: Options,
): SyncResponse {
  const { parent, children } = inputs;
  if (!isMine(parent, steps.namespaces, steps.selector, options)) return untouched(inputs);
  const stop = (condition: NewCondition): SyncResponse => ({
    status: steps.status([condition]),
    children: keepChildren(children),
  });
  const { paused } = parent['spec'] as { paused?: boolean };
  if (paused) return stop(reconciled('Paused', 'spec.paused is true: nothing is changed'));
  const wrong = checkName(parent, options);
  if (wrong.length > 0) return stop(failed(wrong));
  const prepared = steps.prepare();
  return 'issues' in prepared ? stop(failed(prepared.issues)) : steps.render(prepared, stop);
}
