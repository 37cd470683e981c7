// A Prometheus whose load changes with the time, and which the decisions follow. Servers keep the series of targets
// that have moved away, as those of Prometheus do.

import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import type { ServerLoad } from '../../../../hooks/probe/prometheus/load.ts';
import { parseAutoscale } from '../../../../hooks/prometheus/autoscaling/annotation.ts';
import { type Decision, decide } from '../../../../hooks/prometheus/autoscaling/decide.ts';
import type { LoadFacts } from '../../../../hooks/prometheus/autoscaling/load.ts';
import { type AutoscaleState, autoscaleAnnotations, stateOf } from '../../../../hooks/prometheus/autoscaling/state.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 10, 30);
/** How long a server keeps series without samples. */
const HEAD_MS = { server: 3 * HOUR, agent: 2 * HOUR };
/** Series in memory for each that is scraped: rules and targets that come and go. */
const CHURN = 1.2;

export const ok = <T>(value: T): Outcome<T> => ({ is: 'ok', value });
export const unknown = (reason: string): Outcome<never> => ({ is: 'unknown', reason });

/** The load of one shard. */
export const shardLoad = (series: number, scraped: number = series, samples = scraped / 30): Outcome<ServerLoad> =>
  ok({ series, scrapes: ok({ series: scraped, samples, jobs: [] }) });

/** Facts of shards that have these series each. */
export const factsOf = (...series: readonly number[]): LoadFacts => ({
  shards: series.map((one) => shardLoad(one)),
  isFirstFailure: false,
  next: 60,
});

/** The parsed annotation. */
export function wanted(text: string) {
  const found = parseAutoscale(text);
  if ('issues' in found) throw new Error(found.issues.map(({ message }) => message).join());
  return found;
}

/** The state as the next sync reads it from the Secret. */
export const stored = (state: AutoscaleState): AutoscaleState => {
  const read = stateOf({ metadata: { name: 'prometheus-k8s', annotations: autoscaleAnnotations(state) } });
  if (!read) throw new Error('the state cannot be read');
  return read;
};

export interface Simulated {
  /** The annotation. */
  readonly text: string;
  /** Scraped series of all targets at a time, milliseconds since the beginning. */
  readonly load: (time: number) => number;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds between two syncs. */
  readonly every?: number;
  /** How long targets move. */
  readonly move?: number;
  /** Whether a server answers at a time. */
  readonly isKnown?: (time: number) => boolean;
  /** Whether the hooks run at a time. */
  readonly isUp?: (time: number) => boolean;
  /** `spec.shards` at a time. */
  readonly spec?: (time: number) => number;
  /** Whether it is an agent, of which the series in memory are known only. */
  readonly isAgent?: boolean;
}

export interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Result {
  readonly changes: readonly Change[];
  /** How often the state was written. */
  readonly writes: number;
  /** The numbers of shards, one after the other. */
  readonly path: readonly number[];
  readonly decisions: readonly (Decision & { readonly time: number; readonly isMoving: boolean })[];
}

/** How often the number went up after it had gone down, and the other way round. */
export const reversals = ({ changes }: Result): number =>
  changes.filter(({ from, to }, i) => {
    const before = changes[i - 1];
    return before && Math.sign(to - from) !== Math.sign(before.to - before.from);
  }).length;

/** The shards of a Prometheus. A server that targets have moved away from still has their series. */
class Servers {
  /** Series that have moved away, and until when the first server has them. */
  private left: { readonly until: number; readonly series: number }[] = [];
  private readonly isAgent: boolean;

  constructor(isAgent: boolean) {
    this.isAgent = isAgent;
  }

  loads(shards: number, scraped: number, time: number): LoadFacts['shards'] {
    this.left = this.left.filter(({ until }) => until > time);
    const old = this.left.reduce((sum, { series }) => sum + series, 0);
    const each = scraped / shards;
    return Array.from({ length: shards }, (_, i) => {
      const series = Math.round(each * CHURN + (i === 0 ? old : 0));
      if (!this.isAgent) return shardLoad(series, Math.round(each));
      return ok({ series, scrapes: unknown('an agent has no queries') });
    });
  }

  /** Consistent assignment moves the part of the new shards. The series of removed shards go with them. */
  change({ at, from, to }: Change, scraped: number): void {
    if (to <= from) return;
    const until = at + HEAD_MS[this.isAgent ? 'agent' : 'server'];
    this.left.push({ until, series: (scraped * CHURN * (to - from)) / to });
  }
}

export function simulate(given: Simulated): Result {
  const { text, load, duration, every = MINUTE, move = 4 * MINUTE } = given;
  const { isKnown = () => true, isUp = () => true, spec = () => 1, isAgent = false } = given;
  const annotation = wanted(text);
  const servers = new Servers(isAgent);
  let state: AutoscaleState | undefined;
  let writes = 0;
  let movesUntil = Number.NEGATIVE_INFINITY;
  const changes: Change[] = [];
  const decisions: Result['decisions'][number][] = [];
  for (let time = 0; time < duration; time += every) {
    const scraped = load(time);
    if (!isUp(time)) continue;
    const isMoving = time < movesUntil;
    const loads = servers.loads(state?.shards ?? spec(time), scraped, time);
    const shards = isKnown(time) ? loads : [unknown('connection refused'), ...loads.slice(1)];
    const decision = decide({
      wanted: annotation,
      spec: spec(time),
      state: state && stored(state),
      isMoving,
      facts: { shards, isFirstFailure: false, next: 60 },
      memory: isAgent ? 2.5 * HOUR : 4 * HOUR,
      now: START + time,
    });
    if (JSON.stringify(decision.state) !== JSON.stringify(state)) writes++;
    if (state && decision.state.shards !== state.shards) {
      const change = { at: time, from: state.shards, to: decision.state.shards };
      changes.push(change);
      movesUntil = time + move;
      servers.change(change, scraped);
    }
    state = decision.state;
    decisions.push({ ...decision, time, isMoving });
  }
  return { changes, writes, path: [changes[0]?.from ?? state?.shards ?? 0, ...changes.map(({ to }) => to)], decisions };
}
