// Reconciles the StatefulSet of an Alertmanager with the rollout policy: the template changes at once, pods are
// replaced and removed one by one.
import { createHash } from 'node:crypto';
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { NewCondition } from '../../../core/conditions.ts';
import type { Lister } from '../../../core/inputs.ts';
import { isControlledBy, type KubernetesObject, OWN } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import type { MeshFacts } from '../../../probe/alertmanager/mesh.ts';
import { budget, whyNoBudget } from '../../../workload/disruption.ts';
import { effectiveAlertmanager, hasRolloutPolicy } from '../pod/replicas.ts';
import { checkShrink, type ObservedSet, planRollout, type RolloutInput, type RolloutPlan } from './candidate.ts';
import { meshConditions } from './conditions.ts';
import { maxUnavailable, meshBudgetName } from './disruption.ts';
import { type MeshSettings, type Peer, parsePeer } from './mesh.ts';
import { withFormerPeers } from './peerlist.ts';
import { meshSettings } from './settings.ts';

/** Annotation of the StatefulSet: hash of the template that the hooks wrote last. */
const TEMPLATE_HASH = `${OWN}/template-hash`;
/** Annotation of the StatefulSet while pods are to be replaced or removed: since when. */
const ROLLING = `${OWN}/rolling-since`;
/** Annotation of an Alertmanager: with `skip-gate` a rollout does not check the mesh. */
const ROLLOUT = `${OWN}/rollout`;
/** Annotation of an Alertmanager: peers that cannot be probed hold a rollout. */
const STRICT = `${OWN}/strict-rollout`;

/** Seconds until the next sync, during a rollout and at rest. */
const ROLLING_RESYNC_SECONDS = 3;
const STEADY_RESYNC_SECONDS = 300;

type Texts = Readonly<Record<string, string>>;
interface SetSpec {
  readonly replicas?: number;
  readonly template: { readonly metadata?: { readonly annotations?: Texts } };
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: Readonly<Record<string, unknown>> };
}
const setSpec = (set: KubernetesObject): SetSpec => set['spec'] as SetSpec;

/** A hash of the template without annotations of kubectl: a `kubectl rollout restart` is not a change of the spec. */
function hashTemplate({ template }: SetSpec): string {
  const { annotations, ...metadata } = template.metadata ?? {};
  const own = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/'));
  return createHash('sha256')
    .update(JSON.stringify([{ ...template, metadata }, own]))
    .digest('hex')
    .slice(0, 16);
}

function observedState(set: KubernetesObject | undefined): ObservedSet | undefined {
  if (!set) return undefined;
  const { replicas = 1, updateStrategy } = setSpec(set);
  const status = (set['status'] ?? {}) as { observedGeneration?: number; updateRevision?: string };
  return {
    replicas,
    partition: Number(updateStrategy?.rollingUpdate?.['partition'] ?? 0),
    isSeen: (status.observedGeneration ?? 0) >= (set.metadata.generation ?? 0),
    updateRevision: status.updateRevision ?? '',
    templateHash: set.metadata.annotations?.[TEMPLATE_HASH],
  };
}

/** The pods of the StatefulSet, by ordinal. */
export const meshPeers = (pods: Lister, set: KubernetesObject | undefined): Peer[] =>
  pods
    .list()
    .filter((pod) => set && isControlledBy(pod, set))
    .flatMap((pod) => parsePeer(pod) ?? [])
    .sort((a, b) => a.ordinal - b.ordinal);

/** What a sync of a rollout depends on. */
export interface RolloutView {
  readonly parent: KubernetesObject;
  readonly pods: Lister;
  /** All PodDisruptionBudgets of the namespace. */
  readonly budgets: Lister;
  /** Facts of the probe; `undefined` without one. */
  readonly facts: MeshFacts | undefined;
  /** The time of the request. */
  readonly now: Date;
}

/** The result for one sync. */
export interface ReconciledSet {
  readonly set: KubernetesObject;
  readonly conditions: readonly NewCondition[];
  /** How many peers may be evicted at a time; `undefined` where the hooks create no budget. */
  readonly maxUnavailable: 0 | 1 | undefined;
  readonly resyncAfterSeconds: number;
}

function withPlan(
  wanted: KubernetesObject,
  replicas: number,
  { partition }: RolloutPlan,
  own: Texts,
): KubernetesObject {
  const spec = setSpec(wanted);
  const rollingUpdate = { ...spec.updateStrategy?.rollingUpdate, partition };
  const annotations = { ...wanted.metadata.annotations, ...own };
  return {
    ...wanted,
    metadata: { ...wanted.metadata, annotations },
    spec: { ...spec, replicas, updateStrategy: { type: 'RollingUpdate', rollingUpdate } },
  };
}

