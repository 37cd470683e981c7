// A Prometheus goes from one shard to several and to fewer while it scrapes, alerts and answers: users must not notice.
// Real servers as pods, the hooks as Metacontroller calls them, kubelets that are seconds apart. With LONG=1 it goes 1
// -> 3 -> 4 -> 2, with either assignment.
import t from 'tap';
import { installed, noPrograms } from './programs.ts';
import { checkPlayed, type Finding } from './reshard/check.ts';
import { INTERVAL, RESEND, STEADY, TARGETS } from './reshard/objects.ts';
import { type Resharding, reshard } from './reshard/play.ts';
import type { Seen } from './reshard/reader.ts';
import { size } from './size.ts';

const NETWORK = '127.0.77';
/** Seconds that a scrape may be late on a busy machine. */
const JITTER = 0.4;
/**
 * Stale markers are written a tenth of the interval after the next scrape elsewhere is due: a machine that is later
 * than that is too busy.
 */
const LATE = INTERVAL / 10;
const SHARDINGS: readonly string[] = size(['hashmod'], ['hashmod', 'consistent']);
const NUMBERS: readonly number[] = size([3, 2], [3, 4, 2]);

const finding = (found: unknown, wanted: unknown, what: string): Finding => ({ what, found, wanted });
const isNot =
  (value: number) =>
  (seen: Seen): boolean =>
    seen.value !== String(value);

/**
 * A server makes the moment of its scrapes from its host name and its external labels. The only shard loses these to
 * the tier: once, its scrapes are at another moment.
 */
function gapsOf({ samples: { gaps }, moves }: Resharding) {
  const [first] = moves;
  const isFirst = (at: number): boolean => first !== undefined && at > first.begun && at < first.settled;
  const longest = (isIn: (at: number) => boolean): number =>
    Math.max(...gaps.filter(({ at }) => isIn(at)).map(({ seconds }) => seconds));
  const late = gaps.filter(({ seconds }) => seconds > INTERVAL + JITTER).map(({ instance }) => instance);
  return {
    usual: longest((at) => !isFirst(at)),
    first: longest(isFirst),
    repeated: late.filter((one, i) => late.indexOf(one) !== i),
  };
}

function scrapeFindings(played: Resharding): Finding[] {
  const { samples } = played;
  const gaps = gapsOf(played);
  return [
    finding(samples.targets, TARGETS, 'there are samples of every target'),
    finding(samples.lost, [], 'every scrape that was answered is in the samples'),
    finding(gaps.usual <= INTERVAL + JITTER, true, 'no scrape is missed: samples of a target are one interval apart'),
    finding(gaps.first <= 2 * INTERVAL + JITTER, true, 'at most two when the only shard gets others'),
    finding(gaps.repeated, [], 'and once for a target'),
    finding(samples.resets, [], 'no counter goes back'),
  ];
}

function findingsOf(played: Resharding): Finding[] {
  const { changes, whole, alerts, podEvents, failures, deleted } = played;
  const failed = (those: readonly Seen[]) => those.filter(({ error, warnings }) => error || warnings);
  const shards = Array.from({ length: Math.max(...NUMBERS) - 1 }, (_, i) => `-shard-${i + 1}`);
  return [
    finding(
      [...podEvents].sort(),
      ['', ...shards, '-query'].map((name) => `+prometheus-k8s${name}`).sort(),
      'every pod was started once, none is gone',
    ),
    finding(failures, [], 'the hooks answered every time, and every server took what they wrote'),
    ...scrapeFindings(played),
    finding(changes.steady, STEADY, 'all alerts were there'),
    finding(changes.changes, [], 'no alert begins, ends or changes its labels'),
    finding(changes.longest < 4 * RESEND, true, 'each is sent again before it expires'),
    finding([whole.length > 0, alerts.length > 0], [true, true], 'the address was asked all the way'),
    finding([failed(whole), failed(alerts)], [[], []], 'and answers, without a warning'),
    finding(whole.filter(isNot(TARGETS)), [], 'and sees all targets in every answer'),
    finding(alerts.filter(isNot(STEADY)), [], 'and the same alerts'),
    finding(
      [...new Set(whole.map(({ pod }) => pod))],
      ['prometheus-k8s-0', 'prometheus-k8s-query-0'],
      'first from the only shard, then from the tier',
    ),
    finding(
      deleted.filter((seen) => seen.error || isNot(TARGETS)(seen)),
      [],
      'once removed shards are deleted, the address sees all targets, if with a warning',
    ),
  ];
}

function figuresOf(played: Resharding): string[] {
  const { samples, moves, from, to, whole, alerts, changes, graph, deleted } = played;
  const gaps = gapsOf(played);
  const ends = moves.map((move) => `${move.to}: ${((move.settled - move.begun) / 1000).toFixed(0)} s`).join(', ');
  const dips = graph.filter(([, value]) => value !== String(TARGETS));
  const least = Math.min(...graph.map(([, value]) => Number(value)));
  const longest = `longest gap ${gaps.usual.toFixed(2)} s (the first time ${gaps.first.toFixed(2)} s)`;
  return [
    `${samples.read} samples, ${samples.swapped} swapped, ${longest}; settled after ${ends}`,
    `${whole.length + alerts.length} answers; ${changes.steady} alerts, ` +
      `longest silence ${changes.longest.toFixed(1)} s`,
    `looking back: ${((dips.length * INTERVAL) / 4).toFixed(1)} s of ${((to - from) / 1000).toFixed(0)} s ` +
      `show fewer targets, at least ${least}`,
    `${deleted.filter(({ warnings }) => warnings).length} of ${deleted.length} answers warn that a removed shard ` +
      'cannot be read',
  ];
}

for (const sharding of SHARDINGS)
  t.test(`${[1, ...NUMBERS].join(' -> ')} shards, ${sharding}`, { skip: noPrograms }, (t) =>
    checkPlayed(t, LATE, async () => {
      const played = await reshard(installed().prometheus, NETWORK, sharding, NUMBERS);
      return { findings: findingsOf(played), late: played.late, load: played.load, figures: figuresOf(played) };
    }),
  );
