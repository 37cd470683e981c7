// What users were told against what they should have been told: notifications lost, late, repeated, partial, and sent
// though they were muted.
import { type Book, isMuted, type Notification, type PlannedAlert, type Timing, tellableFrom } from './plan.ts';

export interface Told {
  readonly notifications: number;
  /** Sentences, each about one change that nobody was told of. */
  readonly lost: readonly string[];
  /** Changes told later than group_interval and a second; the worst by so many seconds. */
  readonly late: { readonly count: number; readonly worst: number };
  /** Notifications that tell nothing new, but for those in `raced`, `resent` and `corrected`. */
  readonly duplicates: readonly string[];
  /** Those where two peers told the same at the same time: the second cannot have known of the first. */
  readonly raced: readonly string[];
  /**
   * Those with a resolved alert that the last notification of the group did not have: Prometheus sends what is resolved
   * again for a quarter of an hour, and the notification log knows the last notification alone.
   */
  readonly resent: readonly string[];
  /**
   * Notifications that tell an alert as firing again which was told as resolved just before: a peer collects the alerts
   * of a group first and then waits for its place in line, and does not look again when its turn comes
   * (prometheus/alertmanager#3283, #3551).
   */
  readonly stale: readonly string[];
  /**
   * Those that tell once more what a stale one has denied, or what one has left out because others told it while it
   * waited: the log then lacks it, so it has to be told.
   */
  readonly corrected: readonly string[];
  /** Notifications that were open when their sender was ended, or that it began before it was gone. */
  readonly inFlight: number;
  /**
   * Notifications that leave out alerts which fire on, tell them as resolved, or tell as firing what ended long ago.
   */
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
  /** When it was told first. */
  readonly told: number | undefined;
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

/** What users must have been told by now: alerts that fired for long enough, and the end of those they were told of. */
function changesOf(
  { alerts, timing: { deadline }, from: counted, until }: Book,
  times: (fingerprint: string) => Times,
): Change[] {
  return alerts.flatMap((alert) => {
    const { firing, resolved } = times(alert.fingerprint);
    const [from, ends] = [tellableFrom(alert), alert.ends];
    // One that was told in spite of a silence is not told again after it.
    const begun = firing.find((at) => at >= alert.begins);
    const changes: Change[] = [];
    if (Math.min(ends ?? until, until) - from > deadline)
      changes.push({ what: `${nameOf(alert)} firing`, from, told: begun });
    if (ends !== undefined && begun !== undefined && Math.max(begun, from) < ends && until - ends > deadline)
      changes.push({ what: `${nameOf(alert)} resolved`, from: ends, told: resolved.find((at) => at >= ends) });
    // What was too young at the last cut is judged now.
    return changes.filter((change) => change.from > counted - deadline);
  });
}

/** The longest from the moment that a peer collects the alerts of a group until it tells them. */
const waitOf = ({ peerTimeout }: Timing): number => BEHIND * peerTimeout + ON_TIME;

type Repeats = Readonly<Record<'duplicates' | 'raced' | 'resent' | 'stale' | 'corrected', Notification[]>>;

/** Aborted ones count: the receiver has them. */
function repeatsOf({ log, alerts, timing }: Book): Repeats {
  const ends = new Map(alerts.map((alert) => [alert.fingerprint, alert.ends ?? Number.POSITIVE_INFINITY]));
  const [told, last, denied] = [new Map<string, boolean>(), new Map<string, Notification>(), new Map<string, number>()];
  /** When what is told of an alert was told first. */
  const since = new Map<string, number>();
  const found: Repeats = { duplicates: [], raced: [], resent: [], stale: [], corrected: [] };
  const isStale = ({ began, alerts: now }: Notification): boolean =>
    [...now].some(
      ([fingerprint, isFiring]) => isFiring && told.get(fingerprint) === false && (ends.get(fingerprint) ?? 0) < began,
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
        isFiring && !before.alerts.has(fingerprint) && before.began - (since.get(fingerprint) ?? 0) < waitOf(timing),
    );
  const kindOf = (entry: Notification): keyof Repeats | undefined => {
    if (isStale(entry)) return 'stale';
    if ([...entry.alerts].some(([fingerprint, isFiring]) => told.get(fingerprint) !== isFiring)) return undefined;
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
        if (told.get(fingerprint) !== isFiring) since.set(fingerprint, entry.began);
        told.set(fingerprint, isFiring);
      }
    last.set(entry.groupKey, entry);
  }
  return found;
}

