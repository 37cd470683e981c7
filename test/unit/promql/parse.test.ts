import t from 'tap';
import type { Dialect } from '../../../hooks/promql/dialect.ts';
import { parseExpr, problemText } from '../../../hooks/promql/parse.ts';
import { printExpr } from '../../../hooks/promql/print.ts';
import { parseVersion, type Version } from '../../../hooks/versions/version.ts';

const version = (text: string): Version => {
  const found = parseVersion(text);
  if (!found) throw new Error(text);
  return found;
};

const FLAGS = [
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
];
const PLAIN: Dialect = { release: version('3.13.2'), features: [] };
const ALL: Dialect = { release: version('3.16.0'), features: FLAGS };

const result = (text: string, dialect: Dialect): string => {
  const parsed = parseExpr(text, dialect);
  return 'problem' in parsed ? problemText(parsed.problem) : `${parsed.type} ${printExpr(parsed.expr)}`;
};

t.test('what Prometheus takes is read, and printed as Prometheus prints it', async (t) => {
  const cases: [name: string, text: string, want: string][] = [
    ['a metric', 'up', 'vector up'],
    ['matchers are sorted and quoted alike', `up{b='x', a=~"y.*",}`, 'vector up{a=~"y.*",b="x"}'],
    ['a name in braces', '{__name__="up"}', 'vector {__name__="up"}'],
    ['a name beyond ASCII', `{"http.requests", 'a b'="c"}`, 'vector {"a b"="c",__name__="http.requests"}'],
    ['keywords as names', 'sum by (on, by) (sum{bool="x"})', 'vector sum by (on, by) (sum{bool="x"})'],
    ['words in any case', 'foo OR bar OFFSET 5m', 'vector foo or bar offset 5m'],
    ['an aggregation with its labels behind', 'SUM(foo) BY (job)', 'vector sum by (job) (foo)'],
    ['without', 'count without(a)(foo)', 'vector count without (a) (foo)'],
    ['no labels', 'sum by () (foo)', 'vector sum(foo)'],
    ['a parameter', `count_values("v", foo)`, 'vector count_values("v", foo)'],
    ['a range in its normal form', 'rate(foo[90s])', 'vector rate(foo[1m30s])'],
    ['a number as range', 'rate(foo[300])', 'vector rate(foo[5m])'],
    ['a subquery', 'max_over_time(foo[1h:] offset 1d)', 'vector max_over_time(foo[1h:] offset 1d)'],
    ['a subquery with a step, at a time', '(a + b)[1h:5m] @ 10.5', 'matrix (a + b)[1h:5m] @ 10.500'],
    ['start and end', 'foo @ start() + bar @ end()', 'vector foo @ start() + bar @ end()'],
    ['an offset before the time', 'foo offset -5m @ 3', 'vector foo @ 3.000 offset -5m'],
    ['a modifier belongs to the operand before it', 'a + b offset 5m * c', 'vector a + b offset 5m * c'],
    ['a sign is weaker than a power', '-2 ^ 2', 'scalar -2 ^ 2'],
    ['a sign and a modifier', '-foo offset 5m', 'vector -foo offset 5m'],
    ['matching', 'a / on(x) group_left(y, z) b', 'vector a / on (x) group_left (y, z) b'],
    ['ignoring nothing is left out', 'a * ignoring() b', 'vector a * b'],
    ['bool', '1 < bool 2', 'scalar 1 < bool 2'],
    ['a hexadecimal number', '0x1F', 'scalar 31'],
    ['an octal number', '017', 'scalar 15'],
    ['a large number', '1e21', 'scalar 1000000000000000000000'],
    ['a small number', '1.5e-7', 'scalar 0.00000015'],
    ['a number ending in a dot', '1./6.', 'scalar 1 / 6'],
    ['infinity', '-inF', 'scalar -Inf'],
    ['a duration as number', 'time() - foo > 10m', 'vector time() - foo > 10m'],
    ['a string', '"a\\n\\x41"', 'string "a\\nA"'],
    ['a raw string', '`a\\n`', 'string "a\\\\n"'],
    ['a comment', 'foo # bar', 'vector foo'],
    ['a comment between', 'sum( # all\n foo)', 'vector sum(foo)'],
    ['a metric called offset', 'offset offset 5m', 'vector offset offset 5m'],
    ['optional arguments', 'hour() + round(foo)', 'vector hour() + round(foo)'],
    ['any number of arguments', 'label_join(foo, "a", ",", "b", "c")', 'vector label_join(foo, "a", ",", "b", "c")'],
  ];
  for (const [name, text, want] of cases) t.equal(result(text, PLAIN), want, name);
});

