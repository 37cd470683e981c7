// A query server over shards answers PromQL as one server that scraped everything would, to the last digit.
import t, { type Test } from 'tap';
import { functionNames } from '../../hooks/versions/promql.ts';
import { canonical, INSTANTS, inTurns, isEmpty, query, RANGES, type When } from './answers.ts';
import { BARE, BLANK } from './configuration.ts';
import { NAMES_EXTERNAL, OWN, ruleExpressions } from './expressions.ts';
import { MISSING, programs } from './programs.ts';
import { type Tier, tier } from './servers.ts';

const AGGREGATIONS = 'avg bottomk count count_values group limit_ratio limitk max min quantile stddev stdvar sum topk'.split(' ');
/** Gone in Prometheus 3; and one that has a test of its own, as it ends the query server. */
const ELSEWHERE = ['holt_winters', 'info'];

t.test('the table of expressions has every function and aggregation', async (t) => {
  const all = OWN.join('\n');
  const isCalled = (name: string): boolean => new RegExp(`\\b${name}( (by|without) \\([^)]*\\))? ?\\(`).test(all);
  t.strictSame(
    [...functionNames, ...AGGREGATIONS].filter((name) => !ELSEWHERE.includes(name) && !isCalled(name)),
    [],
  );
});

async function compare(t: Test, { whole, query: tiered }: Tier, expressions: readonly string[], title: string, when: When): Promise<void> {
  const pairs = await inTurns(expressions, async (expr) => {
    const [want, have] = await Promise.all([query(whole.url, expr, when), query(tiered.url, expr, when)]);
    const sameOrder = JSON.stringify(want.data) === JSON.stringify(have.data);
    // Of functions that sort, the order is the answer.
    return { expr, want, have, sameOrder, equal: canonical(want) === canonical(have) && (sameOrder || !expr.startsWith('sort')) };
  });
  const unequal = pairs.filter(({ equal }) => !equal);
  for (const { expr, want, have } of unequal.slice(0, 5))
    t.comment(`${expr}\n  want ${canonical(want).slice(0, 500)}\n  have ${canonical(have).slice(0, 500)}`);
  t.equal(unequal.length, 0, `${title}: ${pairs.length - unequal.length} of ${pairs.length} equal`);
  const good = pairs.filter(({ want }) => want.status === 'success');
  for (const { expr, want } of pairs) if (want.status !== 'success') t.comment(`${expr}: ${want.error}`);
  const told = good.filter(({ want }) => !isEmpty(want)).length;
  const ordered = pairs.filter(({ sameOrder }) => sameOrder).length;
  t.comment(`${title}: ${told} not empty, ${pairs.length - good.length} errors, ${ordered} in the same order too`);
}

if (!programs) t.comment(`skipped: ${MISSING}`);
else {
  const { prometheus, promtool } = programs;
  const rules = ruleExpressions();
  if (rules.length === 0) t.comment('skipped: the rules of kube-prometheus (../shared/conformance is not beside the project)');

  t.test('the query tier and a server without shards give the same answers', async (t) => {
    const stage = await tier(prometheus, promtool, BARE);
    t.teardown(stage.stop);
    const own = [...OWN, ...NAMES_EXTERNAL];
    // The rules at every other instant, for the sake of time.
    for (const [i, [name, time]] of INSTANTS.entries()) await compare(t, stage, i % 2 === 1 ? [...rules, ...own] : own, name, { time });
    for (const [name, range] of RANGES) await compare(t, stage, [...rules, ...own], name, range);
  });

  t.test('shards that keep their external labels give the same answers, where a query names none of them', async (t) => {
    const stage = await tier(prometheus, promtool, BLANK);
    t.teardown(stage.stop);
    for (const [name, time] of INSTANTS.slice(1, 2)) await compare(t, stage, [...rules, ...OWN], name, { time });
  });
}
