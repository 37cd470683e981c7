// `npm run test:autoscale`: the load of a Prometheus goes from 1x to 6x and back. The number of shards follows it, and
// users do not notice. Real servers as pods, the hooks as Metacontroller calls them. The clock of the cluster runs faster
// while nothing moves, so that its hours are shorter: about half an hour of the machine.
import t from 'tap';
import { parseOptions } from '../../hooks/core/options.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { installed, noPrograms } from './programs.ts';
import { checkPlayed, lateness, type Played } from './reshard/check.ts';
import { type Cluster, cluster } from './reshard/cluster.ts';
import { INTERVAL, parent, RESEND, related, STEADY, TARGETS } from './reshard/objects.ts';
import { underWay } from './reshard/play.ts';
import { type Reader, reader } from './reshard/reader.ts';
import { alertChanges, number, samples } from './reshard/results.ts';
import { scraped } from './reshard/targets.ts';

const NETWORK = '127.0.79';
/** Further series of a target. With its seven others: six times as many. */
const [LOW, HIGH] = [20, 155];
/** With 364 series of rules, 1x is 0.76 of a shard, 6x is 3.88. */
const SERIES_PER_SHARD = 2600;
const AUTOSCALE = `minShards=1,maxShards=6,seriesPerShard=${SERIES_PER_SHARD},stabilizationWindow=10m`;
/** Seconds of the cluster for a second while its clock runs faster. */
const SPEED = 10;
/**
 * Milliseconds for which the hooks look back, in which a target that has moved is on two shards. The clock runs faster
 * only after them, because servers keep the time of the machine.
 */
const LOOK_BACK = 310_000;
/** Servers forget series without samples after minutes instead of hours. */
const FLAGS = ['--storage.tsdb.min-block-duration=1m'];
/** Seconds until the number of shards is what the load needs. */
const LIMIT = 3000;

/** A clock that runs faster while `isFast`, and never goes back. */
function clockOf(isFast: () => boolean) {
  const steps: { at: number; ahead: number }[] = [{ at: 0, ahead: 0 }];
  const timer = setInterval(() => {
    const { ahead } = steps.at(-1) ?? { ahead: 0 };
    if (isFast()) steps.push({ at: Date.now(), ahead: ahead + 1000 * (SPEED - 1) });
  }, 1000);
  return {
    time: (at: Date): Date => new Date(at.getTime() + (steps.findLast((step) => step.at <= at.getTime())?.ahead ?? 0)),
    stop: () => clearInterval(timer),
  };
}

/** The numbers of shards, each when it began. */
function followed(one: Cluster) {
  const path: number[] = [];
  const timer = setInterval(() => {
    const shards = one.shards();
    if (shards > 0 && shards !== path.at(-1)) {
      path.push(shards);
      t.comment(`${shards} shards: ${one.autoscaling()?.message}`);
    }
  }, 500);
  return { path, stop: () => clearInterval(timer) };
}

const reversals = (path: readonly number[]): number =>
  path
    .slice(1)
    .map((shards, i) => Math.sign(shards - (path[i] ?? shards)))
    .filter((direction, i, all) => i > 0 && direction !== all[i - 1]).length;

/** Whether no targets move, and none are about to. */
const isSettled = (one: Cluster): boolean =>
  one.resharding()?.status !== 'True' && one.autoscaling()?.reason !== 'Resharding';

/** Whether no targets have moved for as long as the hooks look back. To be asked all the time. */
function restedFor(isStill: () => boolean) {
  let moved = Number.NEGATIVE_INFINITY;
  return (): boolean => {
    if (!isStill()) moved = Date.now();
    return Date.now() - moved > LOOK_BACK;
  };
}

