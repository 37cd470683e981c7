// The actions of the load with their times, as the reference for a mesh. Times are milliseconds
// since 1970.

/** How fast the load and the mesh go, in milliseconds. */
export interface Timing {
  /** Prometheus' `--rules.alert.resend-delay`. */
  readonly resend: number;
  /** How long resolved alerts are sent on: 15 minutes in Prometheus. */
  readonly resolvedKept: number;
  readonly groupWait: number;
  readonly groupInterval: number;
  /** `--cluster.peer-timeout`. */
  readonly peerTimeout: number;
  /** Milliseconds until all peers have a change, by gossip or full exchange. */
  readonly slack: number;
  /** Milliseconds after which a change without a notification counts as lost. */
  readonly deadline: number;
  /** Milliseconds between two samples of the state of peers. */
  readonly sampleInterval: number;
}

/** A peer that can be sent to now. */
export interface Peer {
  readonly name: string;
  readonly ip: string;
}

/**
 * `plain`: is notified. `silenced`: a silence that was there before it lasts beyond its end. `released`: such a silence
 * is expired while the alert fires on.
 * `source`: is notified, and inhibits. `target`: is inhibited from before its start until after its end.
 */
export type AlertKind = 'plain' | 'silenced' | 'released' | 'source' | 'target';

export interface PlannedAlert {
  readonly kind: AlertKind;
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly group: string;
  readonly begins: number;
  /** Nothing while it fires. */
  ends?: number;
  /** When each peer first confirmed that it has the end; `undefined` where that is not recorded. */
  endTaken?: Map<string, number>;
  /** When the end of its silence was requested. No notification is allowed before. `undefined` if it never ends. */
  mutedUntil?: number;
  /** When that end was confirmed. A notification is required after it. */
  released?: number;
}

export interface PlannedSilence {
  readonly id: string;
  /** The peer that received it. */
  readonly peer: string;
  readonly created: number;
  /** When a peer was asked to expire it, which peer, and whether it has said yes. */
  expired?: { readonly asked: number; readonly peer: string; isDone: boolean };
}

/** A notification as the receiver saw it. */
export interface Notification {
  readonly began: number;
  /** Nothing while it is open. */
  ended?: number;
  /** The sender went away before it had its answer. */
  isAborted: boolean;
  /** From the external URL; '' if unknown. */
  readonly peer: string;
  readonly groupKey: string;
  /** Fingerprint -> whether the notification has it as firing. */
  readonly alerts: ReadonlyMap<string, boolean>;
}

/** The state of a peer in a sample. */
export interface PeerState {
  readonly silences: ReadonlyMap<string, 'active' | 'expired'>;
  /** Fingerprints. */
  readonly alerts: ReadonlySet<string>;
  /** Group key and receiver -> version and expiry. */
  readonly notifications: ReadonlyMap<string, { readonly version: number; readonly expires: number }>;
}

export interface Sample {
  readonly asked: number;
  readonly answered: number;
  /** The state of each reachable peer; `undefined` without a response. */
  readonly peers: ReadonlyMap<string, PeerState | undefined>;
}

/** The end of a peer: SIGTERM, or SIGKILL where what it alone knew is lost. */
export interface PeerEnd {
  readonly peer: string;
  readonly at: number;
  readonly isKilled: boolean;
  /** When its process was gone. */
  gone?: number;
}

export const isMuted = ({ kind }: PlannedAlert): boolean =>
  kind === 'silenced' || kind === 'released' || kind === 'target';

/** The time from which it needs a notification. */
export const notifiableFrom = (alert: PlannedAlert): number =>
  isMuted(alert) ? (alert.released ?? Number.POSITIVE_INFINITY) : alert.begins;

/** Everything that one run has left behind. */
export interface RunRecord {
  readonly timing: Timing;
  readonly alerts: readonly PlannedAlert[];
  readonly silences: readonly PlannedSilence[];
  readonly log: readonly Notification[];
  readonly samples: readonly Sample[];
  readonly ends: readonly PeerEnd[];
  /** From when peers are counted: when all was under way. */
  readonly from: number;
  /** The end of the run. */
  readonly until: number;
  /** Delay of alerts at a peer in milliseconds, because of a busy machine. */
  readonly lag: number;
  /** Requests of the load that failed. */
  readonly failures?: readonly string[];
}

/** The timing of meshes of processes, and of recorded runs. */
export const FAST: Timing = {
  resend: 4000,
  resolvedKept: 60_000,
  groupWait: 1000,
  groupInterval: 6000,
  peerTimeout: 1000,
  slack: 8000,
  deadline: 15_000,
  sampleInterval: 500,
};
