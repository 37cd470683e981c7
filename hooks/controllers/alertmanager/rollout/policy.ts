// Whether a peer of the mesh is as good as the others: it is a member to everybody, and holds all that it missed. Seven
// checks, each three-valued.
import type { Entries, MeshFacts, PeerFacts } from '../../../probe/alertmanager/mesh.ts';
import type { Outcome } from '../../../probe/io/outcome.ts';
import { isBroken, type MeshTerms, type Peer } from './mesh.ts';

/** `ok`, `bad` (wait, with a reason), or `unknown`: nobody can tell. */
export type Check =
  | { readonly is: 'ok' }
  | { readonly is: 'bad'; readonly reason: string }
  /** `isBusy`: the hooks were busy, so another request can succeed. */
  | { readonly is: 'unknown'; readonly reason: string; readonly isBusy?: true };

export interface PeerVerdict {
  readonly peer: Peer;
  /**
   * `verified`: every check passed on the whole state. `partial`: what can be read passed. `timed`: nothing can be
   * read, but it has been ready for so long that it must have caught up. `unread`: the hooks had no time for what it
   * says; wait until they have. `failed`: wait.
   */
  readonly level: 'verified' | 'partial' | 'timed' | 'unread' | 'failed';
  /** The first check that keeps it from being better, in words. */
  readonly reason: string;
}

const OK: Check = { is: 'ok' };
const bad = (reason: string): Check => ({ is: 'bad', reason });
const unknown = (reason: string, isBusy?: true): Check => ({ is: 'unknown', reason, ...(isBusy ? { isBusy } : {}) });

/** Gossip is not faster than this, and clocks are not better. */
const SLACK = 5_000;
/** Prometheus resends alerts each minute, and its own evaluation may come in between. */
const ALERT_SLACK = 10_000;
/** An alert that nobody sent again for so long is over. */
const ALERTS_LIVE = 240_000;
/** The mesh settles within a minute, the next full exchange comes within another, and then some. */
const SETTLE = 60_000;
const CAUGHT_UP = 90_000;

const read = <T>(outcome: Outcome<T> | undefined, what: string, then: (value: T) => Check): Check => {
  if (!outcome) return unknown(`${what} was not asked for`);
  if (outcome.is === 'ok') return then(outcome.value);
  const reason = `${what}: ${outcome.reason}`;
  return outcome.is === 'bad' ? bad(reason) : unknown(reason, outcome.isBusy);
};

/**
 * A peer that does not gossip yet, since it was the only one until now: nobody can list it, and it is the last to be
 * replaced.
 */
const isOutside = ({ name }: Peer, facts: MeshFacts, { isClustered }: MeshTerms): boolean => {
  const status = facts.peers.get(name)?.status;
  return isClustered && status?.is === 'ok' && status.value.cluster === 'disabled';
};

/** G1: the pod itself. */
function checkPod(peer: Peer): Check {
  if (peer.isTerminating) return bad('is terminating');
  if (!peer.ip) return bad('has no address');
  return peer.isReady ? OK : bad('is not ready');
}

/** G2: the mesh has settled. */
const checkStatus = (facts: PeerFacts | undefined, { isClustered }: MeshTerms): Check =>
  read(facts?.status, 'the status API', ({ cluster }) => {
    const wanted = isClustered ? 'ready' : 'disabled';
    return cluster === wanted ? OK : bad(`the mesh is ${cluster}`);
  });

const hostOf = (address: string): string => address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

/** G3: the peer lists all pods and nobody else, and all pods list it. */
function checkMembers(
  peer: Peer,
  others: readonly Peer[],
  peers: readonly Peer[],
  facts: MeshFacts,
  terms: MeshTerms,
): Check {
  if (!terms.isClustered) return OK;
  const living = others.filter(({ ip }) => ip);
  const mine = read(facts.peers.get(peer.name)?.status, 'the status API', ({ peers: listed }) => {
    const hosts = new Set(listed.map(hostOf));
    const missing = living.find(({ ip }) => !hosts.has(ip));
    if (missing) return bad(`does not list ${missing.name}`);
    const stranger = [...hosts].find((host) => !peers.some(({ ip }) => ip === host));
    return stranger && !terms.hasOthers ? bad(`lists ${stranger}, which is no pod`) : OK;
  });
  if (mine.is !== 'ok') return mine;
  for (const other of living) {
    const theirs = read(facts.peers.get(other.name)?.status, `the status API of ${other.name}`, ({ peers: listed }) =>
      listed.some((address) => hostOf(address) === peer.ip) ? OK : bad(`is not listed by ${other.name}`),
    );
    // That another peer does not answer is that peer's own verdict.
    if (theirs.is === 'bad' && facts.peers.get(other.name)?.status.is === 'ok') return theirs;
  }
  return OK;
}

/** G4: a full state has arrived since the start. */
const checkExchange = (facts: PeerFacts | undefined, others: number, { isClustered }: MeshTerms): Check =>
  isClustered && others > 0
    ? read(facts?.metrics, 'the metrics', ({ fullStates }) =>
        fullStates > 0 ? OK : bad('has not received a full state yet'),
      )
    : OK;

/** How many entries of `theirs` are neither expired nor new at `now`, and missing or older among `mine`. */
export function missingEntries(mine: Entries, theirs: Entries, now: number): number {
  let count = 0;
  for (const [key, { version, expires }] of theirs) {
    if (expires <= now || version > now - SLACK) continue;
    const own = mine.get(key);
    if (!own || own.version < version) count++;
  }
  return count;
}

