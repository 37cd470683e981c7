// Targets of scrape objects: the sum of all their jobs and of all shards.
import type { Pools, PoolTargets } from '../../probe/prometheus/targetscan.ts';
import { jobOwner } from '../../scrape/jobnames.ts';

/** Targets of a scrape object. */
export interface Counts {
  readonly up: number;
  readonly down: number;
  /** Not scraped yet. */
  readonly unscraped: number;
  /** Scrape errors, and how many targets have each. */
  readonly errors: ReadonlyMap<string, number>;
}

/** The targets by `jobsOf` their object. Objects without targets are missing. */
export type TargetsByObject = ReadonlyMap<string, Counts>;

export const NO_TARGETS: Counts = { up: 0, down: 0, unscraped: 0, errors: new Map() };

function plus(a: Counts, b: PoolTargets): Counts {
  const errors = b.errors.size === 0 ? a.errors : new Map(a.errors);
  for (const [text, count] of b.errors) (errors as Map<string, number>).set(text, (errors.get(text) ?? 0) + count);
  return { up: a.up + b.up, down: a.down + b.down, unscraped: a.unscraped + b.unscraped, errors };
}

/** The sums over the jobs of all shards. Jobs of the user (`additionalScrapeConfigs`) are left out. */
export function byObject(shards: readonly Pools[]): TargetsByObject {
  const found = new Map<string, Counts>();
  for (const pools of shards) {
    for (const [job, targets] of pools) {
      const owner = jobOwner(job);
      if (owner !== undefined) found.set(owner, plus(found.get(owner) ?? NO_TARGETS, targets));
    }
  }
  return found;
}

/** The most frequent error; of equally frequent ones the first in the alphabet. '' without one. */
export function mainError({ errors }: Counts): string {
  let [main, most] = ['', 0];
  for (const [text, count] of errors) if (count > most || (count === most && text < main)) [main, most] = [text, count];
  return main;
}
