// What can be learnt of an Alertmanager mesh from outside, peer by peer. Written by the probe, read by the gate;
// nothing in it says what to do.
import type { Outcome } from '../io/outcome.ts';

/**
 * A map of gossiped entries: silence id or `group key:receiver` -> version, in milliseconds since 1970 (updated_at of a
 * silence, timestamp of a notification). From the state it is finer than a millisecond, from the API it is not.
 */
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
  readonly members: ReadonlyMap<
    string,
    { readonly state: 'alive' | 'suspect' | 'dead' | 'left'; readonly address: string }
  >;
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
