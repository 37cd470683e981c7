// A Prometheus goes from one shard to three, four and two while it scrapes, alerts and answers: users must not notice. Real servers as pods, the hooks as Metacontroller calls
// them, kubelets that are seconds apart. SHARDING=consistent for the other assignment.
import { load } from 'js-yaml';
import t from 'tap';
import type { Section } from '../../hooks/kube/section.ts';
import { parseOptions } from '../../hooks/options.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { type Labels, relabeled } from '../unit/scrape/relabeling.ts';
import { query } from './answers.ts';
import { MISSING, programs } from './programs.ts';
import { type Cluster, cluster } from './reshard/cluster.ts';
import { alertChanges, number, resultOf, samples } from './reshard/judgement.ts';
import { INTERVAL, parent, RESEND, related, STEADY, TARGETS } from './reshard/objects.ts';
import { type Reader, reader } from './reshard/reader.ts';
import { type Scraped, scraped } from './reshard/targets.ts';

/** Seconds that a scrape may be late on a busy machine. */
const JITTER = 0.4;
const SHARDING = process.env['SHARDING'] ?? 'hashmod';

interface Move {
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly begun: number;
  readonly settled: number;
}

interface Job {
  readonly job_name: string;
  readonly relabel_configs?: readonly Section[];
}