t.test('common mistakes are reported with what to write instead', async (t) => {
  const cases: [text: string, hint: RegExp][] = [
    ['up{job=x}', /unexpected "x": write the value in quotes/],
    ['up{job=="x"}', /one = compares labels/],
    ['up{a="b" c="d"}', /put a comma between two matchers/],
    ['up{a="b"', /a } is missing/],
    ['rate(up[5m)', /unexpected/],
    ['sum by job (up)', /labels need parentheses, as in by \(job\)/],
    ['up by (job)', /it belongs to an aggregation/],
    ['up = 1', /== compares/],
    ['up && down', /write and/],
    ['up || down', /write or/],
    ['http.requests', /a name with dots needs quotes and braces/],
    ['ratee(up[5m])', /unknown function "ratee", do you mean rate\(\)\?/],
    ['sum_overtime(up[5m])', /do you mean sum_over_time\(\)\?/],
    ['zzzzz(up)', /unknown function "zzzzz"$/],
    ['rate(sum(up))', /a subquery is one, as in \(\.\.\.\)\[5m:\]/],
    ['sum(up[5m])', /remove the range, or use a function such as rate\(\)/],
  ];
  for (const [text, want] of cases) t.match(result(text, PLAIN), want, text);
});

t.test('what Prometheus refuses is refused, with the place and what is wrong', async (t) => {
  const cases: [name: string, text: string, want: string][] = [
    ['nothing', ' ', '1:1: the expression is empty'],
    ['a comment alone', '# x', '1:1: the expression is empty'],
    ['two metrics', 'foo bar', '1:5: unexpected "bar"'],
    ['an operator without operand', 'foo +\n', '2:1: the expression ends too early'],
    ['a parenthesis that stays open', 'sum(foo', '1:8: the expression ends too early: a ) is missing'],
    ['a place in the third line', 'a\n+\nb c', '3:3: unexpected "c"'],
    ['an unknown function', 'foo + bar(baz)', '1:7: unknown function "bar"'],
    ['a string that stays open', 'foo{a="b', '1:7: the string is not closed'],
    ['an unknown escape', '"\\q"', '1:1: the string "\\q" is not closed, or has an invalid escape'],
    [
      'a lookahead',
      'foo{a=~"(?=b)"}',
      '1:8: "(?=b)" is not RE2: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    ['every series', '{}', '1:1: the selector matches all series: add a matcher that does not match the empty string'],
    [
      'every series by a regex',
      '{a=~".*"}',
      '1:1: the selector matches all series: add a matcher that does not match the empty string',
    ],
    ['a name twice', 'foo{__name__="bar"}', '1:1: the metric name is set twice: foo and bar'],
    [
      'rate of an instant vector',
      'rate(foo)',
      '1:6: argument 1 of rate() must be a range vector, not an instant vector: add a range, as in foo[5m]',
    ],
    ['too few arguments', 'clamp(foo, 1)', '1:1: clamp() takes 3 arguments, not 2'],
    ['too many arguments', 'round(foo, 1, 2)', '1:1: round() takes at most 2 arguments, not 3'],
    ['an aggregation of nothing', 'sum()', '1:1: sum takes 1 argument, not 0'],
    [
      'a parameter of the wrong type',
      'topk("a", foo)',
      '1:6: the first argument of topk must be a scalar, not a string',
    ],
    ['a comparison of scalars', '1 == 1', '1:1: a comparison between scalars needs bool, as in == bool'],
    ['bool without comparison', 'a + bool b', '1:1: bool is for comparisons, not for +'],
    ['a set operator and a scalar', 'a and 1', '1:1: and is for two instant vectors'],
    [
      'groups on a set operator',
      'a or on(x) group_left b',
      '1:1: or takes neither group_left nor group_right nor fill',
    ],
    [
      'a label twice',
      'a * on(x) group_left(x) b',
      '1:1: the label x can be in on or in the group modifier, not in both',
    ],
    [
      'a range on a sum',
      'sum(a)[5m]',
      '1:8: a range can only follow a selector; use a subquery for other expressions, as in (...)[1h:5m]',
    ],
    ['a range that is no time', 'a[0]', '1:3: the duration must be above zero'],
    ['an offset before the range', 'a offset 5m [5m]', '1:14: offset must come after the range'],
    ['an offset twice', 'a offset 5m offset 5m', '1:20: offset is allowed only once'],
    ['an offset on a number', '1 offset 5m', '1:10: offset must follow a selector, a range or a subquery'],
    ['a sign before a range', '-a[5m]', '1:1: a sign is for scalars and instant vectors, not for a range vector'],
    ['units in the wrong order', 'a[1m1h]', '1:5: unexpected "1h"'],
    ['a strange blank', 'a\u00a0+ b', '1:2: only spaces, tabs and line ends can separate words'],
    ['a number glued to a word', 'a > 2or b', '1:5: a space is missing after "2"'],
  ];
  for (const [name, text, want] of cases) t.equal(result(text, PLAIN), want, name);
});

t.test('flags and releases decide what else is taken', async (t) => {
  const old: Dialect = { release: version('2.30.0'), features: [] };
  const cases: [name: string, text: string, dialect: Dialect, want: string][] = [
    [
      'an experimental function',
      'mad_over_time(a[5m])',
      PLAIN,
      '1:1: mad_over_time() is experimental: it needs the feature flag promql-experimental-functions',
    ],
    ['an experimental function, with the flag', 'mad_over_time(a[5m])', ALL, 'vector mad_over_time(a[5m])'],
    ['one that is stable by now', 'first_over_time(a[5m])', { ...ALL, features: [] }, 'vector first_over_time(a[5m])'],
    [
      'a function that is too new',
      'start_timestamp(a)',
      PLAIN,
      '1:1: start_timestamp() needs Prometheus 3.14.0 or newer',
    ],
    [
      'a function that is gone',
      'holt_winters(a[5m], 0.5, 0.5)',
      PLAIN,
      '1:1: holt_winters() was removed in Prometheus 3.0.0',
    ],
    ['the same while it was there', 'holt_winters(a[5m], 0.5, 0.5)', old, 'vector holt_winters(a[5m], 0.5, 0.5)'],
    ['trigonometry in an old release', 'sin(a)', old, '1:1: sin() needs Prometheus 2.31.0 or newer'],
    [
      'a time in an old release',
      'a @ 1',
      old,
      '1:1: the @ modifier needs Prometheus 2.33.0 or newer, or the feature flag promql-at-modifier',
    ],
    [
      'a quoted name in an old release',
      '{"a.b"}',
      old,
      '1:2: a quoted metric or label name needs Prometheus 3.0.0 or newer',
    ],
    [
      'arithmetic on durations',
      'a[5m + 1m]',
      PLAIN,
      '1:3: arithmetic on durations needs Prometheus 3.14.0 or newer, or the feature flag promql-duration-expr',
    ],
    [
      'arithmetic on durations, with the flag',
      'a[max_of(5m, STEP()) * -2] offset -(1m)',
      ALL,
      'matrix a[max_of(5m, step()) * -2] offset -(1m)',
    ],
    [
      'smoothed',
      'rate(a[5m] smoothed)',
      PLAIN,
      '1:12: anchored or smoothed needs Prometheus 3.16.0 or newer, ' +
        'or the feature flag promql-extended-range-selectors',
    ],
    ['smoothed, with the flag', 'rate(a[5m] smoothed)', ALL, 'vector rate(a[5m] smoothed)'],
    [
      'fill',
      'a + fill(0) b',
      PLAIN,
      '1:5: fill, fill_left or fill_right needs the feature flag promql-binop-fill-modifiers',
    ],
    [
      'fill, with the flag',
      'a + on(x) fill_left(-1) fill_right(2) b',
      ALL,
      'vector a + on (x) fill_left (-1) fill_right (2) b',
    ],
    ['scalar functions of two numbers', 'a > min_of(1, 2)', ALL, 'vector a > min_of(1, 2)'],
  ];
  for (const [name, text, dialect, want] of cases) t.equal(result(text, dialect), want, name);
});

t.test('extreme expressions end in a problem, not in a crash', async (t) => {
  const texts = [
    `${'('.repeat(5000)}a${')'.repeat(5000)}`,
    `${'-'.repeat(5000)}a`,
    `a${' + a'.repeat(5000)}`,
    `2${' ^ 2'.repeat(5000)}`,
  ];
  for (const text of texts) t.match(result(text, PLAIN), /nested too deeply|unexpected/);
});

t.test('a text for which the stack is too small ends in a problem', async (t) => {
  const below = (depth: number): string => (depth > 0 ? below(depth - 1) : result(`a${' + a'.repeat(30_000)}`, PLAIN));
  const results = [4000, 5000, 6000, 7000].map(below);
  for (const found of results) t.match(found, /too long or nested too deeply|unexpected/);
  t.match(results.join(), /too long or nested too deeply/);
});

t.test('printing what was printed changes nothing', async (t) => {
  const texts = [
    '-2 ^ -3 ^ 2',
    'a{b="\\u00e9\\xff"}',
    'sum by ("a b") (a) / ignoring (c) group_right () b',
    'a[1h:5m] @ end() offset -1w',
    '(((a)))',
  ];
  for (const text of texts) {
    const once = result(text, ALL).replace(/^\w+ /, '');
    t.equal(result(once, ALL).replace(/^\w+ /, ''), once, text);
  }
});
