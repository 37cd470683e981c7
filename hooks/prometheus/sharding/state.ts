// Whether targets of a Prometheus move from one assignment to another. Annotations of the configuration Secret hold the
// current assignment; the spec has the wanted one.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Listers } from '../../core/inputs.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import {
  type Assignment,
  describeMove,
  isSame,
  moveMarker,
  parseAssignment,
  textOf,
} from '../../scrape/job/assignment.ts';
import { scraping, shardsOf, zones } from '../../scrape/job/sharding.ts';
import { DEADLINE } from '../server/shards.ts';
import { existingTier, rulerName } from './tier.ts';

/** Annotation of a Prometheus: `hashmod` or `consistent`. Overrides `--sharding`. */
const SHARDING = `${OWN}/sharding`;
/** Annotation of a Prometheus: `gradual` or `at-once`. Overrides `--resharding`. */
const RESHARDING = `${OWN}/resharding`;
/** Annotations of the configuration Secret: the current assignment; while targets move, the next one and since when. */
const SETTLED = `${OWN}/sharding`;
const NEXT = `${OWN}/resharding-to`;
const SINCE = `${OWN}/resharding-since`;
/** Annotation of the configuration Secret: `query-tier` once the tier evaluates the rules and sends the alerts. */
const RULES = `${OWN}/rules`;

/** The assignment of targets, and the one they come from. */
export interface Resharding {
  readonly now: Assignment;
  /** The previous assignment, while targets move. */
  readonly before?: Assignment;
  /** Since when they move, milliseconds since 1970; absent until the configuration is written. */
  readonly since?: number;
  /**
   * Whether the query tier has yet to take over the rules of the shards. No target moves before: all shards share one
   * configuration, and new shards must not evaluate rules.
   */
  readonly handsOver?: boolean;
  /** Whether the Secret has the annotations. */
  readonly isKept: boolean;
}

/** The assignment that the user wants. */
export function wantedAssignment(
  { metadata, spec }: Pick<Prometheus, 'metadata' | 'spec'>,
  options: Options,
): Assignment {
  const shards = shardsOf(spec);
  const mode = metadata.annotations?.[SHARDING] ?? options.sharding;
  const isPlain = options.parity || zones({ spec, options }).length > 0 || shards === 1;
  return { mode: mode === 'consistent' && !isPlain ? 'consistent' : 'hashmod', shards };
}

/** Number of StatefulSets that scrape: without retained shards and the query tier. */
const activeSets = (sets: readonly KubernetesObject[], prefix: string): number =>
  sets.filter(
    ({ metadata: { name, annotations, labels } }) =>
      annotations?.[DEADLINE] === undefined &&
      labels?.['operator.prometheus.io/shard'] !== 'query' &&
      name !== rulerName(prefix),
  ).length;

/** The current resharding. `observed`: the existing children. `prefix`: name of the configuration Secret. */
export function currentResharding(parent: Prometheus, observed: Listers, prefix: string, options: Options): Resharding {
  const now = wantedAssignment(parent, options);
  const secret = observed.secrets.get(parent.metadata.namespace, prefix);
  const annotations = secret?.metadata.annotations ?? {};
  const isGradual = (parent.metadata.annotations?.[RESHARDING] ?? options.resharding) === 'gradual';
  const isKept = !options.parity && (now.shards > 1 || annotations[SETTLED] !== undefined);
  if (!secret || options.parity || !isGradual || zones({ spec: parent.spec, options }).length > 0)
    return { now, isKept };
  const sets = activeSets(observed.statefulSets.list(), prefix);
  const before = parseAssignment(annotations[SETTLED]) ?? { mode: 'hashmod', shards: Math.max(1, sets) };
  const handsOver = annotations[RULES] === undefined && existingTier(parent, observed, prefix, options) !== 'none';
  if (sets === 0 || (isSame(before, now) && !handsOver)) return { now, isKept };
  const since = annotations[NEXT] === textOf(now) ? Date.parse(annotations[SINCE] ?? '') : Number.NaN;
  return { now, before, isKept: true, handsOver, ...(Number.isNaN(since) ? {} : { since }) };
}

/** Number of shards that run meanwhile. */
export const shardCount = ({ before, now, handsOver }: Resharding): number =>
  before && handsOver ? before.shards : scraping({ before, now });

/** A text that the configuration of servers contains once they have loaded it. */
export const marker = (resharding: Resharding): string =>
  resharding.handsOver ? `${describeMove(resharding)}, rules` : moveMarker(resharding);

/** Annotations of the configuration Secret. `isTier`: whether there is a query tier. `time`: time of the request. */
export function stateAnnotations(
  { before, now, since, isKept, handsOver }: Resharding,
  isTier: boolean,
  time: Date,
): Readonly<Record<string, string>> {
  if (!isKept) return {};
  const rules: Readonly<Record<string, string>> = isTier && !handsOver ? { [RULES]: 'query-tier' } : {};
  if (!before) return { ...rules, [SETTLED]: textOf(now) };
  return {
    ...rules,
    [SETTLED]: textOf(before),
    [NEXT]: textOf(now),
    [SINCE]: since === undefined ? time.toISOString() : new Date(since).toISOString(),
  };
}
