// The query router over a tier that reads the shards over remote read: shards aggregate, and the answers are those of
// one server.
import './background.ts';
import t from 'tap';
import { until } from '../support/until.ts';
import { EDGE, INSTANTS, RANGES, type When } from './answers.ts';
import { withResult } from './compare.ts';
import { MOVE, MOVED } from './data.ts';
import { routed } from './distributed/compare.ts';
import { compared } from './distributed/compared.ts';
import { noRules, OWN, ruleExpressions } from './expressions.ts';
import { installed, noPrograms } from './programs.ts';
import { pairsOf } from './pushdown/compare.ts';
import { startEnvironment } from './pushdown/env.ts';
import { size } from './size.ts';

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ...INSTANTS.map(([name, time]) => [name, { time }] as const),
  ...RANGES,
];

t.test('the query router over a tier that reads four shards', { skip: noPrograms }, async (t) => {
  const made = await startEnvironment(installed(), false);
  t.teardown(made.stop);
  const pairs = (all: readonly string[], when: When) => pairsOf(made.whole.url, made.router.url, all, when);
  const ask = (expr: string, when: When = { time: EDGE }) => routed(made.router.url, expr, when);

  await t.test('answers are those of one server: every function, aggregation, operator and modifier', async (t) => {
    const found = await compared(t, TIMES, OWN, pairs);
    const pushed = found.filter(({ have }) => have.root === 'distributed');
    t.ok(withResult(pushed).size > size(20, 40), `${withResult(pushed).size} with results by shards`);
  });
  await t.test('answers are those of one server: the rules of kube-prometheus', { skip: noRules }, async (t) => {
    await compared(t, TIMES, ruleExpressions(), pairs);
  });

  await t.test('a query over a move of targets is not aggregated by shards', async (t) => {
    made.router.move([{ from: MOVE, to: MOVED }]);
    const expr = 'sum(node_cpu_seconds_total)';
    await until('the file is read', async () => (await ask(expr, { time: MOVED })).root === 'local');
    t.equal((await ask(expr, { time: MOVED + 301 })).root, 'distributed');
    made.router.move([]);
    await until('the file is read', async () => (await ask(expr, { time: MOVED })).root === 'distributed');
  });

  await t.test('without a shard the answer carries a warning', async (t) => {
    await made.shards[2]?.stop();
    for (let i = 0; i < size(5, 20); i++) {
      const { root, warnings = [] } = await ask('sum(node_cpu_seconds_total)');
      t.strictSame([root, warnings.length > 0], ['local', true]);
    }
  });
});
