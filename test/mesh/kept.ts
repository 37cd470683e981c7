// Compares the state of peers with what they received: silences and notification logs lost, silences that came back,
// and how many peers were whole at a time.
import type { PeerState, PlannedSilence, RunRecord, Sample } from './plan.ts';

export interface Kept {
  /** Ids of silences that no peer had at some time, or that one lacks at the end. */
  readonly silencesLost: readonly string[];
  /** Ids of silences that were in force on a peer long after they were expired. */
  readonly silencesResurrected: readonly string[];
  /** Keys of entries of the notification log that were seen, and then nowhere, or at the end not everywhere. */
  readonly notificationsLost: readonly string[];
  /** The fewest peers with all silences and alerts at one time. */
  readonly fewestWhole: number;
}

/** It is unknown whether a peer has passed on what it received so shortly before it was killed. */
const IN_DOUBT = 1000;

type Answered = readonly (readonly [peer: string, state: PeerState])[];
const answersOf = ({ peers }: Sample): Answered =>
  [...peers].flatMap(([peer, state]) => (state ? [[peer, state] as const] : []));

const inDoubt = ({ ends }: RunRecord, peer: string, at: number): boolean =>
  ends.some((end) => end.isKilled && (peer === '' || end.peer === peer) && at <= end.at && end.at - at < IN_DOUBT);

/**
 * Silences that are in force at a time, and those that no longer are; what changed within the slack, or is in doubt, is
 * neither.
 */
function expected(
  record: RunRecord,
  at: number,
): { readonly active: readonly PlannedSilence[]; readonly expired: readonly PlannedSilence[] } {
  const old = at - record.timing.slack;
  const settled = record.silences.filter(
    (silence) => silence.created < old && !inDoubt(record, silence.peer, silence.created),
  );
  const isOver = ({ expired }: PlannedSilence): boolean =>
    expired?.isDone === true && expired.asked < old && !inDoubt(record, expired.peer, expired.asked);
  return { active: settled.filter(({ expired }) => !expired), expired: settled.filter(isOver) };
}

/** As things were at that time: a silence that was expired later was in force. */
const recordAt = (record: RunRecord, at: number): RunRecord => ({
  ...record,
  silences: record.silences.map(({ expired, ...silence }) =>
    expired && expired.asked <= at ? { ...silence, expired } : silence,
  ),
});

const isActive = (state: PeerState, { id }: PlannedSilence): boolean => state.silences.get(id) === 'active';

function silenceLosses(record: RunRecord): { lost: string[]; resurrected: string[] } {
  const [lost, resurrected] = [new Set<string>(), new Set<string>()];
  for (const [i, sample] of record.samples.entries()) {
    const answers = answersOf(sample);
    const { active, expired } = expected(recordAt(record, sample.answered), sample.asked);
    const isLast = i === record.samples.length - 1;
    const isKept = (silence: PlannedSilence): boolean =>
      isLast
        ? answers.every(([, state]) => isActive(state, silence))
        : answers.some(([, state]) => isActive(state, silence));
    if (answers.length > 0) for (const silence of active) if (!isKept(silence)) lost.add(silence.id);
    for (const silence of expired)
      if (answers.some(([, state]) => isActive(state, silence))) resurrected.add(silence.id);
  }
  return { lost: [...lost], resurrected: [...resurrected] };
}

/** Entries that have had the time to reach all peers: what must not be lost. */
function settledEntries(record: RunRecord, sample: Sample): (readonly [key: string, version: number])[] {
  const old = sample.asked - record.timing.slack;
  return answersOf(sample).flatMap(([, state]) =>
    [...state.notifications].flatMap(([key, { version, expires }]) =>
      expires > sample.asked && version < old && !inDoubt(record, '', version) ? [[key, version] as const] : [],
    ),
  );
}

function notificationLosses(record: RunRecord): string[] {
  const [newest, lost] = [new Map<string, number>(), new Set<string>()];
  for (const [i, sample] of record.samples.entries()) {
    const answers = answersOf(sample);
    const isLast = i === record.samples.length - 1;
    const isHeld = (key: string, version: number): boolean => {
      const holds = ([, state]: Answered[number]): boolean => (state.notifications.get(key)?.version ?? 0) >= version;
      return isLast ? answers.every(holds) : answers.some(holds);
    };
    if (answers.length > 0) for (const [key, version] of newest) if (!isHeld(key, version)) lost.add(key);
    for (const [key, version] of settledEntries(record, sample))
      newest.set(key, Math.max(version, newest.get(key) ?? 0));
  }
  return [...lost];
}

function wholePeers(record: RunRecord, sample: Sample): number {
  const { active, expired } = expected(recordAt(record, sample.answered), sample.asked);
  const old = sample.asked - record.timing.slack;
  const firing = record.alerts.filter(
    ({ begins, ends }) => begins < old && (ends === undefined || ends > sample.answered),
  );
  const isWhole = ([, state]: Answered[number]): boolean =>
    active.every((silence) => isActive(state, silence)) &&
    expired.every((silence) => !isActive(state, silence)) &&
    firing.every(({ fingerprint }) => state.alerts.has(fingerprint));
  return answersOf(sample).filter(isWhole).length;
}

export function kept(record: RunRecord): Kept {
  const { lost, resurrected } = silenceLosses(record);
  const counted = record.samples.filter(({ asked }) => record.from > 0 && asked >= record.from);
  return {
    silencesLost: lost,
    silencesResurrected: resurrected,
    notificationsLost: notificationLosses(record),
    fewestWhole: counted.length > 0 ? Math.min(...counted.map((sample) => wholePeers(record, sample))) : 0,
  };
}
