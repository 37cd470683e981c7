// Whether a peer of the mesh has caught up: all peers list it, and it holds the complete state. Seven checks, each with
// three results.
import type { Entries, MeshFacts, PeerFacts } from '../../../probe/alertmanager/mesh.ts';
import type { Outcome } from '../../../probe/io/outcome.ts';
import { isBroken, type MeshSettings, type Peer } from './mesh.ts';

/** The mesh that a peer belongs to. */
export interface Mesh {
  /** All pods of the Alertmanager. */
  readonly peers: readonly Peer[];
  readonly facts: MeshFacts;
  readonly settings: MeshSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The result of a check. `bad`: the rollout waits. `unknown`: the facts are missing. */
export type Check =
  | { readonly is: 'ok' }
  | { readonly is: 'bad'; readonly reason: string }
  /** `isBusy`: the hooks were busy, so another request can succeed. */
  | { readonly is: 'unknown'; readonly reason: string; readonly isBusy?: true };

/** The result of all checks of one peer. */
export interface PeerResult {
  readonly peer: Peer;
  /**
   * `verified`: every check passed. `partial`: the checks with facts passed. `assumed ready`: the peer cannot be
   * probed, but it has been ready long enough to have caught up. `not read`: the hooks had no time to read it; the
   * rollout waits. `failed`: a check failed; the rollout waits.
   */
  readonly level: 'verified' | 'partial' | 'assumed ready' | 'not read' | 'failed';
  /** The first check that did not pass, as text. */
  readonly reason: string;
}

const OK: Check = { is: 'ok' };
const bad = (reason: string): Check => ({ is: 'bad', reason });
const unknown = (reason: string, isBusy?: true): Check => ({ is: 'unknown', reason, ...(isBusy ? { isBusy } : {}) });

/** Entries that are newer may not have arrived yet: delay of gossip and difference of clocks. */
const SLACK_MS = 5_000;
/** Alerts that are newer may not have been sent to all peers yet. */
const ALERT_SLACK_MS = 10_000;
/** Prometheus resends an alert within this time, so an older peer has received all alerts. */
const ALERT_LIFETIME_MS = 240_000;
/** The mesh settles within a minute. The next full state exchange follows within another; the rest is reserve. */
const SETTLE_MS = 60_000;
const CATCH_UP_MS = 90_000;

const read = <T>(outcome: Outcome<T> | undefined, what: string, then: (value: T) => Check): Check => {
  if (!outcome) return unknown(`${what} was not probed`);
  if (outcome.is === 'ok') return then(outcome.value);
  const reason = `${what}: ${outcome.reason}`;
  return outcome.is === 'bad' ? bad(reason) : unknown(reason, outcome.isBusy);
};

/**
 * A peer that does not gossip yet, because it was the only one until now. No peer can list it, and it is replaced last.
 */
const isOutside = ({ name }: Peer, facts: MeshFacts, { isClustered }: MeshSettings): boolean => {
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
const checkStatus = (facts: PeerFacts | undefined, { isClustered }: MeshSettings): Check =>
  read(facts?.status, 'the status API', ({ cluster }) => {
    const wanted = isClustered ? 'ready' : 'disabled';
    return cluster === wanted ? OK : bad(`the mesh is ${cluster}`);
  });

const addressHost = (address: string): string => address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

/** G3: the peer lists exactly the other pods, and these list it. `others`: the pods that it must list. */
function checkMembers(peer: Peer, others: readonly Peer[], { peers, facts, settings }: Mesh): Check {
  if (!settings.isClustered) return OK;
  const living = others.filter(({ ip }) => ip);
  const mine = read(facts.peers.get(peer.name)?.status, 'the status API', ({ peers: listed }) => {
    const hosts = new Set(listed.map(addressHost));
    const missing = living.find(({ ip }) => !hosts.has(ip));
    if (missing) return bad(`does not list ${missing.name}`);
    const stranger = [...hosts].find((host) => !peers.some(({ ip }) => ip === host));
    return stranger && !settings.hasOthers ? bad(`lists ${stranger}, which is not a pod of this Alertmanager`) : OK;
  });
  if (mine.is !== 'ok') return mine;
  for (const other of living) {
    const theirs = read(facts.peers.get(other.name)?.status, `the status API of ${other.name}`, ({ peers: listed }) =>
      listed.some((address) => addressHost(address) === peer.ip) ? OK : bad(`is not listed by ${other.name}`),
    );
    // A peer that does not answer fails its own checks, not those of this peer.
    if (theirs.is === 'bad' && facts.peers.get(other.name)?.status.is === 'ok') return theirs;
  }
  return OK;
}

/** G4: the peer has received a full state since its start. */
const checkExchange = (facts: PeerFacts | undefined, others: number, { isClustered }: MeshSettings): Check =>
  isClustered && others > 0
    ? read(facts?.metrics, 'the metrics', ({ fullStates }) =>
        fullStates > 0 ? OK : bad('has not received a full state yet'),
      )
    : OK;

/**
 * Number of entries of `theirs` that are missing or older in `mine`, without those that are expired or new at `now`.
 */
export function missingEntries(mine: Entries, theirs: Entries, now: number): number {
  let count = 0;
  for (const [key, { version, expires }] of theirs) {
    if (expires <= now || version > now - SLACK_MS) continue;
    const own = mine.get(key);
    if (!own || own.version < version) count++;
  }
  return count;
}

/** Whether `holder` holds the state of `from`. `now`: milliseconds since 1970. */
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

/** G5: the peer holds the state of every other peer. */
function checkState(peer: Peer, others: readonly Peer[], facts: MeshFacts, now: number): Check {
  let found = read(facts.peers.get(peer.name)?.state, 'the state', () => OK);
  for (const other of others) {
    const one = contains(facts.peers.get(peer.name), facts.peers.get(other.name), now);
    if (one.is === 'bad') return bad(`${one.reason} that ${other.name} holds`);
    if (one.is === 'unknown' && found.is === 'ok') found = unknown(`${other.name}: ${one.reason}`, one.isBusy);
  }
  return found;
}

/** G6: the peer has received the alerts of every other peer. */
function checkAlerts(peer: Peer, others: readonly Peer[], facts: MeshFacts, now: number): Check {
  const own = facts.peers.get(peer.name);
  const isOld = own?.status.is === 'ok' && now - own.status.value.started >= ALERT_LIFETIME_MS;
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
        if (started < now - ALERT_SLACK_MS && !mine.has(fingerprint)) missing++;
      if (missing > 0) return bad(`has not received ${missing} alerts that ${other.name} holds`);
    }
    return found;
  });
}

