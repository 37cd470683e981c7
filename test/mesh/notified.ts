// Compares the notifications of users with the expected ones: lost, late, repeated, partial, and sent although muted.
import { isMuted, type Notification, notifiableFrom, type PlannedAlert, type RunRecord, type Timing } from './plan.ts';

export interface NotificationReport {
  readonly notifications: number;
  /** One sentence for each change without a notification. */
  readonly lost: readonly string[];
  /** Changes notified later than group_interval and a second. `worst`: the largest delay in seconds. */
  readonly late: { readonly count: number; readonly worst: number };
  /** Notifications without a change, except those in `raced`, `resent` and `corrected`. */
  readonly duplicates: readonly string[];
  /** The same notification by two peers at the same time: the second peer cannot have known the first one. */
  readonly raced: readonly string[];
  /**
   * Those with a resolved alert that the last notification of the group did not have: Prometheus sends resolved alerts
   * for 15 minutes, and the notification log has only the last notification.
   */
  readonly resent: readonly string[];
  /**
   * Notifications with a firing alert that was reported as resolved just before: a peer collects the alerts of a group
   * before it waits for earlier peers, and does not collect them again afterwards (prometheus/alertmanager#3283,
     #3551). */ readonly stale: readonly string[] /**
   * Those that repeat an alert after a stale notification, or after one without it because its sender waited while
   * others notified: the log then lacks the alert.
   */;
  readonly corrected: readonly string[];
  /** Notifications that were open when their sender was ended, or that it began before it was gone. */
  readonly inFlight: number;
  /** Notifications without firing alerts, with firing alerts as resolved, or with old resolved alerts as firing. */
  readonly partial: readonly string[];
  readonly despiteSilence: readonly string[];
  readonly despiteInhibition: readonly string[];
}

/** A tick of the load, the way there, and the webhook. */
const ON_TIME = 1000;
/** Within so many milliseconds a notification is in the logs of the other peers. */
const GOSSIP = 500;
/** Peers in line behind the first one. */
const BEHIND = 2;

const nameOf = ({ kind, group, labels }: PlannedAlert): string => `${kind} ${group}/${labels['instance']}`;
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
const seconds = (ms: number): number => Math.round(ms / 100) / 10;
const lineOf = ({ began, peer, groupKey, alerts }: Notification): string =>
  `${clock(began)} ${peer} ${groupKey}: ${[...alerts.values()].filter(Boolean).length} firing of ${alerts.size}`;

interface Change {
  readonly what: string;
  readonly from: number;
  /** Time of the first notification. */
  readonly notified: number | undefined;
}

type Times = { readonly firing: readonly number[]; readonly resolved: readonly number[] };

function timesOf(log: readonly Notification[]): (fingerprint: string) => Times {
  const all = new Map<string, { firing: number[]; resolved: number[] }>();
  for (const { began, alerts } of log)
    for (const [fingerprint, isFiring] of alerts) {
      const times = all.get(fingerprint) ?? { firing: [], resolved: [] };
      (isFiring ? times.firing : times.resolved).push(began);
      all.set(fingerprint, times);
    }
  return (fingerprint) => all.get(fingerprint) ?? { firing: [], resolved: [] };
}

/** Changes that need a notification: alerts that fired for long enough, and the ends of notified alerts. */
function changesOf(
  { alerts, timing: { deadline }, from: counted, until }: RunRecord,
  times: (fingerprint: string) => Times,
): Change[] {
  return alerts.flatMap((alert) => {
    const { firing, resolved } = times(alert.fingerprint);
    const [from, ends] = [notifiableFrom(alert), alert.ends];
    // An alert that was notified despite a silence is not notified again after it.
    const begun = firing.find((at) => at >= alert.begins);
    const changes: Change[] = [];
    if (Math.min(ends ?? until, until) - from > deadline)
      changes.push({ what: `${nameOf(alert)} firing`, from, notified: begun });
    if (ends !== undefined && begun !== undefined && Math.max(begun, from) < ends && until - ends > deadline)
      changes.push({ what: `${nameOf(alert)} resolved`, from: ends, notified: resolved.find((at) => at >= ends) });
    // Changes that were too recent at the last cut are checked now.
    return changes.filter((change) => change.from > counted - deadline);
  });
}