/**
 * The alerts that a peer collects are as old as its place in line makes it wait, and a new peer has them all after one
 * round.
 */
function partialOnes({ alerts, log, timing }: Book, times: (fingerprint: string) => Times): Notification[] {
  const waits = waitOf(timing);
  const lag = waits + timing.resend;
  const groups = new Map<string, PlannedAlert[]>();
  for (const alert of alerts) groups.set(alert.group, [...(groups.get(alert.group) ?? []), alert]);
  const isWrong = ({ began, alerts: now }: Notification, alert: PlannedAlert): boolean => {
    const state = now.get(alert.fingerprint);
    if (state === true) return alert.ends !== undefined && alert.ends < began - waits;
    if (alert.ends !== undefined && alert.ends <= began) return false;
    if (state === false) return true;
    const told = times(alert.fingerprint).firing.find((at) => at >= (alert.mutedUntil ?? alert.begins));
    return tellableFrom(alert) < began - lag && told !== undefined && told < began - lag;
  };
  const groupOf = ({ groupKey }: Notification): readonly PlannedAlert[] =>
    groups.get(/group="([^"]+)"/.exec(groupKey)?.[1] ?? '') ?? [];
  return log.filter((entry) => groupOf(entry).some((alert) => isWrong(entry, alert)));
}

const inFlightOf = ({ log, ends, from }: Book): number => {
  const wasOpen = ({ peer, began, ended = Number.POSITIVE_INFINITY }: Notification): boolean =>
    ends.some(
      (end) => end.at >= from && (!peer || peer === end.peer) && ended >= end.at && began <= (end.gone ?? end.at),
    );
  return log.filter(wasOpen).length;
};

/** What has happened since `book.from`; what was told before counts as told. */
export function told(book: Book): Told {
  const times = timesOf(book.log);
  const changes = changesOf(book, times);
  const lateBy = changes.flatMap((change) =>
    change.told === undefined ? [] : [change.told - change.from - book.timing.groupInterval - ON_TIME],
  );
  const linesOf = (entries: readonly Notification[]): string[] =>
    entries.filter(({ began }) => began >= book.from).map(lineOf);
  /** With the notification of the group before it. */
  const afterOf = (entry: Notification): string => {
    const before = book.log.filter(({ groupKey, began }) => groupKey === entry.groupKey && began < entry.began).at(-1);
    return `${lineOf(entry)}${before ? `, after ${lineOf(before)}${before.isAborted ? ', aborted' : ''}` : ''}`;
  };
  const { duplicates, raced, resent, stale, corrected } = repeatsOf(book);
  const spite = (alert: PlannedAlert): string[] => {
    const muted = times(alert.fingerprint).firing.filter(
      (at) => at >= book.from && at < (alert.mutedUntil ?? Number.POSITIVE_INFINITY),
    );
    return muted.map((at) => `${nameOf(alert)} at ${clock(at)}, ${seconds(at - alert.begins)} s after it began`);
  };
  const mutedOnes = book.alerts.filter(isMuted);
  return {
    notifications: book.log.filter(({ began }) => began >= book.from).length,
    lost: changes.filter((change) => change.told === undefined).map(({ what, from }) => `${what}, from ${clock(from)}`),
    late: { count: lateBy.filter((ms) => ms > 0).length, worst: seconds(Math.max(0, ...lateBy)) },
    duplicates: duplicates.filter(({ began }) => began >= book.from).map(afterOf),
    raced: linesOf(raced),
    resent: linesOf(resent),
    stale: linesOf(stale),
    corrected: linesOf(corrected),
    inFlight: inFlightOf(book),
    partial: linesOf(partialOnes(book, times)),
    despiteSilence: mutedOnes.filter(({ kind }) => kind !== 'target').flatMap(spite),
    despiteInhibition: mutedOnes.filter(({ kind }) => kind === 'target').flatMap(spite),
  };
}