/** G7: the peer has loaded its configuration. */
const checkConfig = (facts: PeerFacts | undefined): Check =>
  read(facts?.metrics, 'the metrics', ({ configLoaded }) =>
    configLoaded ? OK : bad('could not load its configuration'),
  );

function assumeReady(peer: Peer, { startDelay }: MeshSettings, now: number, reason: string): PeerResult {
  const needed = Math.max(SETTLE_MS, startDelay) + CATCH_UP_MS;
  // No countdown: it would change the status in every sync.
  return now - peer.since < needed
    ? {
        peer,
        level: 'failed',
        reason: `cannot be probed (${reason}); assumed ready once its pod has been ready for ${needed / 1000} s`,
      }
    : { peer, level: 'assumed ready', reason: `cannot be probed (${reason})` };
}

/** The facts about existing pods, without facts about earlier pods of the same names. */
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
 * Checks one peer of the mesh. Facts about an earlier pod of the same name do not count.
 */
export function checkPeer(peer: Peer, { peers, facts, settings, now }: Mesh): PeerResult {
  const current = currentFacts(peers, facts);
  const mine = current.peers.get(peer.name);
  // No peer waits for a broken one: only the rollout repairs it.
  const others = peers.filter(
    (other) =>
      other.name !== peer.name && !other.isTerminating && !isBroken(other, now) && !isOutside(other, current, settings),
  );
  const pod = checkPod(peer);
  if (pod.is !== 'ok') return { peer, level: 'failed', reason: pod.reason };
  const reachable = [
    checkStatus(mine, settings),
    checkMembers(peer, others, { peers, facts: current, settings, now }),
    checkExchange(mine, others.length, settings),
    checkConfig(mine),
  ];
  // Ages count from the time of the probe: its result may be cached.
  const whole = [checkState(peer, others, current, facts.asked), checkAlerts(peer, others, current, facts.asked)];
  const checks = [...reachable, ...(settings.isClustered ? whole : [])];
  const wrong = checks.find(({ is }) => is === 'bad');
  if (wrong && wrong.is !== 'ok') return { peer, level: 'failed', reason: wrong.reason };
  const busyCheck = checks.find((check) => check.is === 'unknown' && check.isBusy);
  if (busyCheck && busyCheck.is !== 'ok') return { peer, level: 'not read', reason: busyCheck.reason };
  const open = checks.find(({ is }) => is === 'unknown');
  if (!open || open.is === 'ok') return { peer, level: 'verified', reason: '' };
  if (reachable.some(({ is }) => is === 'unknown')) return assumeReady(peer, settings, now, open.reason);
  return { peer, level: 'partial', reason: open.reason };
}
