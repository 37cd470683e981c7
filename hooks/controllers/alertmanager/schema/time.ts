// Time intervals as Alertmanager reads and writes them: ranges such as `monday:friday` or `-3:-1`, and times of a day
// (prometheus.io: alerting configuration, time_interval).
import { quoted } from '../../../core/message.ts';
import { since } from '../../../versions/alertmanager.ts';
import type { Knows } from './table.ts';

export type RangeKind = 'weekday' | 'day' | 'month' | 'year';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

type Answer = { readonly text: string } | { readonly error: string };

const OVER_THE_END_SINCE = since('weekdays.over_the_end');
/** What is wrong with `friday:monday` for an older release. */
export const OVER_THE_END = `goes over the end of the week, which needs Alertmanager ${OVER_THE_END_SINCE} or newer`;

const numberOf = (text: string): number | undefined => (/^[-+]?\d+$/.test(text) ? Number(text) : undefined);

function named(names: readonly string[], first: number, text: string): number | undefined {
  const at = names.indexOf(text);
  return at < 0 ? undefined : at + first;
}

/** The file knows weekdays by name only; the API knows numbers as well. */
const IN_FILE: Readonly<Record<RangeKind, (text: string) => number | undefined>> = {
  weekday: (text) => named(WEEKDAYS, 0, text.toLowerCase()),
  day: numberOf,
  month: (text) => named(MONTHS, 1, text.toLowerCase()) ?? numberOf(text),
  year: numberOf,
};
const IN_API: Readonly<Record<RangeKind, (text: string) => number | undefined>> = {
  weekday: (text) => named(WEEKDAYS, 0, text.toLowerCase()) ?? numberOf(text),
  day: numberOf,
  month: (text) => named(MONTHS, 1, text.toLowerCase()) ?? numberOf(text),
  year: numberOf,
};

/** Days count from the start (1 to 31) or, negative, from the end; every month has at least 28. */
function dayError(begin: number, end: number): string | undefined {
  for (const day of [begin, end])
    if (day === 0 || Math.abs(day) > 31) return `${day} is not a day of the month (1 to 31, or -31 to -1)`;
  if (begin < 0 && end > 0) return 'the last day must be negative when the first is';
  const from = (day: number) => (day < 0 ? 28 + day : day);
  return from(begin) > from(end) ? `day ${end} is always before day ${begin}` : undefined;
}

/** Whose spelling a range has, and the release that reads it. */
export interface Reader {
  readonly from: 'file' | 'api';
  readonly knows: Knows;
}

function rangeError(kind: RangeKind, begin: number, end: number, { from, knows }: Reader): string | undefined {
  const isBeyond = (first: number, last: number) => Math.min(begin, end) < first || Math.max(begin, end) > last;
  if (kind === 'day') return dayError(begin, end);
  if (kind === 'weekday' && isBeyond(0, 6)) return 'a weekday is 0 (sunday) to 6, or a name';
  if (kind === 'month' && (from === 'api' || knows(since('months.numbered'))) && isBeyond(1, 12))
    return 'a month is 1 to 12, or a name';
  if (begin <= end) return undefined;
  if (kind !== 'weekday') return `the ${kind} at the end is before the one at the start`;
  return knows(OVER_THE_END_SINCE) ? undefined : OVER_THE_END;
}

/** The first and the last member of a range, as numbers: sunday is 0, january 1. */
export interface Bounds {
  readonly begin: number;
  readonly end: number;
}

/** The bounds of a range, or what is wrong with it. */
export function rangeBounds(kind: RangeKind, source: string, reader: Reader): Bounds | { readonly error: string } {
  const members = (reader.from === 'file' ? IN_FILE : IN_API)[kind];
  const parts = source.split(':');
  if (parts.length > 2) return { error: `${quoted(source)} is not a range` };
  const [first = '', last = first] = parts;
  const [begin, end] = [members(first), members(last)];
  if (begin === undefined) return { error: `${quoted(first)} is not a ${kind}` };
  if (end === undefined) return { error: `${quoted(last)} is not a ${kind}` };
  const error = rangeError(kind, begin, end, reader);
  return error ? { error } : { begin, end };
}

/**
 * A range in Alertmanager's own form (weekdays by name, other members as numbers), or what is wrong with it.
 */
export function parseRange(kind: RangeKind, source: string, reader: Reader): Answer {
  const found = rangeBounds(kind, source, reader);
  return 'error' in found ? found : { text: formatRange(kind, found.begin, found.end) };
}

/** `monday:friday`, `1:5`; a single member where both ends are the same. */
export function formatRange(kind: RangeKind, begin: number, end: number): string {
  const form = (member: number) => (kind === 'weekday' ? (WEEKDAYS[member] ?? String(member)) : String(member));
  return begin === end ? form(begin) : `${form(begin)}:${form(end)}`;
}

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** Why a span of a day is not valid: `HH:MM`, start before end, 24:00 for midnight at the end. */
export function timeRangeError(start: string, end: string): string | undefined {
  if (start === '' || end === '') return 'start and end are needed';
  for (const time of [start, end]) if (!TIME.test(time)) return `${quoted(time)} is not a time of the form HH:MM`;
  return start >= end ? `the start ${start} is not before the end ${end}` : undefined;
}
