import t from 'tap';
import { parseExpr } from '../../../../hooks/promql/parse.ts';
import { printExpr } from '../../../../hooks/promql/print.ts';
import { splitQuery } from '../../../../hooks/queryrouter/pushdown/split.ts';
import { functionNames } from '../../../../hooks/versions/promql.ts';
import { DIALECT, parsed } from '../dialect.ts';

/** What the root evaluates, and the parts of the shards; `undefined` if the shards can do nothing. */
function split(text: string, own: readonly string[] = []) {
  const found = splitQuery({ text, expr: parsed(text) }, (name) => !own.includes(name), 'q');
  return found && { root: printExpr(found.expr), parts: [...found.parts.values()].map((part) => part.trim()) };
}
const part = (key: number): string => `prometheus_query_part{part="q-${key}"}`;

t.test('shards aggregate, and the root merges their results', async (t) => {
  for (const [text, root] of [
    ['sum(a)', `sum(${part(0)})`],
    ['sum by (x) (rate(a[5m]))', `sum by (x) (${part(0)})`],
    ['sum without (x) (a)', `sum without (x, prometheus_shard) (${part(0)})`],
    ['count(a > 1)', `sum(${part(0)})`],
    ['min(a)', `min(${part(0)})`],
    ['max by (x) (-a)', `max by (x) (${part(0)})`],
    ['group(a)', `group(${part(0)})`],
    ['topk(3, a)', `label_replace(topk(3, ${part(0)}), "prometheus_shard", "", "", "")`],
    ['sum(max_over_time(rate(a[5m])[1h:1m]))', `sum(${part(0)})`],
    ['sum(clamp_max(2 * a offset 5m, 10))', `sum(${part(0)})`],
    ['sum(time() - a)', `sum(${part(0)})`],
    ['histogram_quantile(0.9, sum by (le) (rate(a[5m])))', `histogram_quantile(0.9, sum by (le) (${part(0)}))`],
  ] as const)
    t.strictSame(split(text), {
      root,
      parts: [text.slice(text.search(/(sum|count|min|max|group|topk)\b/), text.includes('le)') ? -1 : undefined)],
    });
});

t.test('every aggregation of an expression is a part', async (t) => {
  t.strictSame(split('sum(a) / on (x) group_left count by (x) (b) > 0.5'), {
    root: `sum(${part(0)}) / on (x) group_left () sum by (x) (${part(1)}) > 0.5`,
    parts: ['sum(a)', 'count by (x) (b)'],
  });
  t.strictSame(split('sum(max by (x) (a))'), { root: `sum(max by (x) (${part(0)}))`, parts: ['max by (x) (a)'] });
});

t.test('an average is a sum by a count', async (t) => {
  t.strictSame(split('avg by (x) (a)'), {
    root: `(sum by (x) (${part(0)}) / sum by (x) (${part(1)}))`,
    parts: ['sum by (x) (a)', 'count by (x) (a)'],
  });
});

t.test('a part stands where it stands in the query, so that notes about it name the right place', async (t) => {
  const text = '1 +\n  sum(rate(a[5m]))';
  const found = splitQuery({ text, expr: parsed(text) }, () => true, 'q');
  t.strictSame([...(found?.parts.values() ?? [])], ['   \n  sum(rate(a[5m]))']);
});

t.test('what no shard can compute alone is left to the root', async (t) => {
  for (const text of [
    'a',
    'rate(a[5m])',
    'sum(a / b)',
    'sum(a * on (x) group_left b)',
    'sum(absent(a))',
    'sum(vector(1))',
    'sum(label_replace(a, "x", "", "", ""))',
    'sum(histogram_quantile(0.9, a))',
    'sum(a and b)',
    'sum(a * scalar(b))',
    'quantile(0.9, a)',
    'stddev(a)',
    'topk(scalar(b), a)',
    'max_over_time(sum(a)[1h:1m])',
    'avg by (__name__) (a)',
  ])
    t.equal(split(text), undefined, text);
});

t.test('so is what the root may have series of, and what names the label of the shard', async (t) => {
  t.equal(split('sum(up)', ['up']), undefined);
  t.equal(split('sum({x="1"})'), undefined, 'no name');
  t.equal(split('sum({__name__=~"a|b"})'), undefined, 'several names');
  t.match(split('sum({__name__="a"})'), { parts: ['sum({__name__="a"})'] });
  t.equal(split('sum by (prometheus_shard) (a)'), undefined);
});

t.test('more parts than sixteen are left to the root', async (t) => {
  const all = (count: number): string => Array.from({ length: count }, () => 'sum(a)').join(' + ');
  t.equal(split(all(16))?.parts.length, 16);
  t.equal(split(all(17)), undefined);
});

t.test('each function was decided upon: whether its results depend on one series each', async (t) => {
  const across = `absent absent_over_time end histogram_avg histogram_count histogram_fraction histogram_quantile
    histogram_quantiles histogram_stddev histogram_stdvar histogram_sum info integral label_join label_replace max_of min_of pi range
    scalar sort sort_by_label sort_by_label_desc sort_desc start step time vector`.split(/\s+/);
  const call = (name: string): string[] => [
    `${name}(a)`,
    `${name}(a[5m])`,
    `${name}(a, 1)`,
    `${name}(a, 1, 2)`,
    `${name}(1, a[5m])`,
    `${name}(a[5m], 0.5, 0.5)`,
    `${name}(a[5m], 1)`,
  ];
  const isPushed = (name: string): boolean =>
    call(name).some((text) => {
      const found = parseExpr(`sum(${text})`, DIALECT);
      return !('problem' in found) && split(`sum(${text})`) !== undefined;
    });
  const inOtherReleases = ['holt_winters', 'start_timestamp'];
  t.strictSame(
    functionNames.filter((name) => !isPushed(name) && !across.includes(name) && !inOtherReleases.includes(name)),
    [],
  );
  t.strictSame(across.filter(isPushed), []);
});
