// The load of all shards together, from what each reports.
import { sum } from '../../core/lists.ts';
import type { Outcome } from '../../probe/io/outcome.ts';
import type { ServerLoad } from '../../probe/prometheus/load.ts';
import type { Autoscale } from './annotation.ts';
import type { AutoscaleState } from './state.ts';

/** What was read of the shards. */
export interface LoadFacts {
  /** The load of each shard, by its number. */
  readonly shards: readonly Outcome<ServerLoad>[];
  /** Whether the read before was complete, and this one is not. */
  readonly isFirstFailure: boolean;
  /** Seconds until the next read. */
  readonly next: number;
}

/** The load of all shards. */
export interface Load {
  readonly series: number;
  /** `undefined` if it is not known. */
  readonly samples?: number;
  /** Series in memory for each series that is scraped; `undefined` if it is not known. */
  readonly ratio?: number;
  /** The number of shards that would have exactly what a shard should have, at least; `undefined` if not known. */
  readonly atLeast?: number;
  /** The same, at most. It differs while servers still have series of targets that have moved away. */
  readonly atMost: number;
}

/** Why there is no load. */
export interface NoLoad {
  readonly reason: string;
}

const MAX_RATIO = 20;

/** Series in memory for each scraped one, with two decimals. */
const ratioOf = (series: number, scraped: number): number =>
  Math.round(100 * Math.min(MAX_RATIO, Math.max(1, series / scraped))) / 100;

/** The values of all shards, or why they are not known. */
function values<T>(outcomes: readonly Outcome<T>[]): readonly T[] | NoLoad {
  const found: T[] = [];
  for (const [shard, outcome] of outcomes.entries()) {
    if (outcome.is !== 'ok') return { reason: `shard ${shard}: ${outcome.reason}` };
    found.push(outcome.value);
  }
  return found;
}

const isKnown = <T>(found: readonly T[] | NoLoad): found is readonly T[] => Array.isArray(found);

/** Whether servers still have series of targets that have moved away. */
export const isStale = ({ stale }: Pick<AutoscaleState, 'stale'>, now: number): boolean =>
  stale !== undefined && now < stale;

/** The load of all shards, or why it is not known. One shard that does not answer makes it unknown. */
export function totalLoad(
  facts: Pick<LoadFacts, 'shards'> | undefined,
  { seriesPerShard = Number.POSITIVE_INFINITY, samplesPerShard }: Autoscale,
  state: Pick<AutoscaleState, 'shards' | 'stale' | 'ratio'>,
  now: number,
): Load | NoLoad {
  if (!facts || facts.shards.length !== state.shards) return { reason: 'the servers were not asked' };
  const loads = values(facts.shards);
  if (!isKnown(loads)) return loads;
  const scrapes = values(loads.map((load) => load.scrapes));
  if (samplesPerShard !== undefined && !isKnown(scrapes)) return scrapes;
  const inMemory = sum(loads.map(({ series }) => series));
  const scraped = isKnown(scrapes) ? sum(scrapes.map(({ series }) => series)) : undefined;
  const samples = isKnown(scrapes) ? Math.round(sum(scrapes.map((one) => one.samples))) : undefined;
  const bySamples = samplesPerShard === undefined ? 0 : (samples ?? 0) / samplesPerShard;
  const isOld = isStale(state, now);
  const estimate = scraped === undefined ? undefined : Math.round(scraped * (state.ratio ?? 1));
  const series = isOld ? estimate : inMemory;
  return {
    series: series ?? inMemory,
    ...(samples === undefined ? {} : { samples }),
    ...(scraped && !isOld ? { ratio: ratioOf(inMemory, scraped) } : {}),
    ...(series === undefined ? {} : { atLeast: Math.max(series / seriesPerShard, bySamples) }),
    atMost: Math.max(Math.max(inMemory, series ?? 0) / seriesPerShard, bySamples),
  };
}
