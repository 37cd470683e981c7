// What can be learnt of an Alertmanager mesh from outside, peer by peer. Written by the probe, read by the gate; nothing in it says what to do.

/**
 * `bad`: the peer answered, and wrongly. `unknown`: nobody can tell; never the same as bad, never the same as ok. `isOurs`: it says nothing about the peer, the hooks
 * themselves had no time or room for it; to ask again will tell.
 */
export type Outcome<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'bad'; readonly reason: string }
  | { readonly is: 'unknown'; readonly reason: string; readonly isOurs?: true };

/** What is read from a value that is there. */
export const andThen = <A, B>(outcome: Outcome<A>, read: (value: A) => Outcome<B>): Outcome<B> =>
  outcome.is === 'ok' ? read(outcome.value) : outcome;

/** A map of gossiped entries: silence id or `group key:receiver` -> version, in milliseconds since 1970 (updated_at of a silence, timestamp of a notification). From the state it is finer than a millisecond, from the API it is not. */
export interface Entry {
  readonly version: number;
  /** When it is forgotten, milliseconds since 1970. */
  readonly expires: number;
}
export type Entries = ReadonlyMap<string, Entry>;

/** The whole state that a peer holds, as it gives it to any peer that asks. */
export interface PeerState {
  readonly silences: Entries;
  readonly notifications: Entries;
  /** Members as the peer sees them, itself included: name -> state and address. */
  readonly members: ReadonlyMap<string, { readonly state: 'alive' | 'suspect' | 'dead' | 'left'; readonly address: string }>;
}

/** `GET /api/v2/status`. */
export interface PeerStatus {
  readonly cluster: 'ready' | 'settling' | 'disabled';
  /** `ip:port` of all members the peer lists, itself included. */
  readonly peers: readonly string[];
  /** Milliseconds since 1970. */
  readonly started: number;
}

export interface PeerMetrics {
  /** Full states received since the start. */
  readonly fullStates: number;
  /** Whether the last reload of the configuration went well. */
  readonly configLoaded: boolean;
}

/** Alerts that a peer holds as active: fingerprint -> start, milliseconds since 1970. */
export type PeerAlerts = ReadonlyMap<string, number>;

/** What one peer told. */
export interface PeerFacts {
  /** Of the pod that was asked: a later pod of the same name is another peer. */
  readonly uid: string;
  readonly status: Outcome<PeerStatus>;
  readonly state: Outcome<PeerState>;
  readonly metrics: Outcome<PeerMetrics>;
  readonly alerts: Outcome<PeerAlerts>;
}

/** Pod name -> what it told, and when all were asked (milliseconds since 1970). */
export interface MeshFacts {
  readonly asked: number;
  readonly peers: ReadonlyMap<string, PeerFacts>;
}
