// Values with rules of their own in Alertmanager's configuration file: matchers, label names, times, proxies.

import { isPlain, textOf } from '../../../core/plain.ts';
import { regexError } from '../../../core/regex.ts';
import { urlError } from '../../../core/url.ts';
import { since } from '../../../versions/alertmanager.ts';
import { writtenMatcherError } from './matchers.ts';
import type { FieldType, Table } from './table.ts';
import { templateError } from './template.ts';
import { OVER_THE_END, parseRange, type RangeKind, timeRangeError } from './time.ts';
import { flag, list, nested, text } from './types.ts';
import { readSection } from './walk.ts';

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** What RE2 has against an expression, without the expression. */
const RE2_PROBLEMS = [
  'missing closing )',
  'missing closing ]',
  'unexpected )',
  'invalid escape sequence',
  'invalid character class range',
  'invalid nested repetition operator',
  'invalid repeat count',
  'missing argument to repetition operator',
  'invalid named capture',
  'invalid or unsupported Perl syntax',
  'trailing backslash at end of expression',
];
const NO_RE2 = 'is not an RE2 expression';

function noExpression(error: string): string {
  const known = RE2_PROBLEMS.find((problem) => error.includes(problem));
  return known ? `${NO_RE2}: ${known}` : NO_RE2;
}

const RANGES: Readonly<Record<RangeKind, string>> = {
  weekday: 'must be a weekday or a range such as monday:friday',
  day: 'must be a day of the month or a range such as 1:7 or -7:-1',
  month: 'must be a month or a range such as january:march or 1:3',
  year: 'must be a year or a range such as 2026:2028',
};

/** A text with a check that may depend on whether only the Go operator's notions count. */
const checked = (error: (source: string, parity: boolean) => string | undefined): FieldType => ({
  ...text,
  read: (node, path, context) => {
    const source = text.read(node, path, context);
    const wrong = typeof source === 'string' ? error(source, context.parity) : undefined;
    return wrong ? context.complain(path, wrong) : source;
  },
});

export const matcher = checked((source, parity) => {
  const error = writtenMatcherError(source, !parity);
  return error && (error.startsWith(NO_RE2) ? noExpression(error) : error);
});

export const labelName = checked((source, parity) => {
  const fine = parity ? LABEL.test(source) : source !== '';
  return fine ? undefined : 'is not a label name';
});

/** A label to group by, or `...` for all. */
export const groupLabel = checked((source, parity) => {
  const fine = source === '...' || (parity ? LABEL.test(source) : source !== '');
  return fine ? undefined : 'is not a label name';
});

export const regex: FieldType = {
  ...checked((source) => {
    const error = regexError(`^(?:${source})$`);
    return error ? noExpression(error) : undefined;
  }),
  zero: undefined,
};

export const proxyAddress = checked((source) => {
  const error = urlError(source);
  return error && `the URL ${error}`;
});

/** A text that may be a template, which must be valid in an object. */
export const templateText: FieldType = {
  ...text,
  read: (node, path, context) => {
    const source = text.read(node, path, context);
    if (!context.object || typeof source !== 'string' || !source.includes('{{')) return source;
    const error = templateError(source, context.object);
    return error ? context.complain(path, error, 'InvalidTemplate') : source;
  },
};

/** A flag that is written as null when it is not given. */
export const nullableFlag: FieldType = { ...flag, isEmpty: () => false, zero: null };

/** Jira's summary and description: a template, or a section that Alertmanager knows and the Go operator does not. */
export const jiraText: FieldType = {
  ...text,
  read: (node, path, context) =>
    context.parity || node === null || textOf(node) !== undefined
      ? text.read(node, path, context)
      : jiraSection.read(node, path, context),
};

const jiraField: Table = {
  rows: [
    ['template', text],
    ['enable_update', flag, { keep: 'set' }],
  ],
};
const jiraSection = nested(() => jiraField, readSection);

const range = (kind: RangeKind): FieldType => ({
  ...text,
  read: (node, path, context) => {
    const source = isPlain(node) ? node.source : text.read(node, path, context);
    if (typeof source !== 'string') return undefined;
    const answer = parseRange(kind, source, { from: 'file', knows: context.knows });
    if ('text' in answer) return answer.text;
    return context.complain(path, answer.error === OVER_THE_END ? OVER_THE_END : RANGES[kind]);
  },
});

const times: Table = {
  rows: [
    ['start_time', text, { keep: 'always' }],
    ['end_time', text, { keep: 'always' }],
  ],
};

const timeRange = nested(
  () => times,
  (table, node, path, context) => {
    const value = readSection(table, node, path, context) as { start_time?: unknown; end_time?: unknown } | undefined;
    const error = value && timeRangeError(String(value.start_time ?? ''), String(value.end_time ?? ''));
    return error ? context.complain(path, 'needs a start_time and a later end_time of the form HH:MM') : value;
  },
);

const zone = checked((source) => (isTimeZone(source) ? undefined : 'is not a time zone'));
/** The empty name is UTC. */
const location: FieldType = {
  ...zone,
  read: (node, path, context) => zone.read(node, path, context) || (node === '' ? 'UTC' : undefined),
};

function isTimeZone(name: string): boolean {
  if (name === '' || name === 'Local' || name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // JavaScript takes offsets and any case, Go looks for a file of that name.
    return /^[A-Z][^/]*(\/[A-Z][^/]*)*$/.test(name);
  } catch {
    return false;
  }
}

/** One interval of a named time: each part that is given narrows it. */
export const interval: Table = {
  rows: [
    ['times', list(timeRange)],
    ['weekdays', list(range('weekday'))],
    ['days_of_month', list(range('day'))],
    ['months', list(range('month'))],
    ['years', list(range('year'))],
    ['location', location, { since: since('interval.location') }],
  ],
};
