// The StatefulSet of an Alertmanager while it rolls out: its template changes at once, its pods and its replicas one by
// one.
import { createHash } from 'node:crypto';
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { NewCondition } from '../../../core/conditions.ts';
import type { Lister } from '../../../core/inputs.ts';
import { isControlledBy, type KubernetesObject, OWN } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import type { MeshFacts } from '../../../probe/alertmanager/mesh.ts';
import { budget, whyNoBudget } from '../../../workload/disruption.ts';
import { asPodsSeeIt, isGated } from '../pod/replicas.ts';
import { mayShrink, nextStep, type ObservedSet, type Step, type StepInput } from './candidate.ts';
import { meshConditions } from './conditions.ts';
import { maxUnavailable, meshBudgetName } from './disruption.ts';
import { type MeshTerms, type Peer, peerOf } from './mesh.ts';
import { withFormerPeers } from './peerlist.ts';
import { meshTerms } from './settings.ts';

/** On the StatefulSet: the template we wrote last. Another one with the same hash was changed by somebody else. */
const TEMPLATE_HASH = `${OWN}/template-hash`;
/** On the StatefulSet, while pods have yet to be replaced or removed: since when. */
const ROLLING = `${OWN}/rolling-since`;
/** On an Alertmanager: `skip-gate` lets a rollout go on whatever the mesh says. */
const ROLLOUT = `${OWN}/rollout`;
/** On an Alertmanager: peers that cannot be asked hold a rollout for good. */
const STRICT = `${OWN}/strict-rollout`;

/** Seconds until the mesh is looked at again, while something goes on and while nothing does. */
const ROLLING_RESYNC_SECONDS = 3;
const STEADY_RESYNC_SECONDS = 300;

type Texts = Readonly<Record<string, string>>;
interface SetSpec {
  readonly replicas?: number;
  readonly template: { readonly metadata?: { readonly annotations?: Texts } };
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: Readonly<Record<string, unknown>> };
}
const specOf = (set: KubernetesObject): SetSpec => set['spec'] as SetSpec;

/** A restart that kubectl asks for changes the template, but not what we want. */
function hashOf({ template }: SetSpec): string {
  const { annotations, ...metadata } = template.metadata ?? {};
  const own = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/'));
  return createHash('sha256')
    .update(JSON.stringify([{ ...template, metadata }, own]))
    .digest('hex')
    .slice(0, 16);
}

function observedOf(set: KubernetesObject | undefined): ObservedSet | undefined {
  if (!set) return undefined;
  const { replicas = 1, updateStrategy } = specOf(set);
  const status = (set['status'] ?? {}) as { observedGeneration?: number; updateRevision?: string };
  return {
    replicas,
    partition: Number(updateStrategy?.rollingUpdate?.['partition'] ?? 0),
    isSeen: (status.observedGeneration ?? 0) >= (set.metadata.generation ?? 0),
    updateRevision: status.updateRevision ?? '',
    templateHash: set.metadata.annotations?.[TEMPLATE_HASH],
  };
}

/** The pods of the set, by ordinal. */
export const peersOf = (pods: Lister, set: KubernetesObject | undefined): Peer[] =>
  pods
    .list()
    .filter((pod) => set && isControlledBy(pod, set))
    .flatMap((pod) => peerOf(pod) ?? [])
    .sort((a, b) => a.ordinal - b.ordinal);

/** What one step of a rollout depends on. */
export interface RolloutView {
  readonly parent: KubernetesObject;
  readonly pods: Lister;
  /** All PodDisruptionBudgets of the namespace. */
  readonly budgets: Lister;
  /** What the probe found; `undefined` where it did not ask. */
  readonly facts: MeshFacts | undefined;
  /** The time of the request. */
  readonly now: Date;
}

/** The result of one step. */
export interface ReconciledSet {
  readonly set: KubernetesObject;
  readonly conditions: readonly NewCondition[];
  /** How many peers may be evicted at a time; nothing where no budget of ours says so. */
  readonly maxUnavailable: 0 | 1 | undefined;
  readonly resyncAfterSeconds: number;
}

