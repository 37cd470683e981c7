// What an expression may say depends on the release of Prometheus that reads it, and on its feature flags
// (prometheus.io: feature_flags, CHANGELOG.md).

import { type Aggregation, isExperimental, type PromFunction } from '../versions/promql.ts';
import { SYNTAX, type Syntax, type SyntaxRow } from '../versions/syntax.ts';
import { atLeast, type Version } from '../versions/version.ts';

export interface Dialect {
  readonly release: Version;
  /** `--enable-feature` of the workload. */
  readonly features: readonly string[];
  /** Whether the workload evaluates over what it reads from other servers. */
  readonly readsOthers?: boolean | undefined;
}

const EXPERIMENTAL = 'promql-experimental-functions';

/** Every feature flag that makes expressions say more. */
export const PROMQL_FEATURES: readonly string[] = [
  ...Object.values<SyntaxRow>(SYNTAX).flatMap(({ flag }) => (flag ? [flag] : [])),
  EXPERIMENTAL,
];

const remedy = ({ since, flag }: SyntaxRow): string => {
  const choices = [...(since ? [`Prometheus ${since} or newer`] : []), ...(flag ? [`the feature flag ${flag}`] : [])];
  return choices.join(', or ');
};

/** Why the dialect does not take this syntax; nothing where it does. */
export function missingSyntax(dialect: Dialect, syntax: Syntax): string | undefined {
  const row: SyntaxRow = SYNTAX[syntax];
  if (row.since && atLeast(dialect.release, row.since)) return undefined;
  if (row.flag && dialect.features.includes(row.flag)) return undefined;
  return `${row.what} needs ${remedy(row)}`;
}

/** Why the dialect does not take this function or aggregation; nothing where it does. */
export function missingFunction(dialect: Dialect, name: string, what: PromFunction | Aggregation): string | undefined {
  if (what.since && !atLeast(dialect.release, what.since)) return `${name}() needs Prometheus ${what.since} or newer`;
  if ('until' in what && what.until && atLeast(dialect.release, what.until))
    return `${name}() is gone since Prometheus ${what.until}`;
  if ('localOnly' in what && what.localOnly && dialect.readsOthers)
    return `${name}() ends a server that reads its shards: leave it out, or have no query tier`;
  if (!isExperimental(what, dialect.release) || dialect.features.includes(EXPERIMENTAL)) return undefined;
  return `${name}() is experimental: it needs the feature flag ${EXPERIMENTAL}`;
}
