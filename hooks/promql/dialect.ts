// What an expression may say depends on the release of Prometheus that reads it, and on its feature flags (prometheus.io: feature_flags, CHANGELOG.md).
import { atLeast, type Version } from '../versions/version.ts';
import { type Aggregation, isExperimental, type PromFunction } from './functions.ts';

export interface Dialect {
  readonly release: Version;
  /** `--enable-feature` of the workload. */
  readonly features: readonly string[];
  /** Whether the workload evaluates over what it reads from other servers. */
  readonly readsOthers?: boolean | undefined;
}

interface Row {
  /** First release that takes it without a flag; none does where it is missing. */
  readonly since?: string;
  readonly flag?: string;
  readonly what: string;
}

const SYNTAX = {
  at: { since: '2.33.0', flag: 'promql-at-modifier', what: 'the @ modifier' },
  atan2: { since: '2.31.0', what: 'the operator atan2' },
  durationArithmetic: { since: '3.14.0', flag: 'promql-duration-expr', what: 'arithmetic on durations' },
  durationAsNumber: { since: '2.54.0', what: 'a duration in place of a number' },
  extendedRange: { since: '3.16.0', flag: 'promql-extended-range-selectors', what: 'anchored or smoothed' },
  fill: { flag: 'promql-binop-fill-modifiers', what: 'fill, fill_left or fill_right' },
  negativeOffset: { since: '2.33.0', flag: 'promql-negative-offset', what: 'a negative offset' },
  numberAsDuration: { since: '2.54.0', what: 'a number in place of a duration' },
  quotedName: { since: '3.0.0', what: 'a quoted metric or label name' },
  trim: { since: '3.11.0', what: 'the operators </ and >/' },
  underscores: { since: '2.54.0', what: 'a number with underscores' },
} as const satisfies Record<string, Row>;

export type Syntax = keyof typeof SYNTAX;

const EXPERIMENTAL = 'promql-experimental-functions';

/** Every feature flag that makes expressions say more. */
export const PROMQL_FEATURES: readonly string[] = [...Object.values<Row>(SYNTAX).flatMap(({ flag }) => (flag ? [flag] : [])), EXPERIMENTAL];

const remedy = ({ since, flag }: Row): string => {
  const choices = [...(since ? [`Prometheus ${since} or newer`] : []), ...(flag ? [`the feature flag ${flag}`] : [])];
  return choices.join(', or ');
};

/** Why the dialect does not take this syntax; nothing where it does. */
export function missingSyntax(dialect: Dialect, syntax: Syntax): string | undefined {
  const row: Row = SYNTAX[syntax];
  if (row.since && atLeast(dialect.release, row.since)) return undefined;
  if (row.flag && dialect.features.includes(row.flag)) return undefined;
  return `${row.what} needs ${remedy(row)}`;
}

/** Why the dialect does not take this function or aggregation; nothing where it does. */
export function missingFunction(dialect: Dialect, name: string, what: PromFunction | Aggregation): string | undefined {
  if (what.since && !atLeast(dialect.release, what.since)) return `${name}() needs Prometheus ${what.since} or newer`;
  if ('until' in what && what.until && atLeast(dialect.release, what.until)) return `${name}() is gone since Prometheus ${what.until}`;
  if ('localOnly' in what && what.localOnly && dialect.readsOthers)
    return `${name}() ends a server that reads its shards: leave it out, or have no query tier`;
  if (!isExperimental(what, dialect.release) || dialect.features.includes(EXPERIMENTAL)) return undefined;
  return `${name}() is experimental: it needs the feature flag ${EXPERIMENTAL}`;
}
