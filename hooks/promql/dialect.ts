// The syntax and functions that an expression can use depend on the release of Prometheus and its feature flags
// (prometheus.io: feature_flags, CHANGELOG.md).

import { type Aggregation, isExperimental, type PromFunction } from '../versions/promql.ts';
import { SYNTAX, type Syntax, type SyntaxRow } from '../versions/syntax.ts';
import { atLeast, type Version } from '../versions/version.ts';

export interface Dialect {
  readonly release: Version;
  /** `--enable-feature` of the workload. */
  readonly features: readonly string[];
  /** Whether the workload evaluates over data of other servers. */
  readonly readsOthers?: boolean | undefined;
}

const EXPERIMENTAL = 'promql-experimental-functions';

/** All feature flags that extend expressions. */
export const PROMQL_FEATURES: readonly string[] = [
  ...Object.values<SyntaxRow>(SYNTAX).flatMap(({ flag }) => (flag ? [flag] : [])),
  EXPERIMENTAL,
];

const remedy = ({ since, flag }: SyntaxRow): string => {
  const choices = [...(since ? [`Prometheus ${since} or newer`] : []), ...(flag ? [`the feature flag ${flag}`] : [])];
  return choices.join(', or ');
};

/** Why the dialect does not accept this syntax, or `undefined`. */
export function missingSyntax(dialect: Dialect, syntax: Syntax): string | undefined {
  const row: SyntaxRow = SYNTAX[syntax];
  if (row.since && atLeast(dialect.release, row.since)) return undefined;
  if (row.flag && dialect.features.includes(row.flag)) return undefined;
  return `${row.what} needs ${remedy(row)}`;
}

/** Why the dialect does not accept this function or aggregation, or `undefined`. */
export function missingFunction(dialect: Dialect, name: string, what: PromFunction | Aggregation): string | undefined {
  if (what.since && !atLeast(dialect.release, what.since)) return `${name}() needs Prometheus ${what.since} or newer`;
  if ('until' in what && what.until && atLeast(dialect.release, what.until))
    return `${name}() was removed in Prometheus ${what.until}`;
  if ('localOnly' in what && what.localOnly && dialect.readsOthers)
    return `${name}() crashes a server that reads its shards: remove it, or disable the query tier`;
  if (!isExperimental(what, dialect.release) || dialect.features.includes(EXPERIMENTAL)) return undefined;
  return `${name}() is experimental: it needs the feature flag ${EXPERIMENTAL}`;
}
