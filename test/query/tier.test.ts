// A query server over shards answers PromQL as one server that scraped everything would, to the last digit.
import './background.ts';
import t, { type Test } from 'tap';
import { functionNames } from '../../hooks/versions/promql.ts';
import { INSTANTS, RANGES, type When } from './answers.ts';
import { faults, type Pair, pairsOf, unanswered, withResult } from './compare.ts';
import { BARE, BLANK } from './configuration.ts';
import { known } from './empty.ts';
import { NAMES_EXTERNAL, noRules, OWN, ruleExpressions } from './expressions.ts';
import { installed, noPrograms } from './programs.ts';
import { type Tier, tier } from './servers.ts';
import { size, some } from './size.ts';

const AGGREGATIONS =
  'avg bottomk count count_values group limit_ratio limitk max min quantile stddev stdvar sum topk'.split(' ');
/** Gone in Prometheus 3; and one that has a test of its own, as it ends the query server. */
const ELSEWHERE = ['holt_winters', 'info'];

const AT_AN_EDGE = 'at the edge of a block';
const ALL_OF_IT = 'all of the data, in coarse steps';
/** Those at which every expression is asked for come first. */
const TIMES: readonly (readonly [name: string, when: When])[] = [
  ...INSTANTS.map(([name, time]) => [name, { time }] as const),
  ...RANGES,
].sort(([a], [b]) => Number([AT_AN_EDGE, ALL_OF_IT].includes(b)) - Number([AT_AN_EDGE, ALL_OF_IT].includes(a)));
const PARTS = TIMES.length - 2;

t.test('the table of expressions has every function and aggregation', async (t) => {
  const all = OWN.join('\n');
  const isCalled = (name: string): boolean => new RegExp(`\\b${name}( (by|without) \\([^)]*\\))? ?\\(`).test(all);
  t.strictSame(
    [...functionNames, ...AGGREGATIONS].filter((name) => !ELSEWHERE.includes(name) && !isCalled(name)),
    [],
  );
});

/**
 * All expressions at two of the times, and at each of the others another part of them, with those that had no result
 * before. With LONG=1 all expressions at all times.
 */
async function compared(t: Test, { whole, query: tiered }: Tier, expressions: readonly string[]): Promise<void> {
  const [all, expected]: [Pair[], ReturnType<typeof known>] = [[], known()];
  for (const [i, [name, when]] of TIMES.entries()) {
    const answered = withResult(all);
    const isOpen = (expr: string): boolean => !answered.has(expr) && !expected.empty.has(expr);
    const part = i < 2 ? expressions : some(expressions, PARTS, i - 2);
    const asked = new Set([...part, ...(i < 2 ? [] : expressions.filter(isOpen))]);
    const pairs = await pairsOf(whole.url, tiered.url, [...asked], when);
    t.strictSame(faults(pairs, expected), [], `${name}: ${pairs.length} answers`);
    all.push(...pairs);
  }
  t.strictSame(unanswered(all, expected), [], 'every expression has a result at one of the times');
  t.comment(`${all.length} answers, ${withResult(all).size} of ${expressions.length} expressions with a result`);
}

t.test('the query tier and a server without shards give the same answers', { skip: noPrograms }, async (t) => {
  const { prometheus, promtool } = installed();
  const env = await tier(prometheus, promtool, BARE);
  t.teardown(env.stop);
  await t.test('to every function, aggregation, operator and modifier', (t) =>
    compared(t, env, [...OWN, ...NAMES_EXTERNAL]),
  );
  await t.test('to the rules of kube-prometheus', { skip: noRules }, (t) => compared(t, env, ruleExpressions()));
});

t.test(
  'shards that keep their external labels give the same answers, where a query names none of them',
  { skip: noPrograms },
  async (t) => {
    const { prometheus, promtool } = installed();
    const env = await tier(prometheus, promtool, BLANK);
    t.teardown(env.stop);
    const when = TIMES.find(([name]) => name === AT_AN_EDGE)?.[1] ?? { time: 0 };
    const pairs = await pairsOf(env.whole.url, env.query.url, some([...ruleExpressions(), ...OWN], size(4, 1)), when);
    t.strictSame(faults(pairs, known()), [], `${pairs.length} answers`);
    t.ok(withResult(pairs).size > 0.7 * pairs.length, `${withResult(pairs).size} with a result`);
  },
);
