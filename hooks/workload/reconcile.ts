// The common part of every sync: instance, pause, name, checks. Then the parent is rendered.
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

/** The parts of a sync that differ between kinds. */
export interface Reconciler<Prepared extends object> {
  /** The instance options of the kind. */
  readonly namespaces: readonly string[];
  readonly selector: string;
  /** The status with these conditions. */
  readonly status: (conditions: readonly NewCondition[]) => Readonly<Record<string, unknown>>;
  /** The checked parent, or the issues that stop the sync. */
  readonly prepare: () => Prepared | { readonly issues: readonly Issue[] };
  /** The response. `stop`: gives the response that keeps all children, with the reason as a condition. */
  readonly render: (prepared: Prepared, stop: (condition: NewCondition) => SyncResponse) => SyncResponse;
}

/** Seconds until the next sync while objects of the request are not known. */
const UNKNOWN_SECONDS = 10;

/** Characters of a label's value. Pods have the name of their workload as a label. */
const LONGEST_NAME = 63;
/**
 * Characters of a StatefulSet's name. Its pods have a label with the name, a hyphen and a hash of up to ten characters
 * (Kubernetes: controller-revision-hash).
 */
export const LONGEST_SET = 52;

/** Prefix of the StatefulSets of a kind. */
const SETS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus-',
  PrometheusAgent: 'prom-agent-',
  Alertmanager: 'alertmanager-',
  ThanosRuler: 'thanos-ruler-',
};

/** Maximum length of the parent's name, so that its StatefulSets can create pods; `undefined` for a DaemonSet. */
function longestName({ kind, spec }: KubernetesObject): number | undefined {
  const { mode, shards = 1 } = spec as { readonly mode?: string; readonly shards?: number };
  if (mode === 'DaemonSet') return undefined;
  const last = shards > 1 ? `-shard-${shards - 1}` : '';
  return LONGEST_SET - (SETS[kind] ?? '').length - last.length;
}

/** An `InvalidConfiguration` issue for a name with which no pod can exist: it is part of labels and host names. */
function checkName(parent: KubernetesObject, { parity }: Options): Issue[] {
  const { name } = parent.metadata;
  if (parity) return [];
  const wrong = (message: string): Issue[] => [
    issue('InvalidConfiguration', 'metadata.name', `${quoted(name)} ${message}: choose another`),
  ];
  const ofSets = longestName(parent);
  const longest = ofSets ?? LONGEST_NAME;
  if (name.length > longest) return wrong(`is longer than ${longest} characters, the maximum for labels of its pods`);
  return ofSets !== undefined && name.includes('.') ? wrong('has a dot, which host names of pods cannot have') : [];
}

/** The response of a sync. A parent of another instance, a paused one and one with issues keeps its children. */
export function reconcile<Prepared extends object>(
  inputs: Inputs,
  reconciler: Reconciler<Prepared>,
  options: Options,
): SyncResponse {
  const { parent, children } = inputs;
  if (!isMine(parent, reconciler.namespaces, reconciler.selector, options)) return untouched(inputs);
  const stop = (condition: NewCondition): SyncResponse => ({
    status: reconciler.status([condition]),
    children: keepChildren(children),
  });
  const { paused } = parent['spec'] as { paused?: boolean };
  if (paused) return stop(reconciled('Paused', 'spec.paused is true: nothing is changed'));
  if (inputs.unknown) return { ...stop(inputs.unknown), resyncAfterSeconds: UNKNOWN_SECONDS };
  const wrong = checkName(parent, options);
  if (wrong.length > 0) return stop(failed(wrong));
  const prepared = reconciler.prepare();
  return 'issues' in prepared ? stop(failed(prepared.issues)) : reconciler.render(prepared, stop);
}