/** The wanted StatefulSet with removed peers in its arguments, where nothing else in its template has changed. */
function keepPeers(observed: KubernetesObject | undefined, wanted: KubernetesObject): KubernetesObject {
  const longer = withFormerPeers(wanted, observed);
  return longer && hashTemplate(setSpec(longer)) === observed?.metadata.annotations?.[TEMPLATE_HASH] ? longer : wanted;
}

/** What the plan of a rollout depends on. */
function rolloutInput(
  wanted: KubernetesObject,
  observed: KubernetesObject | undefined,
  settings: MeshSettings,
  { parent, pods, facts, now }: RolloutView,
): RolloutInput {
  const annotations = parent.metadata.annotations ?? {};
  const before = observedState(observed);
  return {
    observed: before,
    // Pods that are to be removed are still peers.
    replicas: Math.max(setSpec(wanted).replicas ?? 1, before?.replicas ?? 0),
    templateHash: hashTemplate(setSpec(wanted)),
    peers: meshPeers(pods, observed),
    facts: facts ?? { asked: now.getTime(), peers: new Map() },
    settings,
    skipPolicy: annotations[ROLLOUT] === 'skip-gate',
    isStrict: annotations[STRICT] === 'true',
    now: now.getTime(),
  };
}

/**
 * The StatefulSet with the partition and replicas that the rollout policy allows, and its conditions. `asked`: the
 * StatefulSet of the spec. `observed`: the existing one.
 */
export function reconcileSet(
  asked: KubernetesObject,
  observed: KubernetesObject | undefined,
  settings: MeshSettings,
  view: RolloutView,
): ReconciledSet {
  const { parent, budgets, now } = view;
  const wanted = keepPeers(observed, asked);
  const replicas = setSpec(wanted).replicas ?? 1;
  const input = rolloutInput(wanted, observed, settings, view);
  const { observed: before, templateHash } = input;
  const plan = planRollout(input);
  const shrinks = before !== undefined && before.replicas > replicas;
  const holds = shrinks ? checkShrink(input, plan) : '';
  const next = shrinks && before ? before.replicas - (holds ? 0 : 1) : replicas;
  const isMoving = plan.phase !== 'steady' || shrinks;
  const isRolling =
    shrinks || plan.phase === 'begin' || input.peers.some(({ revision }) => revision !== before?.updateRevision);
  const rollingSince = observed?.metadata.annotations?.[ROLLING] ?? now.toISOString();
  const noBudget = whyNoBudget(parent, wanted, meshBudgetName(wanted), budgets);
  return {
    set: withPlan(wanted, next, plan, {
      [TEMPLATE_HASH]: templateHash,
      ...(isRolling ? { [ROLLING]: rollingSince } : {}),
    }),
    conditions: meshConditions(input, plan, {
      shrinkHolds: holds,
      since: isRolling ? Date.parse(rollingSince) : 0,
      noBudget,
    }),
    maxUnavailable: noBudget ? undefined : maxUnavailable(parent, input, plan),
    resyncAfterSeconds: isMoving ? ROLLING_RESYNC_SECONDS : STEADY_RESYNC_SECONDS,
  };
}

/** The result of a rollout for the response. */
export interface Rollout {
  /** The StatefulSet, and the budget of its pods where there is one. */
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
  readonly resync: { readonly resyncAfterSeconds?: number };
}

/**
 * The StatefulSet of an Alertmanager with its PodDisruptionBudget and conditions. Without a rollout policy the wanted
 * StatefulSet: Kubernetes rolls it out.
 */
export function reconcileRollout(
  alertmanager: Alertmanager,
  statefulSets: readonly KubernetesObject[],
  { observed: sets, ...view }: RolloutView & { readonly observed: Lister },
  options: Options,
): Rollout {
  const [wanted] = statefulSets;
  const observed = wanted && sets.get(wanted.metadata.namespace, wanted.metadata.name);
  if (!wanted || !hasRolloutPolicy(alertmanager, options, observed))
    return { children: statefulSets, conditions: [], resync: {} };
  const settings = meshSettings(effectiveAlertmanager(alertmanager, observed, options), options);
  const { parent } = view;
  const {
    set,
    conditions,
    maxUnavailable: allowed,
    resyncAfterSeconds,
  } = reconcileSet(wanted, observed, settings, view);
  const budgets =
    allowed === undefined ? [] : [budget(parent, { name: meshBudgetName(set), workload: set, allowed }, options)];
  return { children: [set, ...budgets], conditions, resync: { resyncAfterSeconds } };
}