function placed(wanted: KubernetesObject, replicas: number, { partition }: Step, own: Texts): KubernetesObject {
  const spec = specOf(wanted);
  const rollingUpdate = { ...spec.updateStrategy?.rollingUpdate, partition };
  const annotations = { ...wanted.metadata.annotations, ...own };
  return {
    ...wanted,
    metadata: { ...wanted.metadata, annotations },
    spec: { ...spec, replicas, updateStrategy: { type: 'RollingUpdate', rollingUpdate } },
  };
}

/** The wanted set, still listing peers that are gone where nothing else about its pods has changed. */
function withPeersOf(observed: KubernetesObject | undefined, wanted: KubernetesObject): KubernetesObject {
  const longer = withFormerPeers(wanted, observed);
  return longer && hashOf(specOf(longer)) === observed?.metadata.annotations?.[TEMPLATE_HASH] ? longer : wanted;
}

/**
 * The wanted StatefulSet with the partition and the replicas that the rollout policy allows, what its budget allows, and
 * conditions that say what it waits for. `asked`: the set as the spec says; `observed`: the set as it is.
 */
export function reconcileSet(
  asked: KubernetesObject,
  observed: KubernetesObject | undefined,
  terms: MeshTerms,
  { parent, pods, budgets, facts, now }: RolloutView,
): ReconciledSet {
  const annotations = parent.metadata.annotations ?? {};
  const wanted = withPeersOf(observed, asked);
  const replicas = specOf(wanted).replicas ?? 1;
  const templateHash = hashOf(specOf(wanted));
  const before = observedOf(observed);
  const input: StepInput = {
    observed: before,
    // Peers that have to go are still peers.
    replicas: Math.max(replicas, before?.replicas ?? 0),
    templateHash,
    peers: peersOf(pods, observed),
    facts: facts ?? { asked: now.getTime(), peers: new Map() },
    terms,
    skipGate: annotations[ROLLOUT] === 'skip-gate',
    isStrict: annotations[STRICT] === 'true',
    now: now.getTime(),
  };
  const step = nextStep(input);
  const shrinks = before !== undefined && before.replicas > replicas;
  const holds = shrinks ? mayShrink(input, step) : '';
  const next = shrinks && before ? before.replicas - (holds ? 0 : 1) : replicas;
  const isMoving = step.phase !== 'steady' || shrinks;
  const isRolling =
    shrinks || step.phase === 'begin' || input.peers.some(({ revision }) => revision !== before?.updateRevision);
  const rollingSince = observed?.metadata.annotations?.[ROLLING] ?? now.toISOString();
  const noBudget = whyNoBudget(parent, wanted, meshBudgetName(wanted), budgets);
  return {
    set: placed(wanted, next, step, {
      [TEMPLATE_HASH]: templateHash,
      ...(isRolling ? { [ROLLING]: rollingSince } : {}),
    }),
    conditions: meshConditions(input, step, {
      shrinkHolds: holds,
      since: isRolling ? Date.parse(rollingSince) : 0,
      noBudget,
    }),
    maxUnavailable: noBudget ? undefined : maxUnavailable(parent, input, step),
    resyncAfterSeconds: isMoving ? ROLLING_RESYNC_SECONDS : STEADY_RESYNC_SECONDS,
  };
}

export interface Rollout {
  /** The StatefulSet, and the budget of its pods where there is one. */
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
  readonly resync: { readonly resyncAfterSeconds?: number };
}

/**
 * The StatefulSet of an Alertmanager under the gate with its PodDisruptionBudget; as it is where its rollouts are
 * Kubernetes' own business.
 */
export function reconcileRollout(
  alertmanager: Alertmanager,
  statefulSets: readonly KubernetesObject[],
  { observed: sets, ...view }: RolloutView & { readonly observed: Lister },
  options: Options,
): Rollout {
  const [wanted] = statefulSets;
  const observed = wanted && sets.get(wanted.metadata.namespace, wanted.metadata.name);
  if (!wanted || !isGated(alertmanager, options, observed))
    return { children: statefulSets, conditions: [], resync: {} };
  const terms = meshTerms(asPodsSeeIt(alertmanager, observed, options), options);
  const { parent } = view;
  const { set, conditions, maxUnavailable: allowed, resyncAfterSeconds } = reconcileSet(wanted, observed, terms, view);
  const budgets = allowed === undefined ? [] : [budget(parent, set, meshBudgetName(set), allowed, options)];
  return { children: [set, ...budgets], conditions, resync: { resyncAfterSeconds } };
}
