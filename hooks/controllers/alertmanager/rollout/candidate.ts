// How far a rollout may go: the partition of the StatefulSet. One pod is replaced at a time, and only while the others
// hold its state (kubernetes.io: StatefulSet, partitioned rolling updates: pods with an ordinal below the partition
// keep their revision).
import type { MeshFacts } from '../../../probe/alertmanager/mesh.ts';
import { isBroken, type MeshSettings, type Peer } from './mesh.ts';
import { checkPeer, contains, currentFacts, type PeerResult } from './policy.ts';

/** The existing StatefulSet. */
export interface ObservedSet {
  readonly replicas: number;
  readonly partition: number;
  /** Whether the StatefulSet controller has seen the latest spec. */
  readonly isSeen: boolean;
  readonly updateRevision: string;
  /** The hash of the pod template that the hooks wrote last. */
  readonly templateHash: string | undefined;
}

/** What the plan of a rollout depends on. */
export interface RolloutInput {
  /** `undefined` where there is no StatefulSet yet. */
  readonly observed: ObservedSet | undefined;
  readonly replicas: number;
  readonly templateHash: string;
  readonly peers: readonly Peer[];
  readonly facts: MeshFacts;
  readonly settings: MeshSettings;
  /** The user lets the rollout go on without checks of the mesh. */
  readonly skipPolicy: boolean;
  /** Peers that cannot be probed hold the rollout, even when they are assumed ready. */
  readonly isStrict: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The next state of a rollout. */
export interface RolloutPlan {
  readonly partition: number;
  readonly phase: 'steady' | 'begin' | 'replace' | 'hold';
  /** What it waits for, as text; '' where it waits for nothing. */
  readonly waitsFor: string;
  readonly results: readonly PeerResult[];
}

const isGood = ({ level }: PeerResult, isStrict: boolean): boolean =>
  level === 'verified' || level === 'partial' || (level === 'assumed ready' && !isStrict);

const describe = ({ peer, level, reason }: PeerResult): string =>
  `${peer.name} ${level === 'failed' ? reason : `is ${level}: ${reason}`}`;

/**
 * Every verified peer must hold the state of the candidate, else the candidate waits. A candidate that cannot be probed
 * has no state to compare.
 */
function checkStateKept(candidate: Peer, rest: readonly PeerResult[], facts: MeshFacts): string {
  const survivors = rest.filter(({ level }) => level === 'verified');
  for (const { peer } of survivors) {
    const kept = contains(facts.peers.get(peer.name), facts.peers.get(candidate.name), facts.asked);
    if (kept.is === 'bad') return `${peer.name} ${kept.reason} that ${candidate.name} holds`;
  }
  return '';
}

/**
 * Another peer must send notifications: a peer does not during its start delay. Without any alert no notification can
 * be late; the next alert waits for its group anyway.
 */
function checkNotifier(
  { settings: { startDelay }, now }: RolloutInput,
  rest: readonly PeerResult[],
  facts: MeshFacts,
): string {
  const all = [...facts.peers.values()];
  const isQuiet = all.length > 0 && all.every(({ alerts }) => alerts.is === 'ok' && alerts.value.size === 0);
  const notifies = ({ peer }: PeerResult): boolean => {
    const status = facts.peers.get(peer.name)?.status;
    return (status?.is === 'ok' ? facts.asked - status.value.started : now - peer.since) >= startDelay;
  };
  return isQuiet || rest.some(notifies)
    ? ''
    : `no other peer sends notifications yet: peers begin ${startDelay / 1000} s after their start`;
}

/**
 * Checks the peers that stay. A peer that is broken with an old template does not hold the rollout: only replacing it
 * repairs it. A peer that is broken with the new template shows that this template is bad.
 */
function checkOthers(
  input: RolloutInput,
  candidate: Peer,
  results: readonly PeerResult[],
  updateRevision: string,
): string {
  const own = results.find(({ peer }) => peer.name === candidate.name);
  if (own?.level === 'not read') return describe(own);
  const rest = results.filter(({ peer }) => peer.name !== candidate.name);
  const broken = rest.filter(({ peer }) => isBroken(peer, input.now));
  const bad = broken.find(({ peer }) => peer.revision === updateRevision);
  if (bad) return `${bad.peer.name} is broken with the new template: ${bad.reason}`;
  const wrong = rest.find((result) => !isGood(result, input.isStrict) && !broken.includes(result));
  if (wrong) return describe(wrong);
  if (broken.length > 0 && !rest.some(({ level }) => level === 'verified'))
    return `no other peer is known to hold the state of ${candidate.name}`;
  const facts = currentFacts(input.peers, input.facts);
  return checkStateKept(candidate, rest, facts) || checkNotifier(input, rest, facts);
}

function checkReplacement(
  input: RolloutInput,
  candidate: Peer,
  results: readonly PeerResult[],
  observed: ObservedSet,
): string {
  if (input.skipPolicy) return '';
  if (input.peers.length < observed.replicas && !isBroken(candidate, input.now))
    return `${observed.replicas - input.peers.length} pods do not exist yet`;
  // A broken peer loses nothing when it is replaced.
  if (isBroken(candidate, input.now)) return '';
  return checkOthers(input, candidate, results, observed.updateRevision);
}

/**
 * The next partition of the StatefulSet, at most one less than the current one. The same input gives the same plan, so
 * a stale view of the cluster only delays the rollout. A new StatefulSet gets the partition above all pods: they have
 * one template. With one replica the partition is 0.
 */
export function planRollout(input: RolloutInput): RolloutPlan {
  const { observed, replicas, peers, facts, settings, now } = input;
  if (replicas <= 1) return { partition: 0, phase: 'steady', waitsFor: '', results: [] };
  if (!observed) return { partition: replicas, phase: 'steady', waitsFor: '', results: [] };
  const results = peers.map((peer) => checkPeer(peer, { peers, facts, settings, now }));
  const hold = (waitsFor: string): RolloutPlan => ({
    partition: observed.partition,
    phase: 'hold',
    waitsFor,
    results,
  });
  // New ordinals start with the new template: they are at or above the partition.
  if (observed.templateHash !== input.templateHash)
    return { partition: Math.min(replicas, observed.replicas), phase: 'begin', waitsFor: '', results };
  if (!observed.isSeen) return hold('the StatefulSet controller has not seen the change yet');
  const stale = peers.filter(({ revision }) => revision !== observed.updateRevision);
  if (stale.length === 0) {
    const wrong = results.find((result) => !isGood(result, input.isStrict));
    if (wrong || peers.length < replicas)
      return hold(wrong ? describe(wrong) : `${replicas - peers.length} pods do not exist yet`);
    // The partition is above all pods, so that a `kubectl rollout restart` also follows the rollout policy.
    return { partition: replicas, phase: 'steady', waitsFor: '', results };
  }
  const partition = Math.min(observed.partition, replicas);
  const above = peers.find(({ ordinal, revision }) => ordinal >= partition && revision !== observed.updateRevision);
  if (above) return hold(`${above.name} is being replaced`);
  const candidate = stale.reduce((a, b) => (b.ordinal > a.ordinal ? b : a));
  const reason = checkReplacement(input, candidate, results, observed);
  return reason ? hold(reason) : { partition: candidate.ordinal, phase: 'replace', waitsFor: '', results };
}

/**
 * Why the pod with the highest ordinal may not be removed yet; '' where it may. It is checked like one that is
 * replaced, and never removed during a rollout.
 */
export function checkShrink(input: RolloutInput, { phase, waitsFor, results }: RolloutPlan): string {
  const { observed, peers } = input;
  const candidate = peers.at(-1);
  if (!observed || !candidate) return '';
  if (phase !== 'steady' && !input.skipPolicy) return waitsFor || 'the rollout comes first';
  return checkReplacement(input, candidate, results, observed);
}
