// Remarks about what more shards do not help.
import t from 'tap';
import type { Scrapes } from '../../../../hooks/probe/prometheus/load.ts';
import { unevenRemark } from '../../../../hooks/prometheus/autoscaling/uneven.ts';
import { ok, unknown, wanted } from './simulation.ts';

const WANTED = wanted('maxShards=8,seriesPerShard=1M');

/** A shard: the thousands of series of its jobs, and of its largest target. */
function shard(jobs: Readonly<Record<string, number>>, target = 1) {
  const list = Object.entries(jobs).map(([job, series]) => [job, series * 1000] as const);
  const series = list.reduce((sum, [, one]) => sum + one, 0);
  const largest = { job: 'big', instance: '10.0.0.1:80', series: target * 1000 };
  const scrapes: Scrapes = { series, samples: 0, jobs: list, target: largest };
  return ok({ series, scrapes: ok(scrapes) });
}
const remark = (shards: readonly ReturnType<typeof shard>[], before = '') =>
  unevenRemark({ shards }, WANTED, before ? `4 shards. Uneven: ${before}` : '4 shards.');

t.test('a target, a job and a shard that have too much are named', async (t) => {
  t.equal(remark([shard({ a: 400, b: 300 }), shard({ a: 300, b: 400, c: 200 })]), '');
  t.equal(
    remark([shard({ a: 400, b: 300 }, 1001), shard({ a: 300, b: 400 })]),
    'Uneven: target "10.0.0.1:80" of job "big" has more series than a shard should.',
  );
  t.equal(
    remark([shard({ a: 400, b: 300 }), shard({ a: 400, b: 300 })]),
    'Uneven: job "a" has more series than all others together.',
  );
  const four = [shard({ a: 30, b: 70 }), shard({ c: 50, a: 50 }), shard({ b: 60, a: 40 }), shard({ d: 310, a: 100 })];
  t.equal(remark(four), 'Uneven: shard 3 has more than 2 times the average, mostly of job "d".');
  t.equal(remark([shard({ a: 900, b: 1 })]), '', 'one shard has everything');
});

t.test('a remark stays while the value is near its limit, so that noise does not write the status', async (t) => {
  const near = [shard({ a: 350, b: 370 }, 990), shard({ a: 350, b: 330 })];
  t.equal(remark(near), '');
  const before = 'target "10.0.0.1:80" of job "big" has more series than a shard should.';
  t.equal(remark(near, before), `Uneven: ${before}`);
  t.equal(remark([shard({ a: 1, b: 1 }, 700), shard({ a: 1, b: 1 })], before), '');
});

t.test('without facts the last remark stays', async (t) => {
  const closed = { shards: [ok({ series: 1, scrapes: unknown('no queries') })] };
  t.equal(unevenRemark(closed, WANTED, '4 shards.'), '');
  t.equal(unevenRemark(closed, WANTED, '4 shards. Uneven: x.'), 'Uneven: x.');
  t.equal(unevenRemark(undefined, WANTED, '4 shards. Uneven: x.'), 'Uneven: x.');
});
