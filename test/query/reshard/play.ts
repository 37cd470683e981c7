// One resharding: a Prometheus with one shard gets others while it scrapes, alerts and answers, and what scrapes,
// alerts and readers saw of it.
import { load } from 'js-yaml';
import { parseOptions } from '../../../hooks/core/options.ts';
import type { Section } from '../../../hooks/core/section.ts';
import { type Receiver, receiver } from '../../support/alertreceiver.ts';
import { until } from '../../support/until.ts';
import { type Labels, relabeled } from '../../unit/scrape/relabeling.ts';
import { query, resultOf } from '../answers.ts';
import { type Clock, lateness } from './check.ts';
import { type Cluster, cluster } from './cluster.ts';
import { INTERVAL, parent, related, STEADY, TARGETS } from './objects.ts';
import { type Reader, reader, type Seen } from './reader.ts';
import { type AlertChanges, alertChanges, number, type Samples, type Series, samples } from './results.ts';
import { type Scraped, scraped } from './targets.ts';

export interface Move {
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly settled: number;
}

export interface Resharding {
  readonly moves: readonly Move[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly samples: Samples;
  readonly changes: AlertChanges;
  /** Answers to the number of targets and to that of alerts. */
  readonly whole: readonly Seen[];
  readonly alerts: readonly Seen[];
  /** The number of targets, looking back. */
  readonly graph: readonly (readonly [number, string])[];
  /** `+name` for each started pod, `-name` for each stopped one. */
  readonly podEvents: readonly string[];
  readonly failures: readonly unknown[];
  /** Answers to the number of targets after the removed shards were deleted. */
  readonly deleted: readonly Seen[];
  /** Seconds by which the machine was late: a timer, or a scrape. */
  readonly late: number;
  readonly load: number;
}

interface Job {
  readonly relabel_configs?: readonly Section[];
}

/**
 * Whether every shard scrapes exactly the targets that its relabeling rules leave, and all shards together each target
 * once.
 */
async function isSpread({ pods }: Cluster, { addresses }: Scraped): Promise<boolean> {
  const all: string[] = [];
  for (const { url } of [...pods.values()].filter(({ shard }) => shard !== 'query')) {
    const read = async <T>(path: string): Promise<T> =>
      ((await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: T }).data;
    const { yaml } = await read<{ yaml: string }>('status/config');
    const [job] = (load(yaml) as { scrape_configs: readonly Job[] }).scrape_configs;
    const { activeTargets } = await read<{ activeTargets: readonly { labels: Labels }[] }>('targets?state=active');
    const have = activeTargets.map(({ labels }) => labels['instance'] ?? '').sort();
    const want = addresses.filter((__address__) => relabeled({ __address__ }, job?.relabel_configs ?? [])).sort();
    if (have.join() !== want.join()) return false;
    all.push(...have);
  }
  return all.sort().join() === [...addresses].sort().join();
}

/** Until every target has been scraped as often again. */
async function scrapes({ addresses, served }: Scraped, rounds: number): Promise<void> {
  const before = new Map(addresses.map((address) => [address, served.get(address)?.length ?? 0]));
  const isDone = (address: string): boolean =>
    (served.get(address)?.length ?? 0) >= (before.get(address) ?? 0) + rounds;
  await until(`${rounds} scrapes of every target`, () => addresses.every(isDone), 60);
}

/** Until the targets are where they are to be, and what the shards they left write about that is written. */
async function moved(one: Cluster, targets: Scraped, to: number): Promise<Move> {
  const begun = Date.now();
  one.change(parent(to, 'Retain'));
  await until('it has begun', () => one.resharding()?.status === 'True', 30);
  await until('it is settled', () => one.resharding()?.status === 'False', 120).catch((error: unknown) => {
    throw new Error(one.resharding()?.message, { cause: error });
  });
  const settled = Date.now();
  await until('every target is on one shard', () => isSpread(one, targets), 60);
  await scrapes(targets, 4);
  return { to, begun, settled };
}

/** All targets are scraped, the steady alerts fire and no others, and Alertmanager has them. */
export async function underWay({ url }: Cluster, { notices }: Receiver): Promise<void> {
  const everyTarget = async () => (await number(url, 'count(count_over_time(up{job="app"}[1m]) > 8)')) === TARGETS;
  await until('every target has been scraped', everyTarget, 60);
  const firing = (severity: string): Promise<number> =>
    number(url, `count(ALERTS{alertstate="firing",severity="${severity}"})`);
  const isSteady = async () => (await firing('steady')) === STEADY && (await firing('never')) === 0;
  await until('the steady alerts fire and no others', isSteady, 60);
  const isNotified = () => [...notices.keys()].filter((labels) => labels.includes('"steady"')).length === STEADY;
  await until('Alertmanager has the steady alerts', isNotified, 60);
}

/**
 * Removed shards go at once where the user does not keep them, also those the tier still reads until its configuration
 * has come.
 */
async function removed(one: Cluster, whole: Reader, left: number): Promise<readonly Seen[]> {
  const before = whole.seen.length;
  one.change(parent(left, 'Delete'));
  const shards = () => [...one.pods.values()].filter(({ shard }) => shard !== 'query');
  await until('the removed shards are gone', () => shards().length === left, 30);
  const isClean = () => whole.seen.length > before + 10 && whole.seen.slice(-10).every(({ warnings }) => !warnings);
  await until('the tier no longer reads them', isClean, 60);
  return whole.seen.slice(before);
}

/** From one shard to each of these numbers, one after the other. */
export async function reshard(
  binary: string,
  network: string,
  sharding: string,
  numbers: readonly number[],
): Promise<Resharding> {
  const flags = [
    '--query-tier=remote-read',
    `--sharding=${sharding}`,
    '--feature-gates=PrometheusShardRetentionPolicy=true',
  ];
  const [targets, alertmanager] = [await scraped(network, TARGETS), await receiver(`${network}.3`)];
  const failures: unknown[] = [];
  const objects = related(targets.addresses, alertmanager.address);
  const one = await cluster({
    binary,
    network,
    first: parent(1, 'Retain'),
    related: objects,
    options: parseOptions(flags),
    failed: (error) => failures.push(error),
  });
  const [readers, clock]: [Reader[], Clock] = [[], lateness()];
  try {
    await underWay(one, alertmanager);
    const from = Date.now();
    const whole = reader(one.url, 'count(up{job="app"})');
    const alerts = reader(one.url, 'count(ALERTS{alertstate="firing"})');
    readers.push(whole, alerts);
    const moves: Move[] = [];
    for (const next of numbers) moves.push(await moved(one, targets, next));
    const to = Date.now();
    const seen = {
      whole: [...whole.seen],
      alerts: [...alerts.seen],
      podEvents: [...one.podEvents],
      failures: [...failures],
    };
    const found = await samples(one.url, targets, from, to - 2000 * INTERVAL);
    const changes = alertChanges(alertmanager, from, to);
    const range = { start: from / 1000, end: to / 1000, step: INTERVAL / 4 };
    const graph = resultOf<Series>(await query(one.url, 'count(up{job="app"})', range))[0]?.values ?? [];
    const slowest = await number(one.url, 'max(max_over_time(scrape_duration_seconds{job="app"}[30m]))');
    const deleted = await removed(one, whole, numbers.at(-1) ?? 1);
    return {
      moves,
      from,
      to,
      samples: found,
      changes,
      graph,
      deleted,
      ...seen,
      late: Math.max(clock.worst(), slowest),
      load: clock.load(),
    };
  } finally {
    clock.stop();
    await Promise.all(readers.map((each) => each.stop()));
    await one.stop();
    await Promise.all([targets.stop(), alertmanager.stop()]);
  }
}
