// The observed state of an Alertmanager mesh, by peer. The probe writes it, and the rollout policy reads it.
import type { Outcome } from '../io/outcome.ts';

/**
 * A gossiped entry. `version`: updated_at of a silence or timestamp of a notification, in milliseconds since 1970. It
 * is more exact than a millisecond.
 */
export interface Entry {
  readonly version: number;
  /** When peers delete it, in milliseconds since 1970. */
  readonly expires: number;
}
/** Entries by silence ID or `group key:receiver`. */
export type Entries = ReadonlyMap<string, Entry>;

/** The gossiped state of a peer. */
export interface PeerState {
  readonly silences: Entries;
  readonly notifications: Entries;
  /** The members that the peer knows, including itself, by name. */
  readonly members: ReadonlyMap<
    string,
    { readonly state: 'alive' | 'suspect' | 'dead' | 'left'; readonly address: string }
  >;
}

/** `GET /api/v2/status`. */
export interface PeerStatus {
  readonly cluster: 'ready' | 'settling' | 'disabled';
  /** `ip:port` of all members in the status, including the peer. */
  readonly peers: readonly string[];
  /** Start time in milliseconds since 1970. */
  readonly started: number;
}

export interface PeerMetrics {
  /** Number of full states received since the start. */
  readonly fullStates: number;
  /** Whether the last reload of the configuration succeeded. */
  readonly configLoaded: boolean;
}

/** Active alerts of a peer: fingerprint -> start in milliseconds since 1970. */
export type PeerAlerts = ReadonlyMap<string, number>;

/** The outcomes of one peer. */
export interface PeerFacts {
  /** UID of the pod. A later pod with the same name is another peer. */
  readonly uid: string;
  readonly status: Outcome<PeerStatus>;
  readonly state: Outcome<PeerState>;
  readonly metrics: Outcome<PeerMetrics>;
  readonly alerts: Outcome<PeerAlerts>;
}

/** The outcomes by pod name. `asked`: time of the probe in milliseconds since 1970. */
export interface MeshFacts {
  readonly asked: number;
  readonly peers: ReadonlyMap<string, PeerFacts>;
}
