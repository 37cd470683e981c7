import t from 'tap';
import { enforceText } from '../../../hooks/promql/enforce.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const release = parseVersion('3.13.2');

t.test('a label is enforced in every selector', async (t) => {
  if (!release) throw new Error('no version');
  const cases: [name: string, text: string, want: string][] = [
    ['a selector', 'up', 'up{namespace="a"}'],
    ['other matchers stay', 'up{job="x"}', 'up{job="x",namespace="a"}'],
    ['a matcher on the label gives way', 'up{namespace="b"}', 'up{namespace="a"}'],
    ['a regex on the label gives way too', 'up{namespace=~".+",namespace!="c"}', 'up{namespace="a"}'],
    ['both sides of an operator', 'a / on (x) b', 'a{namespace="a"} / on (x) b{namespace="a"}'],
    [
      'ranges and subqueries',
      'rate(a[5m]) > max_over_time(b[1h:])',
      'rate(a{namespace="a"}[5m]) > max_over_time(b{namespace="a"}[1h:])',
    ],
    ['parameters of aggregations', 'topk(scalar(n), -(a))', 'topk(scalar(n{namespace="a"}), -(a{namespace="a"}))'],
    ['what selects nothing stays', 'vector(1) + time()', 'vector(1) + time()'],
    ['strings stay', 'label_replace(a, "x", "$1", "y", "up")', 'label_replace(a{namespace="a"}, "x", "$1", "y", "up")'],
  ];
  const by = { label: 'namespace', value: 'a' };
  for (const [name, text, want] of cases)
    t.strictSame(enforceText(text, { release, features: [] }, by), { text: want }, name);
  t.match(
    enforceText('a b', { release, features: [] }, by),
    { problem: { line: 1, column: 3 } },
    'what is no PromQL is said to be none',
  );
});