async function play(binary: string): Promise<Played> {
  let further = LOW;
  const [targets, alertmanager] = [await scraped(NETWORK, TARGETS, () => further), await receiver(`${NETWORK}.3`)];
  const failures: unknown[] = [];
  let one: Cluster | undefined;
  const isRested = restedFor(() => one === undefined || isSettled(one));
  const clock = clockOf(() => one !== undefined && isRested());
  one = await cluster({
    binary,
    network: NETWORK,
    first: parent(1, 'Retain', { 'prometheus-metacontroller.dev/autoscale': AUTOSCALE }),
    related: related(targets.addresses, alertmanager.address),
    options: parseOptions(['--query-tier=remote-read']),
    flags: FLAGS,
    time: clock.time,
    failed: (error) => failures.push(error),
  });
  const { url } = one;
  const [late, shards, readers]: [ReturnType<typeof lateness>, ReturnType<typeof followed>, Reader[]] = [
    lateness(),
    followed(one),
    [],
  ];
  try {
    await underWay(one, alertmanager);
    const from = Date.now();
    const whole = reader(url, 'count(up{job="app"})');
    const alerts = reader(url, 'count(ALERTS{alertstate="firing"})');
    readers.push(whole, alerts);
    const isDone = (wanted: (count: number) => boolean) => () => wanted(one.shards()) && isSettled(one);
    further = HIGH;
    await until(
      'there are four shards',
      isDone((count) => count >= 4),
      LIMIT,
    );
    const high = one.shards();
    further = LOW;
    await until(
      'there are two shards',
      isDone((count) => count <= 2),
      LIMIT,
    );
    const to = Date.now();
    const found = await samples(url, targets, from, to - 2000 * INTERVAL);
    const changes = alertChanges(alertmanager, from, to);
    const slowest = await number(url, 'max(max_over_time(scrape_duration_seconds{job="app"}[30m]))');
    const failed = [...whole.seen, ...alerts.seen].filter(({ error, warnings }) => error || warnings);
    const hours = (clock.time(new Date(to)).getTime() - clock.time(new Date(from)).getTime()) / 3_600_000;
    return {
      late: Math.max(late.worst(), slowest),
      load: late.load(),
      findings: [
        { what: 'four shards for six times the load', found: high, wanted: 4 },
        { what: 'one change of direction', found: reversals(shards.path), wanted: 1 },
        { what: 'the hooks answered every time', found: failures, wanted: [] },
        { what: 'there are samples of every target', found: found.targets, wanted: TARGETS },
        { what: 'every scrape that was answered is in the samples', found: found.lost, wanted: [] },
        { what: 'no counter goes back', found: found.resets, wanted: [] },
        { what: 'all alerts were there', found: changes.steady, wanted: STEADY },
        { what: 'no alert begins, ends or changes its labels', found: changes.changes, wanted: [] },
        { what: 'each is sent again before it expires', found: changes.longest < 4 * RESEND, wanted: true },
        { what: 'the address answers all the way', found: failed, wanted: [] },
        {
          what: 'and sees all targets',
          found: whole.seen.filter(({ value }) => value !== String(TARGETS)),
          wanted: [],
        },
        { what: 'and the same alerts', found: alerts.seen.filter(({ value }) => value !== String(STEADY)), wanted: [] },
      ],
      figures: [
        `shards: ${shards.path.join(' -> ')}, in ${hours.toFixed(1)} hours of the cluster, ` +
          `${((to - from) / 60_000).toFixed(0)} minutes of the machine`,
        `${found.read} samples, longest gap ${Math.max(...found.gaps.map(({ seconds }) => seconds)).toFixed(2)} s; ` +
          `${whole.seen.length + alerts.seen.length} answers; longest silence ${changes.longest.toFixed(1)} s`,
      ],
    };
  } finally {
    clock.stop();
    shards.stop();
    late.stop();
    await Promise.all(readers.map((each) => each.stop()));
    await one.stop();
    await Promise.all([targets.stop(), alertmanager.stop()]);
  }
}

t.test('the number of shards follows the load', { skip: noPrograms, timeout: 7_200_000 }, (t) =>
  checkPlayed(t, INTERVAL / 10, () => play(installed().prometheus)),
);
