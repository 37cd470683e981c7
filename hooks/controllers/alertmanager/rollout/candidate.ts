// How far a rollout may go: the partition of the StatefulSet, one pod a step, never while a peer that counts would be
// lost (kubernetes.io: StatefulSet, partitioned rolling updates: pods with an ordinal below the partition keep their
// revision).
import type { MeshFacts } from '../../../probe/alertmanager/mesh.ts';
import { isBroken, type MeshTerms, type Peer } from './mesh.ts';
import { contains, currentFacts, judge, type PeerVerdict } from './policy.ts';

/** The StatefulSet as it is. */
export interface ObservedSet {
  readonly replicas: number;
  readonly partition: number;
  /** Whether the StatefulSet controller has seen the latest spec. */
  readonly isSeen: boolean;
  readonly updateRevision: string;
  /** The hash of the pod template that we wrote last. */
  readonly templateHash: string | undefined;
}

export interface StepInput {
  /** Nothing where there is no StatefulSet yet. */
  readonly observed: ObservedSet | undefined;
  readonly replicas: number;
  readonly templateHash: string;
  readonly peers: readonly Peer[];
  readonly facts: MeshFacts;
  readonly terms: MeshTerms;
  /** The user lets the rollout go on, whatever the mesh says. */
  readonly skipGate: boolean;
  /** Peers that cannot be asked hold the rollout, however long they have been ready. */
  readonly isStrict: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Step {
  readonly partition: number;
  readonly phase: 'steady' | 'begin' | 'step' | 'hold';
  /** What it waits for, in words; empty where it waits for nothing. */
  readonly waitsFor: string;
  readonly verdicts: readonly PeerVerdict[];
}

const counts = ({ level }: PeerVerdict, isStrict: boolean): boolean =>
  level === 'verified' || level === 'partial' || (level === 'timed' && !isStrict);

const sayOf = ({ peer, level, reason }: PeerVerdict): string =>
  `${peer.name} ${level === 'failed' ? reason : `is ${level}: ${reason}`}`;

/**
 * What the victim holds must live on: in all peers that stay, or it waits. A victim that cannot be asked hides nothing
 * that can be waited for.
 */
function checkVictim(victim: Peer, rest: readonly PeerVerdict[], facts: MeshFacts): string {
  const survivors = rest.filter(({ level }) => level === 'verified');
  for (const { peer } of survivors) {
    const held = contains(facts.peers.get(peer.name), facts.peers.get(victim.name), facts.asked);
    if (held.is === 'bad') return `${peer.name} ${held.reason} that ${victim.name} holds`;
  }
  return '';
}

/**
 * Somebody has to notify: a peer that waits after its start does not. Where nobody holds an alert nothing is late; the
 * next alert waits for its group anyway.
 */
function checkNotifier(
  { terms: { startDelay }, now }: StepInput,
  rest: readonly PeerVerdict[],
  facts: MeshFacts,
): string {
  const all = [...facts.peers.values()];
  const isQuiet = all.length > 0 && all.every(({ alerts }) => alerts.is === 'ok' && alerts.value.size === 0);
  const notifies = ({ peer }: PeerVerdict): boolean => {
    const status = facts.peers.get(peer.name)?.status;
    return (status?.is === 'ok' ? facts.asked - status.value.started : now - peer.since) >= startDelay;
  };
  return isQuiet || rest.some(notifies)
    ? ''
    : `nobody else notifies yet: peers begin ${startDelay / 1000} s after their start`;
}

/**
 * Rolling on is the only way to mend a peer that is broken at a template that is no longer wanted; one that is broken
 * at the new one shows that this is bad.
 */
function checkOthers(input: StepInput, victim: Peer, verdicts: readonly PeerVerdict[], updateRevision: string): string {
  const own = verdicts.find(({ peer }) => peer.name === victim.name);
  if (own?.level === 'unread') return sayOf(own);
  const rest = verdicts.filter(({ peer }) => peer.name !== victim.name);
  const broken = rest.filter(({ peer }) => isBroken(peer, input.now));
  const bad = broken.find(({ peer }) => peer.revision === updateRevision);
  if (bad) return `${bad.peer.name} is broken with the new template: ${bad.reason}`;
  const wrong = rest.find((verdict) => !counts(verdict, input.isStrict) && !broken.includes(verdict));
  if (wrong) return sayOf(wrong);
  if (broken.length > 0 && !rest.some(({ level }) => level === 'verified'))
    return `no peer is left that is known to hold the state of ${victim.name}`;
  const facts = currentFacts(input.peers, input.facts);
  return checkVictim(victim, rest, facts) || checkNotifier(input, rest, facts);
}

function mayGo(input: StepInput, victim: Peer, verdicts: readonly PeerVerdict[], observed: ObservedSet): string {
  if (input.skipGate) return '';
  if (input.peers.length < observed.replicas && !isBroken(victim, input.now))
    return `${observed.replicas - input.peers.length} pods are not there yet`;
  // A broken peer has nothing to lose by being replaced.
  if (isBroken(victim, input.now)) return '';
  return checkOthers(input, victim, verdicts, observed.updateRevision);
}

/**
 * The partition that the StatefulSet should have, at most one less than it has. The same input gives the same step, so
 * an old view of the cluster only delays it. A new StatefulSet is parked from the start: its pods have one template.
 * Without steering (one replica) the partition is 0.
 */
export function nextStep(input: StepInput): Step {
  const { observed, replicas, peers, facts, terms, now } = input;
  if (replicas <= 1) return { partition: 0, phase: 'steady', waitsFor: '', verdicts: [] };
  if (!observed) return { partition: replicas, phase: 'steady', waitsFor: '', verdicts: [] };
  const verdicts = peers.map((peer) => judge(peer, peers, facts, terms, now));
  const stay = (phase: Step['phase'], waitsFor: string): Step => ({
    partition: observed.partition,
    phase,
    waitsFor,
    verdicts,
  });
  // New ordinals begin with the new template: they are at or above the partition.
  if (observed.templateHash !== input.templateHash)
    return { partition: Math.min(replicas, observed.replicas), phase: 'begin', waitsFor: '', verdicts };
  if (!observed.isSeen) return stay('hold', 'the StatefulSet controller has not seen the change yet');
  const stale = peers.filter(({ revision }) => revision !== observed.updateRevision);
  if (stale.length === 0) {
    const wrong = verdicts.find((verdict) => !counts(verdict, input.isStrict));
    if (wrong || peers.length < replicas)
      return stay('hold', wrong ? sayOf(wrong) : `${replicas - peers.length} pods are not there yet`);
    // Parked above all pods: a restart that somebody else asks for waits for the gate too.
    return { partition: replicas, phase: 'steady', waitsFor: '', verdicts };
  }
  const partition = Math.min(observed.partition, replicas);
  const above = peers.find(({ ordinal, revision }) => ordinal >= partition && revision !== observed.updateRevision);
  if (above) return stay('hold', `${above.name} is being replaced`);
  const victim = stale.reduce((a, b) => (b.ordinal > a.ordinal ? b : a));
  const reason = mayGo(input, victim, verdicts, observed);
  return reason ? stay('hold', reason) : { partition: victim.ordinal, phase: 'step', waitsFor: '', verdicts };
}

/**
 * Why the highest pod may not go for good yet; empty where it may. It goes as one that is replaced does, but never in
 * the middle of a rollout.
 */
export function mayShrink(input: StepInput, { phase, waitsFor, verdicts }: Step): string {
  const { observed, peers } = input;
  const victim = peers.at(-1);
  if (!observed || !victim) return '';
  if (phase !== 'steady' && !input.skipGate) return waitsFor || 'the rollout comes first';
  return mayGo(input, victim, verdicts, observed);
}
