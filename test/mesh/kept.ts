// What the peers hold against what they were told: silences and notification logs lost, silences that came back, and
// how many peers were whole at a time.
import type { Book, Held, PlannedSilence, Sample } from './plan.ts';

export interface Kept {
  /** Ids of silences that no peer held at some time, or that one lacks at the end. */
  readonly silencesLost: readonly string[];
  /** Ids of silences that were in force on a peer long after they were expired. */
  readonly silencesResurrected: readonly string[];
  /** Keys of entries of the notification log that were seen, and then nowhere, or at the end not everywhere. */
  readonly notificationsLost: readonly string[];
  /** The fewest peers that held all silences and alerts at one time. */
  readonly fewestWhole: number;
}

/** What a peer was told so shortly before it was killed has left it or not. */
const IN_DOUBT = 1000;

type Answered = readonly (readonly [peer: string, held: Held])[];
const answersOf = ({ peers }: Sample): Answered =>
  [...peers].flatMap(([peer, held]) => (held ? [[peer, held] as const] : []));

const inDoubt = ({ ends }: Book, peer: string, at: number): boolean =>
  ends.some((end) => end.isKilled && (peer === '' || end.peer === peer) && at <= end.at && end.at - at < IN_DOUBT);

/**
 * Silences that are in force at a time, and those that no longer are; what changed within the slack, or is in doubt, is
 * neither.
 */
function expected(
  book: Book,
  at: number,
): { readonly active: readonly PlannedSilence[]; readonly expired: readonly PlannedSilence[] } {
  const old = at - book.timing.slack;
  const settled = book.silences.filter(
    (silence) => silence.created < old && !inDoubt(book, silence.peer, silence.created),
  );
  const isOver = ({ expired }: PlannedSilence): boolean =>
    expired?.isDone === true && expired.asked < old && !inDoubt(book, expired.peer, expired.asked);
  return { active: settled.filter(({ expired }) => !expired), expired: settled.filter(isOver) };
}

/** As things were at that time: a silence that was expired later was in force. */
const asOf = (book: Book, at: number): Book => ({
  ...book,
  silences: book.silences.map(({ expired, ...silence }) =>
    expired && expired.asked <= at ? { ...silence, expired } : silence,
  ),
});

const isActive = (held: Held, { id }: PlannedSilence): boolean => held.silences.get(id) === 'active';

function silenceLosses(book: Book): { lost: string[]; resurrected: string[] } {
  const [lost, resurrected] = [new Set<string>(), new Set<string>()];
  for (const [i, sample] of book.samples.entries()) {
    const answers = answersOf(sample);
    const { active, expired } = expected(asOf(book, sample.answered), sample.asked);
    const isLast = i === book.samples.length - 1;
    const isKept = (silence: PlannedSilence): boolean =>
      isLast
        ? answers.every(([, held]) => isActive(held, silence))
        : answers.some(([, held]) => isActive(held, silence));
    if (answers.length > 0) for (const silence of active) if (!isKept(silence)) lost.add(silence.id);
    for (const silence of expired) if (answers.some(([, held]) => isActive(held, silence))) resurrected.add(silence.id);
  }
  return { lost: [...lost], resurrected: [...resurrected] };
}

/** Entries that have had the time to reach all peers: what must not be lost. */
function settledEntries(book: Book, sample: Sample): (readonly [key: string, version: number])[] {
  const old = sample.asked - book.timing.slack;
  return answersOf(sample).flatMap(([, held]) =>
    [...held.notifications].flatMap(([key, { version, expires }]) =>
      expires > sample.asked && version < old && !inDoubt(book, '', version) ? [[key, version] as const] : [],
    ),
  );
}

function notificationLosses(book: Book): string[] {
  const [newest, lost] = [new Map<string, number>(), new Set<string>()];
  for (const [i, sample] of book.samples.entries()) {
    const answers = answersOf(sample);
    const isLast = i === book.samples.length - 1;
    const isHeld = (key: string, version: number): boolean => {
      const holds = ([, held]: Answered[number]): boolean => (held.notifications.get(key)?.version ?? 0) >= version;
      return isLast ? answers.every(holds) : answers.some(holds);
    };
    if (answers.length > 0) for (const [key, version] of newest) if (!isHeld(key, version)) lost.add(key);
    for (const [key, version] of settledEntries(book, sample)) newest.set(key, Math.max(version, newest.get(key) ?? 0));
  }
  return [...lost];
}

function wholePeers(book: Book, sample: Sample): number {
  const { active, expired } = expected(asOf(book, sample.answered), sample.asked);
  const old = sample.asked - book.timing.slack;
  const firing = book.alerts.filter(
    ({ begins, ends }) => begins < old && (ends === undefined || ends > sample.answered),
  );
  const isWhole = ([, held]: Answered[number]): boolean =>
    active.every((silence) => isActive(held, silence)) &&
    expired.every((silence) => !isActive(held, silence)) &&
    firing.every(({ fingerprint }) => held.alerts.has(fingerprint));
  return answersOf(sample).filter(isWhole).length;
}

export function kept(book: Book): Kept {
  const { lost, resurrected } = silenceLosses(book);
  const counted = book.samples.filter(({ asked }) => book.from > 0 && asked >= book.from);
  return {
    silencesLost: lost,
    silencesResurrected: resurrected,
    notificationsLost: notificationLosses(book),
    fewestWhole: counted.length > 0 ? Math.min(...counted.map((sample) => wholePeers(book, sample))) : 0,
  };
}