/** Whether `holder` has all that `from` holds. */
export function contains(holder: PeerFacts | undefined, from: PeerFacts | undefined, now: number): Check {
  return read(holder?.state, 'the state', (mine) =>
    read(from?.state, 'the state', (theirs) => {
      const silences = missingEntries(mine.silences, theirs.silences, now);
      const notifications = missingEntries(mine.notifications, theirs.notifications, now);
      return silences + notifications === 0
        ? OK
        : bad(`misses ${silences} silences and ${notifications} notifications`);
    }),
  );
}

/** G5: it holds what every other peer holds. */
function checkState(peer: Peer, others: readonly Peer[], facts: MeshFacts, now: number): Check {
  let found = read(facts.peers.get(peer.name)?.state, 'the state', () => OK);
  for (const other of others) {
    const one = contains(facts.peers.get(peer.name), facts.peers.get(other.name), now);
    if (one.is === 'bad') return bad(`${one.reason} that ${other.name} holds`);
    if (one.is === 'unknown' && found.is === 'ok') found = unknown(`${other.name}: ${one.reason}`, one.isBusy);
  }
  return found;
}

/** G6: it was sent the alerts that others hold. */
function checkAlerts(peer: Peer, others: readonly Peer[], facts: MeshFacts, now: number): Check {
  const own = facts.peers.get(peer.name);
  const isOld = own?.status.is === 'ok' && now - own.status.value.started >= ALERTS_LIVE;
  if (isOld) return OK;
  return read(own?.alerts, 'the alerts', (mine) => {
    let found = OK;
    for (const other of others) {
      const theirs = facts.peers.get(other.name)?.alerts;
      if (theirs?.is === 'unknown' && theirs.isBusy)
        found = unknown(`the alerts of ${other.name}: ${theirs.reason}`, true);
      if (theirs?.is !== 'ok') continue;
      let missing = 0;
      for (const [fingerprint, started] of theirs.value)
        if (started < now - ALERT_SLACK && !mine.has(fingerprint)) missing++;
      if (missing > 0) return bad(`has not been sent ${missing} alerts that ${other.name} holds`);
    }
    return found;
  });
}

/** G7: it runs with the configuration it was given. */
const checkConfig = (facts: PeerFacts | undefined): Check =>
  read(facts?.metrics, 'the metrics', ({ configLoaded }) =>
    configLoaded ? OK : bad('could not load its configuration'),
  );

function timed(peer: Peer, { startDelay }: MeshTerms, now: number, reason: string): PeerVerdict {
  const needed = Math.max(SETTLE, startDelay) + CAUGHT_UP;
  // No count-down: the status would be written anew with each look.
  return now - peer.since < needed
    ? {
        peer,
        level: 'failed',
        reason: `cannot be asked (${reason}); it counts once it has been ready for ${needed / 1000} s`,
      }
    : { peer, level: 'timed', reason: `cannot be asked (${reason})` };
}

/** The facts about the pods that are there, without those about earlier pods of the same names. */
export const currentFacts = (peers: readonly Peer[], { asked, peers: all }: MeshFacts): MeshFacts => ({
  asked,
  peers: new Map(
    peers.flatMap(({ name, uid }): [string, PeerFacts][] => {
      const found = all.get(name);
      return found?.uid === uid ? [[name, found]] : [];
    }),
  ),
});

/**
 * The verdict on one peer of the mesh. `peers`: all pods, this one among them. `now`: milliseconds since 1970. Facts
 * about an earlier pod of the same name count for nothing.
 */
export function judge(
  peer: Peer,
  peers: readonly Peer[],
  facts: MeshFacts,
  terms: MeshTerms,
  now: number,
): PeerVerdict {
  const current = currentFacts(peers, facts);
  const mine = current.peers.get(peer.name);
  // A broken peer is nobody's reason to wait: only going on can mend it.
  const others = peers.filter(
    (other) =>
      other.name !== peer.name && !other.isTerminating && !isBroken(other, now) && !isOutside(other, current, terms),
  );
  const pod = checkPod(peer);
  if (pod.is !== 'ok') return { peer, level: 'failed', reason: pod.reason };
  const reachable = [
    checkStatus(mine, terms),
    checkMembers(peer, others, peers, current, terms),
    checkExchange(mine, others.length, terms),
    checkConfig(mine),
  ];
  // Ages count from when the peers were asked: the answer may be remembered.
  const whole = [checkState(peer, others, current, facts.asked), checkAlerts(peer, others, current, facts.asked)];
  const checks = [...reachable, ...(terms.isClustered ? whole : [])];
  const wrong = checks.find(({ is }) => is === 'bad');
  if (wrong && wrong.is !== 'ok') return { peer, level: 'failed', reason: wrong.reason };
  const unread = checks.find((check) => check.is === 'unknown' && check.isBusy);
  if (unread && unread.is !== 'ok') return { peer, level: 'unread', reason: unread.reason };
  const open = checks.find(({ is }) => is === 'unknown');
  if (!open || open.is === 'ok') return { peer, level: 'verified', reason: '' };
  if (reachable.some(({ is }) => is === 'unknown')) return timed(peer, terms, now, open.reason);
  return { peer, level: 'partial', reason: open.reason };
}