/** The longest time between collecting the alerts of a group and the notification. */
const longestWait = ({ peerTimeout }: Timing): number => BEHIND * peerTimeout + ON_TIME;

type Repeats = Readonly<Record<'duplicates' | 'raced' | 'resent' | 'stale' | 'corrected', Notification[]>>;

/** Aborted ones count: the receiver has them. */
function repeatsOf({ log, alerts, timing }: RunRecord): Repeats {
  const ends = new Map(alerts.map((alert) => [alert.fingerprint, alert.ends ?? Number.POSITIVE_INFINITY]));
  const [notified, last, denied] = [
    new Map<string, boolean>(),
    new Map<string, Notification>(),
    new Map<string, number>(),
  ];
  /** Time of the first notification with the current state of an alert. */
  const since = new Map<string, number>();
  const found: Repeats = { duplicates: [], raced: [], resent: [], stale: [], corrected: [] };
  const isStale = ({ began, alerts: now }: Notification): boolean =>
    [...now].some(
      ([fingerprint, isFiring]) =>
        isFiring && notified.get(fingerprint) === false && (ends.get(fingerprint) ?? 0) < began,
    );
  const isRaced = (entry: Notification, before: Notification | undefined): boolean =>
    before !== undefined &&
    !before.isAborted &&
    before.peer !== entry.peer &&
    entry.began - (before.ended ?? entry.began) < GOSSIP;
  const isResent = ({ alerts: now }: Notification, before: Notification | undefined): boolean =>
    [...now].some(([fingerprint, isFiring]) => !isFiring && before?.alerts.get(fingerprint) !== false);
  const isLeftOut = ({ alerts: now }: Notification, before: Notification | undefined): boolean =>
    before !== undefined &&
    [...now].some(
      ([fingerprint, isFiring]) =>
        isFiring &&
        !before.alerts.has(fingerprint) &&
        before.began - (since.get(fingerprint) ?? 0) < longestWait(timing),
    );
  const kindOf = (entry: Notification): keyof Repeats | undefined => {
    if (isStale(entry)) return 'stale';
    if ([...entry.alerts].some(([fingerprint, isFiring]) => notified.get(fingerprint) !== isFiring)) return undefined;
    if (entry.began - (denied.get(entry.groupKey) ?? 0) < 2 * timing.groupInterval) return 'corrected';
    const before = last.get(entry.groupKey);
    if (isResent(entry, before)) return 'resent';
    if (isLeftOut(entry, before)) return 'corrected';
    return isRaced(entry, before) ? 'raced' : 'duplicates';
  };
  for (const entry of log) {
    const kind = kindOf(entry);
    if (kind) found[kind].push(entry);
    if (kind === 'stale') denied.set(entry.groupKey, entry.began);
    else
      for (const [fingerprint, isFiring] of entry.alerts) {
        if (notified.get(fingerprint) !== isFiring) since.set(fingerprint, entry.began);
        notified.set(fingerprint, isFiring);
      }
    last.set(entry.groupKey, entry);
  }
  return found;
}

/**
 * Why a notification is partial, for each that is. The alerts that a peer collects are as old as its place in line makes
 * it wait, and as slow as peers answer, and a new peer has them all after one round.
 */
