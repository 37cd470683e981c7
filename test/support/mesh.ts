// A mesh of three for tests: peers that agree on everything, and what one case changes.

import type { ObservedSet, RolloutInput } from '../../hooks/controllers/alertmanager/rollout/candidate.ts';
import type { MeshSettings, Peer } from '../../hooks/controllers/alertmanager/rollout/mesh.ts';
import type { Entries, MeshFacts, PeerFacts, PeerState, PeerStatus } from '../../hooks/probe/alertmanager/mesh.ts';

export const NOW = 10_000_000;
export const HOUR = 3_600_000;
export const TERMS: MeshSettings = { isClustered: true, hasOthers: false, startDelay: 0 };

export const peer = (ordinal: number, more: Partial<Peer> = {}): Peer => ({
  name: `am-${ordinal}`,
  ordinal,
  uid: `uid-${ordinal}`,
  ip: `10.0.0.${ordinal}`,
  revision: 'new',
  isReady: true,
  isTerminating: false,
  since: NOW - HOUR,
  ...more,
});

export const entries = (versions: Readonly<Record<string, number>>, expires = NOW + HOUR): Entries =>
  new Map(Object.entries(versions).map(([key, version]) => [key, { version, expires }]));

export const state = (more: Partial<PeerState> = {}): PeerState => ({
  silences: entries({ s1: 1000, s2: 2000 }),
  notifications: entries({ n1: 1000 }),
  members: new Map(),
  ...more,
});

export const status = (more: Partial<PeerStatus> = {}): PeerStatus => ({
  cluster: 'ready',
  peers: ['10.0.0.0:9094', '10.0.0.1:9094', '10.0.0.2:9094'],
  started: NOW - HOUR,
  ...more,
});

export const peerFacts = (ordinal: number, more: Partial<PeerFacts> = {}): PeerFacts => ({
  uid: `uid-${ordinal}`,
  status: { is: 'ok', value: status() },
  state: { is: 'ok', value: state() },
  metrics: { is: 'ok', value: { fullStates: 3, configLoaded: true } },
  alerts: { is: 'ok', value: new Map([['a', 1000]]) },
  ...more,
});

const silent = { is: 'unknown', reason: 'connection timed out' } as const;
/** Facts about an unreachable peer. */
export const unreachable = (ordinal: number): PeerFacts => ({
  uid: `uid-${ordinal}`,
  status: silent,
  state: silent,
  metrics: silent,
  alerts: silent,
});

export const facts = (...changes: readonly (PeerFacts | undefined)[]): MeshFacts => ({
  asked: NOW,
  peers: new Map([0, 1, 2].map((ordinal) => [`am-${ordinal}`, changes[ordinal] ?? peerFacts(ordinal)])),
});

export const set = (more: Partial<ObservedSet> = {}): ObservedSet => ({
  replicas: 3,
  partition: 3,
  isSeen: true,
  updateRevision: 'new',
  templateHash: 'h1',
  ...more,
});

export const input = (more: Partial<RolloutInput> = {}): RolloutInput => ({
  observed: set(),
  replicas: 3,
  templateHash: 'h1',
  peers: [peer(0), peer(1), peer(2)],
  facts: facts(),
  settings: TERMS,
  skipPolicy: false,
  isStrict: false,
  now: NOW,
  ...more,
});
