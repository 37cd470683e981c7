// The query router over a leaf for each of four shards of two replicas, against Thanos Query over one server: the same
// answers, a warning for a missing shard, and no shard that is left out in silence.
import './background.ts';
import t from 'tap';
import { PARTITION_LABEL } from '../../hooks/queryrouter/partition.ts';
import { distributedSince, parseLeaves } from '../../hooks/queryrouter/topology.ts';
import { until } from '../support/until.ts';
import { EDGE, INSTANTS, type When } from './answers.ts';
import { blocks } from './blocks.ts';
import { withResult } from './compare.ts';
import { MOVE, MOVED } from './data.ts';
import { pairsOf, routed } from './distributed/compare.ts';
import { compared } from './distributed/compared.ts';
import { ROOT, startEnvironment } from './distributed/env.ts';
import { noRules, OWN, ruleExpressions } from './expressions.ts';
import { installedThanos, noThanos } from './programs.ts';
import { size } from './size.ts';
import { address, querier } from './thanos/querier.ts';
import { rendered } from './thanos/rendered.ts';

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ...INSTANTS.map(([name, time]) => [name, { time }] as const),
  ['a graph', { start: EDGE - 300, end: EDGE + 1800, step: 60 }],
];

t.test('the query router over four shards of two replicas', { skip: noThanos }, async (t) => {
  const programs = installedThanos();
  const made = await startEnvironment(programs, { from: blocks(programs.promtool, false) });
  t.teardown(made.stop);
  const pairs = (all: readonly string[], when: When) => pairsOf(made.wholeQuery.url, made.router.url, all, when);
  const ask = (expr: string, when: When = { time: EDGE }) => routed(made.router.url, expr, when);
  const count = async (): Promise<unknown> => {
    const { data, root, warnings } = await ask('count(up)');
    const [series] = (data?.result ?? []) as { value?: [number, string] }[];
    return [root, series?.value?.[1], warnings?.length ?? 0];
  };
  await until('all leaves are known', async () => (await ask('up')).root === 'distributed', 60);

  await t.test('answers are those of one server: every function, aggregation, operator and modifier', async (t) => {
    const found = await compared(t, TIMES, OWN, pairs);
    const distributed = found.filter(({ have }) => have.root === 'distributed');
    t.ok(distributed.length > found.length / 2, `${distributed.length} of ${found.length} are distributed`);
    t.ok(withResult(distributed).size > size(50, 100), 'with results');
  });
  await t.test('answers are those of one server: the rules of kube-prometheus', { skip: noRules }, async (t) => {
    await compared(t, TIMES, ruleExpressions(), pairs);
  });

  await t.test('the label of the shard is in no answer, and can be asked for', async (t) => {
    const { root, data } = await ask('up');
    t.equal(root, 'distributed');
    t.notMatch(JSON.stringify(data), PARTITION_LABEL);
    t.equal((await ask(`count by (${PARTITION_LABEL}) (up)`)).root, 'local');
  });

  await t.test('a query over a move of targets goes to the root in local mode', async (t) => {
    made.move([{ from: MOVE, to: MOVED }]);
    await until('the file is read', async () => (await ask('count(up)', { time: MOVED })).root === 'local');
    t.equal((await ask('count(up)', { time: MOVED + 301 })).root, 'distributed');
    made.move([]);
    await until('the file is read', async () => (await ask('count(up)', { time: MOVED })).root === 'distributed');
  });

  const [, all, none] = (await count()) as [string, string, number];
  t.equal(none, 0);

  await t.test('without a leaf the answer stays complete: the root in local mode gives it', async (t) => {
    const { leaf } = made.shards[1] ?? {};
    await leaf?.stop();
    t.strictSame(await count(), ['local', all, 0], 'at once');
    const root = await querier(
      programs,
      rendered(2, []),
      made.shards.map((shard) => ({ address: address(shard.leaf.grpcPort), strict: true })),
      ROOT,
    );
    const partitions = ['0', '1', '2', '3', 'rules'];
    const text = await until('the other leaves are known', async () => {
      const stores = await (await fetch(`${root.url}/api/v1/stores`)).text();
      return stores.split(PARTITION_LABEL).length > 7 && stores;
    });
    t.match(
      distributedSince({ partitions, moves: [] }, parseLeaves(text, PARTITION_LABEL)),
      { reason: /^Lea(?:f|ves)/ },
      'a root that starts without the leaf is not asked',
    );
    await root.stop();
  });

  await t.test('a shard without replicas: every answer carries a warning', async (t) => {
    const { service, replicas } = made.shards[2] ?? {};
    service?.serve([]);
    for (const one of replicas ?? []) await one.stop();
    for (let i = 0; i < size(5, 20); i++) {
      const [root, value, warnings] = (await count()) as [string, string, number];
      t.strictSame([root, warnings > 0], ['local', true]);
      t.not(value, all);
    }
  });
});
