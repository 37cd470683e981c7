// What the load means to do and has done, with times: the reference that a mesh is held against. Times are milliseconds
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
  /** After so long what one peer was told is with all: gossip, or else the next full exchanges. */
  readonly slack: number;
  /** A change that no notification has told of after so long counts as lost. */
  readonly deadline: number;
  /** Between two looks at what the peers hold. */
  readonly look: number;
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
  /** When the end of its silence was asked for: until then nobody may be told of it. Nothing where that never ends. */
  mutedUntil?: number;
  /** When that end was confirmed: from then on users have to be told. */
  released?: number;
}

export interface PlannedSilence {
  readonly id: string;
  /** The peer that was told of it. */
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
  /** By its external URL; '' where that does not tell. */
  readonly peer: string;
  readonly groupKey: string;
  /** Fingerprint -> whether it is told as firing. */
  readonly alerts: ReadonlyMap<string, boolean>;
}

/** What a peer held when it was asked. */
export interface Held {
  readonly silences: ReadonlyMap<string, 'active' | 'expired'>;
  /** Fingerprints. */
  readonly alerts: ReadonlySet<string>;
  /** Group key and receiver -> version and expiry. */
  readonly notifications: ReadonlyMap<string, { readonly version: number; readonly expires: number }>;
}

export interface Sample {
  readonly asked: number;
  readonly answered: number;
  /** Of the peers that could be sent to: what each held, nothing where it did not answer. */
  readonly peers: ReadonlyMap<string, Held | undefined>;
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

/** From when users have to be told of it. */
export const tellableFrom = (alert: PlannedAlert): number =>
  isMuted(alert) ? (alert.released ?? Number.POSITIVE_INFINITY) : alert.begins;

/** Everything that one run has left behind. */
export interface Book {
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
  /** By how many milliseconds alerts may have been late at a peer: what a machine that is too busy does to the run. */
  readonly lag: number;
}