/** Whether every shard scrapes exactly the targets that its relabeling rules leave, and all shards together each target once. */
async function isSpread({ pods }: Cluster, { addresses }: Scraped): Promise<boolean> {
  const all: string[] = [];
  for (const { url } of [...pods.values()].filter(({ shard }) => shard !== 'query')) {
    const read = async <T>(path: string): Promise<T> => ((await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: T }).data;
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
  const isDone = (address: string): boolean => (served.get(address)?.length ?? 0) >= (before.get(address) ?? 0) + rounds;
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

if (!programs) t.comment(`skipped: ${MISSING}`);
else {
  const { prometheus } = programs;
  t.test(`1 -> 3 -> 4 -> 2 shards, ${SHARDING}`, async (t) => {
    const options = parseOptions([
      '--query-tier=remote-read',
      `--sharding=${SHARDING}`,
      '--feature-gates=PrometheusShardRetentionPolicy=true',
    ]);
    const [targets, alertmanager] = [await scraped(TARGETS), await receiver()];
    const failures: unknown[] = [];
    const objects = related(targets.addresses, alertmanager.address);
    const one = await cluster(prometheus, parent(1, 'Retain'), objects, options, (error) => failures.push(error));
    const readers: Reader[] = [];
    t.teardown(async () => {
      await Promise.all(readers.map((each) => each.stop()));
      await one.stop();
      await Promise.all([targets.stop(), alertmanager.stop()]);
    });
    await until(
      'every target has been scraped',
      async () => (await number(one.url, 'count(count_over_time(up{job="app"}[1m]) > 8)')) === TARGETS,
      60,
    );
    const firing = (severity: string): Promise<number> => number(one.url, `count(ALERTS{alertstate="firing",severity="${severity}"})`);
    await until(
      'the steady alerts fire and no others',
      async () => (await firing('steady')) === STEADY && (await firing('never')) === 0,
      60,
    );
    const isTold = () => [...alertmanager.notices.keys()].filter((labels) => labels.includes('"steady"')).length === STEADY;
    await until('Alertmanager knows', isTold, 60);

    const from = Date.now();
    const whole = reader(one.url, 'count(up{job="app"})');
    const alerts = reader(one.url, 'count(ALERTS{alertstate="firing"})');
    readers.push(whole, alerts);
    const moves: Move[] = [];
    for (const to of [3, 4, 2]) moves.push(await moved(one, targets, to));
    const to = Date.now();

    const lives = ['', '-shard-1', '-shard-2', '-shard-3', '-query'].map((name) => `+prometheus-k8s${name}`);
    t.strictSame([...one.lives].sort(), lives.sort(), 'every pod was started once, and none is gone while its data is kept');
    t.strictSame(failures, [], 'the hooks answered every time, and every server took what they wrote');

    const { read, lost, gaps, resets, swapped } = await samples(one.url, targets, from, to - 2000 * INTERVAL);
    t.strictSame(lost, [], 'every scrape that was answered is in the samples');
    // A server makes the moment of its scrapes from its host name and its external labels. The only shard loses these to the tier: once, its scrapes are at another moment.
    const [first] = moves as [Move];
    const isFirst = (at: number): boolean => at > first.begun && at < first.settled;
    const longest = (isIn: (at: number) => boolean): number => Math.max(...gaps.filter(({ at }) => isIn(at)).map(({ seconds }) => seconds));
    const usual = longest((at) => !isFirst(at));
    t.ok(usual <= INTERVAL + JITTER, 'no scrape is missed: samples of a target are one interval apart');
    t.ok(longest(isFirst) <= 2 * INTERVAL + JITTER, 'at most two when the only shard gets others');
    const late = gaps.filter(({ seconds }) => seconds > INTERVAL + JITTER).map(({ instance }) => instance);
    t.equal(new Set(late).size, late.length, 'and once for a target');
    t.strictSame(resets, [], 'no counter goes back');

    const told = alertChanges(alertmanager, from, to);
    t.equal(told.steady, STEADY, 'all alerts were there');
    t.strictSame(told.changes, [], 'no alert begins, ends or changes its labels');
    t.ok(told.longest < 4 * RESEND, 'and each is told again before it runs out');

    const failed = (those: Reader) => those.seen.filter(({ error, warnings }) => error || warnings);
    t.strictSame([failed(whole), failed(alerts)], [[], []], 'the address answers all the way, without a warning');
    t.strictSame(
      whole.seen.filter(({ value }) => value !== String(TARGETS)),
      [],
      'and sees all targets in every answer',
    );
    t.strictSame(
      alerts.seen.filter(({ value }) => value !== String(STEADY)),
      [],
      'and the same alerts',
    );
    t.strictSame(
      [...new Set(whole.seen.map(({ pod }) => pod))],
      ['prometheus-k8s-0', 'prometheus-k8s-query-0'],
      'first from the only shard, then from the tier',
    );

    const range = { start: from / 1000, end: to / 1000, step: INTERVAL / 4 };
    const graph = resultOf(await query(one.url, 'count(up{job="app"})', range))[0]?.values ?? [];
    const dips = graph.filter(([, value]) => value !== String(TARGETS));
    const least = Math.min(...graph.map(([, value]) => Number(value)));
    const ends = moves.map((move) => `${move.to}: ${((move.settled - move.begun) / 1000).toFixed(0)} s`).join(', ');
    t.comment(
      `${read} samples, ${swapped} swapped, longest gap ${usual.toFixed(2)} s (the first time ${longest(isFirst).toFixed(2)} s); settled after ${ends}`,
    );
    t.comment(`${whole.seen.length + alerts.seen.length} answers; ${told.steady} alerts, longest silence ${told.longest.toFixed(1)} s`);
    t.comment(
      `looking back: ${((dips.length * INTERVAL) / 4).toFixed(1)} s of ${((to - from) / 1000).toFixed(0)} s show fewer targets, at least ${least}`,
    );

    // Removed shards go at once where the user does not keep them, also those the tier still reads until its configuration has come.
    const before = whole.seen.length;
    one.change(parent(2, 'Delete'));
    const shards = () => [...one.pods.values()].filter(({ shard }) => shard !== 'query');
    await until('the removed shards are gone', () => shards().length === 2, 30);
    const isClean = () => whole.seen.length > before + 10 && whole.seen.slice(-10).every(({ warnings }) => !warnings);
    await until('the tier no longer reads them', isClean, 60);
    const after = whole.seen.slice(before);
    t.strictSame(
      after.filter(({ value, error }) => error || value !== String(TARGETS)),
      [],
      'the address sees all targets, if with a warning',
    );
    t.comment(`${after.filter(({ warnings }) => warnings).length} of ${after.length} answers warn that a removed shard cannot be read`);
  });
}