function partialOnes(
  { alerts, log, timing, lag }: RunRecord,
  times: (fingerprint: string) => Times,
): [Notification, string][] {
  const waits = longestWait(timing) + lag;
  const round = waits + timing.resend;
  const groups = new Map<string, PlannedAlert[]>();
  for (const alert of alerts) groups.set(alert.group, [...(groups.get(alert.group) ?? []), alert]);
  /** When a peer knew the end of an alert; what it did not get, it cannot know. */
  const knownEnd = ({ ends, endTaken }: PlannedAlert, peer: string): number =>
    (ends !== undefined && endTaken ? endTaken.get(peer) : ends) ?? Number.NaN;
  const mistake = ({ began, peer, alerts: now }: Notification, alert: PlannedAlert): string => {
    const state = now.get(alert.fingerprint);
    const ended = began - knownEnd(alert, peer ?? '');
    if (state === true) return ended > waits ? `ended ${seconds(ended)} s before and is firing` : '';
    if (alert.ends !== undefined && alert.ends <= began) return '';
    const age = began - notifiableFrom(alert);
    if (state === false) return `began ${seconds(age)} s before and is resolved`;
    const notified = times(alert.fingerprint).firing.find((at) => at >= (alert.mutedUntil ?? alert.begins));
    const isMissing = age > round && notified !== undefined && notified < began - round;
    return isMissing
      ? `began ${seconds(age)} s before, was notified ${seconds(began - notified)} s before, is missing`
      : '';
  };
  const groupOf = ({ groupKey }: Notification): readonly PlannedAlert[] =>
    groups.get(/group="([^"]+)"/.exec(groupKey)?.[1] ?? '') ?? [];
  return log.flatMap((entry): [Notification, string][] => {
    const mistakes = groupOf(entry).flatMap((alert) => {
      const what = mistake(entry, alert);
      return what ? [`${nameOf(alert)} ${what}`] : [];
    });
    return mistakes.length > 0 ? [[entry, mistakes.join('; ')]] : [];
  });
}

const inFlightOf = ({ log, ends, from }: RunRecord): number => {
  const wasOpen = ({ peer, began, ended = Number.POSITIVE_INFINITY }: Notification): boolean =>
    ends.some(
      (end) => end.at >= from && (!peer || peer === end.peer) && ended >= end.at && began <= (end.gone ?? end.at),
    );
  return log.filter(wasOpen).length;
};

/** The report since `record.from`. Earlier notifications count. */
export function notificationReport(record: RunRecord): NotificationReport {
  const times = timesOf(record.log);
  const changes = changesOf(record, times);
  const lateBy = changes.flatMap((change) =>
    change.notified === undefined ? [] : [change.notified - change.from - record.timing.groupInterval - ON_TIME],
  );
  const linesOf = (entries: readonly Notification[]): string[] =>
    entries.filter(({ began }) => began >= record.from).map(lineOf);
  /** With the notification of the group before it. */
  const withNotificationBefore = (entry: Notification): string => {
    const before = record.log
      .filter(({ groupKey, began }) => groupKey === entry.groupKey && began < entry.began)
      .at(-1);
    return `${lineOf(entry)}${before ? `, after ${lineOf(before)}${before.isAborted ? ', aborted' : ''}` : ''}`;
  };
  const { duplicates, raced, resent, stale, corrected } = repeatsOf(record);
  const notifiedWhileMuted = (alert: PlannedAlert): string[] => {
    const muted = times(alert.fingerprint).firing.filter(
      (at) => at >= record.from && at < (alert.mutedUntil ?? Number.POSITIVE_INFINITY),
    );
    return muted.map((at) => `${nameOf(alert)} at ${clock(at)}, ${seconds(at - alert.begins)} s after it began`);
  };
  const mutedOnes = record.alerts.filter(isMuted);
  return {
    notifications: record.log.filter(({ began }) => began >= record.from).length,
    lost: changes
      .filter((change) => change.notified === undefined)
      .map(({ what, from }) => `${what}, from ${clock(from)}`),
    late: { count: lateBy.filter((ms) => ms > 0).length, worst: seconds(Math.max(0, ...lateBy)) },
    duplicates: duplicates.filter(({ began }) => began >= record.from).map(withNotificationBefore),
    raced: linesOf(raced),
    resent: linesOf(resent),
    stale: linesOf(stale),
    corrected: linesOf(corrected),
    inFlight: inFlightOf(record),
    partial: partialOnes(record, times)
      .filter(([{ began }]) => began >= record.from)
      .map(([entry, why]) => `${lineOf(entry)}: ${why}`),
    despiteSilence: mutedOnes.filter(({ kind }) => kind !== 'target').flatMap(notifiedWhileMuted),
    despiteInhibition: mutedOnes.filter(({ kind }) => kind === 'target').flatMap(notifiedWhileMuted),
  };
}
