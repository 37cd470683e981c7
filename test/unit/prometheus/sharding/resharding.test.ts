// A new number of shards: old and new shards scrape the moving targets until the new ones have scraped them all.
import t from 'tap';
import type { ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import { marker } from '../../../../hooks/prometheus/sharding/state.ts';
import {
  ARRIVED,
  cluster,
  keepRule,
  type Observed,
  OTHER_CONFIG,
  ok,
  plain,
  SETTLED,
  START,
  three,
} from './reshardedcluster.ts';

const MOVING = ['__tmp_shard_before', '__tmp_shard', '__tmp_disable_sharding'];

t.test('more shards: targets are kept by both until the new ones have scraped them all', async (t) => {
  const look = cluster(plain);
  look(1);
  t.equal(look(1).resharding, undefined, 'nothing is said of the only shard');
  const begun = look(3);
  t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-shard-2']);
  t.strictSame(keepRule(begun.config())?.source_labels, MOVING);
  t.match(begun.resharding, { status: 'True', message: /from hashmod\/1 to hashmod\/3/ });
  t.equal(begun.leadsTo, '0', 'the address leads to who has everything');
  const cases: [what: string, given: Observed, waits: RegExp][] = [
    [
      'a shard has no pod',
      { without: ['prometheus-k8s-shard-2'], facts: three },
      /shard-2 has pods that are not ready/,
    ],
    [
      'one has not read it',
      { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, config: OTHER_CONFIG } } },
      /k8s-0 has not loaded/,
    ],
    [
      'one has just read it',
      { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, configured: ok(START + 50_000) } } },
      /has not loaded/,
    ],
    [
      'a target is new',
      { facts: { ...three, 'prometheus-k8s-shard-1': { ...ARRIVED, unscraped: ok(2) } } },
      /shard-1-0 has not scraped all its targets/,
    ],
    ['no server can be probed', {}, /cannot be probed; assumed ready 210 s after the configuration was written/],
  ];
  for (const [what, given, waits] of cases) {
    const { resharding, config } = look(3, { seconds: 60, ...given });
    t.match(resharding?.message, waits, what);
    t.strictSame(keepRule(config())?.source_labels, MOVING, what);
  }
  const done = look(3, { seconds: 60, facts: three });
  t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  t.match(done.resharding, { status: 'False', reason: 'Settled' });
  t.strictSame(look(3, { seconds: 65, facts: three }).answer.children, done.answer.children, 'and stays so');
});

t.test('targets that come and go all the time hold up nothing for good', async (t) => {
  const look = cluster(plain);
  look(1);
  look(2);
  const busy = (configured: number): ServerFacts => ({
    ...ARRIVED,
    configured: ok(START + configured * 1000),
    unscraped: ok(3),
  });
  const at = (seconds: number, configured: number) =>
    look(2, { seconds, facts: { 'prometheus-k8s': ARRIVED, 'prometheus-k8s-shard-1': busy(configured) } }).resharding
      ?.status;
  t.equal(at(200, 0), 'True');
  t.equal(at(600, 500), 'True', 'its configuration is new');
  t.equal(at(899, 870), 'True');
  t.equal(at(900, 870), 'False');
});

t.test('servers that cannot be probed are assumed ready after a timeout', async (t) => {
  const look = cluster(plain);
  look(1);
  look(2);
  t.match(look(2, { seconds: 209 }).resharding?.status, 'True');
  t.match(look(2, { seconds: 211 }).resharding?.status, 'False');
});

t.test('fewer shards: those that go stay until the others have scraped all', async (t) => {
  const look = cluster(plain);
  look(3);
  look(3);
  const begun = look(2);
  t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-shard-2']);
  const done = look(2, { seconds: 60, facts: three });
  t.strictSame(done.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1']);
  t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  t.match(look(2, { seconds: 61 }).resharding, { status: 'False' });
});

t.test('another number during the move begins again from where targets were', async (t) => {
  const look = cluster(plain);
  look(2);
  look(3);
  const again = look(4, { seconds: 100, facts: three });
  t.match(again.resharding?.message, /from hashmod\/2 to hashmod\/4.*configuration has not been written yet/);
  const back = look(2, { seconds: 101 });
  t.strictSame(
    [back.resharding?.status, back.sets.length],
    ['False', 2],
    'and back again there is nothing to wait for',
  );
});

t.test('with resharding at once, and in parity, targets move immediately', async (t) => {
  const look = cluster(plain);
  look(1);
  const at = look(3, { annotations: { 'prometheus-metacontroller.dev/resharding': 'at-once' } });
  t.strictSame(keepRule(at.config())?.source_labels, SETTLED);
  const parity = cluster({ ...plain, parity: true });
  parity(1);
  const same = parity(3);
  t.strictSame(keepRule(same.config())?.source_labels, SETTLED);
  t.equal(same.resharding, undefined);
});

t.test('a server that knows one step does not look as if it knew another', async (t) => {
  const before = { mode: 'hashmod', shards: 1 } as const;
  const marks = [3, 30].flatMap((shards) =>
    [true, false].map((handsOver) => marker({ before, now: { mode: 'hashmod', shards }, isKept: true, handsOver })),
  );
  t.strictSame(
    marks.filter((mark) => marks.some((other) => other !== mark && other.includes(mark))),
    [],
  );
});
