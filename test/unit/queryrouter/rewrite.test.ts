import t from 'tap';
import { parseExpr } from '../../../hooks/promql/parse.ts';
import { printExpr } from '../../../hooks/promql/print.ts';
import { distributionObstacle } from '../../../hooks/queryrouter/obstacles.ts';
import { rewriteExpr } from '../../../hooks/queryrouter/rewrite.ts';
import { DIALECT, parsed } from './dialect.ts';

const LABEL = 'shard';

const rewritten = (text: string): string => printExpr(rewriteExpr(parsed(text), LABEL));

t.test('an expression is written so that it does not see the partition label', async (t) => {
  const cases: [name: string, text: string, want: string][] = [
    ['selectors and functions stay', 'rate(a{b="c"}[5m] offset 1h)', 'rate(a{b="c"}[5m] offset 1h)'],
    ['by stays', 'sum by (job) (a)', 'sum by (job) (a)'],
    ['without names the label', 'sum without (job) (a)', 'sum without (job, shard) (a)'],
    ['without a label names it', 'sum without () (a)', 'sum without (shard) (a)'],
    ['on stays', 'a * on (x) group_left (y) b', 'a * on (x) group_left (y) b'],
    ['ignoring names the label', 'a / ignoring (x) b', 'a / ignoring (x, shard) b'],
    ['ignoring with a group', 'a / ignoring (x) group_left () b', 'a / ignoring (x, shard) group_left () b'],
    ['operators that match all labels ignore it', 'a + b', 'a + ignoring (shard) b'],
    [
      'set operators too',
      'a and b or c unless d',
      'a and ignoring (shard) b or ignoring (shard) c unless ignoring (shard) d',
    ],
    ['comparisons keep bool', 'a > bool b', 'a > bool ignoring (shard) b'],
    ['scalars have no labels', '1 + a > 2', '1 + a > 2'],
    ['a scalar of series', 'a * scalar(b)', 'a * scalar(b)'],
    ['sums on both sides stay', 'sum(a) / sum(b)', 'sum(a) / sum(b)'],
    ['one side with the label is enough', 'sum by (x) (a) / b', 'sum by (x) (a) / ignoring (shard) b'],
    [
      'without leaves no label',
      'sum without (x) (a) / sum without (x) (b)',
      'sum without (x, shard) (a) / sum without (x, shard) (b)',
    ],
    ['topk keeps labels', 'topk(3, a) / sum(b)', 'topk(3, a) / ignoring (shard) sum(b)'],
    ['topk of sums has none', 'topk(3, sum by (x) (a)) / sum by (x) (b)', 'topk(3, sum by (x) (a)) / sum by (x) (b)'],
    ['subqueries', 'max_over_time((a / b)[1h:1m])', 'max_over_time((a / ignoring (shard) b)[1h:1m])'],
    [
      'parameters',
      'quantile without (x) (scalar(sum without (y) (a)), b)',
      'quantile without (x, shard) (scalar(sum without (y, shard) (a)), b)',
    ],
    ['absent has the labels of its matchers', 'absent(a) and vector(1)', 'absent(a) and vector(1)'],
    ['a result on some labels has none', '(a * on (x) b) / (c * on (x) d)', '(a * on (x) b) / (c * on (x) d)'],
    [
      'group_left keeps the labels of the left',
      '(a * on (x) group_left () b) / c',
      '(a * on (x) group_left () b) / ignoring (shard) c',
    ],
    [
      'a group on the right keeps those of the right',
      '(sum(a) * on () group_right () b) / sum(c)',
      '(sum(a) * on () group_right () b) / ignoring (shard) sum(c)',
    ],
  ];
  for (const [name, text, want] of cases) t.equal(rewritten(text), want, name);
});

t.test('what is rewritten is PromQL, and is rewritten once', async (t) => {
  for (const text of ['a + b', 'sum without () (a)', '-a ^ b', '(a unless b)[5m:]']) {
    const once = rewritten(text);
    t.ok('expr' in parseExpr(once, DIALECT), once);
  }
});

t.test('expressions that distributed mode would answer differently are named', async (t) => {
  const cases: [text: string, reason: string | undefined][] = [
    ['sum by (job) (rate(a[5m]))', undefined],
    ['quantile(0.9, a)', undefined],
    ['absent(a)', undefined],
    ['up', undefined],
    ['predict_linear(a[5m], 3600)', undefined],
    ['a{shard="1"}', 'NamesPartition'],
    ['rate(a{shard=~".*"}[5m])', 'NamesPartition'],
    ['sum by (shard) (a)', 'NamesPartition'],
    ['sum without (shard) (a)', 'NamesPartition'],
    ['a * on (shard) b', 'NamesPartition'],
    ['a * on (x) group_left (shard) b', 'NamesPartition'],
    ['label_replace(a, "shard", "$1", "x", "(.*)")', 'NamesPartition'],
    ['count_values("shard", a)', 'NamesPartition'],
    ['sum(limitk(3, a))', 'SeesLabels'],
    ['limit_ratio(0.3, a)', 'SeesLabels'],
    ['sort_by_label(a, "x")', 'SeesLabels'],
    ['sum(info(a))', 'SeesLabels'],
    ['max_over_time(sum(a)[1h:1500ms])', 'FractionOfSecond'],
    ['max_over_time(sum(a)[1500ms:1s])', 'FractionOfSecond'],
    ['max_over_time(sum(a)[1h:1m] offset 500ms)', 'FractionOfSecond'],
    ['max_over_time(sum(a)[1h:1m] @ 12.5)', 'FractionOfSecond'],
    ['rate(a[1500ms] offset 500ms)', undefined],
    ['quantile_over_time(scalar(q), a[5m])', 'RangeBesideSeries'],
    ['predict_linear(a[5m], scalar(sum(b)))', 'RangeBesideSeries'],
    ['a[5m]', 'NoVector'],
    ['"text"', 'NoVector'],
    ['vector(1)', 'NoSeries'],
    ['time()', 'NoSeries'],
  ];
  for (const [text, reason] of cases) t.equal(distributionObstacle(parsed(text), LABEL), reason, text);
});
