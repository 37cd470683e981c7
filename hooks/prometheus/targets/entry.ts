// What is reported of a scrape object, and when a report changes. Targets come and go all the time, so small changes
// of large counts are no news, and every other change counts when two reads in a row have seen it.
import { type Counts, mainError, NO_TARGETS } from './counts.ts';

/** The report of a scrape object. Without counts they are not known. */
export interface Entry {
  readonly up?: number;
  readonly down?: number;
  /** The most frequent scrape error. */
  readonly error?: string;
  /** Why the Prometheus rejected the object. It then has no counts. */
  readonly rejected?: string;
}

/** Up to this number counts are exact. */
const EXACT = 20;
/** Larger counts are reported again when they differ by more than this part. */
const TOLERANCE = 0.1;

/** A count as it is reported: two digits of a large one. */
function rounded(count: number): number {
  if (count <= EXACT) return count;
  const unit = 10 ** (String(count).length - 2);
  return Math.round(count / unit) * unit;
}

/** A reported count in a message. */
const countText = (count: number): string => (count <= EXACT ? String(count) : `about ${count}`);

const entryOf = (counts: Counts): Entry => {
  const error = mainError(counts);
  return { up: rounded(counts.up), down: rounded(counts.down), ...(error ? { error } : {}) };
};

const isNear = (reported: number, count: number): boolean =>
  reported === count ||
  (Math.min(reported, count) > EXACT && Math.abs(reported - count) <= TOLERANCE * Math.max(reported, count));

/** A reported error stays until another one is twice as frequent. */
function hasError({ error = '' }: Entry, counts: Counts): boolean {
  const main = mainError(counts);
  return error === main || (counts.errors.get(error) ?? 0) * 2 > (counts.errors.get(main) ?? 0);
}

/** Whether a report still holds. */
const holds = (entry: Entry, counts: Counts): boolean =>
  isNear(entry.up ?? -1, counts.up) && isNear(entry.down ?? -1, counts.down) && hasError(entry, counts);

/** What two reads found of an object. `undefined`: nothing that can be compared. */
export interface Reads {
  readonly now: Counts | undefined;
  readonly before: Counts | undefined;
}

/** A read before a target was scraped has nothing to report, as after a restart of the server. */
const isUsable = (counts: Counts | undefined): counts is Counts =>
  counts !== undefined && (counts.unscraped === 0 || counts.up + counts.down > 0);

/** The next report of an accepted object. `reported`: the report as it is. */
export function nextEntry(reported: Entry | undefined, { now, before }: Reads): Entry {
  const known = reported?.up === undefined ? undefined : reported;
  if (!isUsable(now)) return known ?? {};
  if (known && holds(known, now)) return known;
  const isFirst = !known && now !== NO_TARGETS && now.unscraped === 0;
  const isConfirmed = isUsable(before) && holds(entryOf(before), now);
  return isFirst || isConfirmed ? entryOf(now) : (known ?? {});
}

/** Reason and message of a condition; none where the counts are not known. */
export function described({ up, down, error }: Entry): { readonly reason?: string; readonly message?: string } {
  if (up === undefined || down === undefined) return {};
  if (up + down === 0) return { reason: 'NoTargets', message: 'no targets: nothing was discovered' };
  const targets = `${countText(up)} ${up === 1 ? 'target' : 'targets'} up`;
  if (down === 0) return { reason: 'TargetsUp', message: targets };
  return { reason: 'TargetsDown', message: `${targets}, ${countText(down)} down${error ? `: ${error}` : ''}` };
}
