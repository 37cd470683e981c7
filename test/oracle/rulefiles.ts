// Rule files for the comparison with promtool: valid ones, and what becomes of them by small accidents. The same ones
// on every run.
import { type Random, random } from '../support/random.ts';

const EXPRS: readonly string[] = [
  'up == 0',
  'rate(http_requests_total{job="a",code=~"5.."}[5m]) > 0.1',
  'sum by (job) (rate(x_total[1m])) / sum by (job) (rate(y_total[1m]))',
  'histogram_quantile(0.99, sum by (le) (rate(d_seconds_bucket[5m])))',
  'absent(up{job="x"})',
  'a and on (instance) b unless ignoring (job) c',
  'topk(3, avg_over_time(temp[1h:5m]))',
  '-x ^ 2 + 3 % 4',
  'x offset 5m > bool 7',
  'label_replace(up, "a", "$1", "b", "(.*)")',
  'vector(1)',
  'time() - x @ end()',
  '{__name__=~"job:.+", env!="dev"}',
  'count_values("v", x) == 1e3',
  '1 + 0x1F',
];
const BROKEN: readonly string[] = [
  'sum(up',
  'rate(up)',
  'up[5m]',
  'x =',
  'foo(bar)',
  '{}',
  'a + on(',
  'up{job=x}',
  'sum by job (x)',
  '"text"',
  '1 > 2',
  'x offset',
  'up[0s]',
  'mad_over_time(x[5m])',
  'sum_over_time(x)',
  'x == "a"',
  'and(x)',
  'up{a="b",,}',
  'topk(x)',
  'up[5m] @ 1 offset 1m',
];
const TEMPLATES: readonly string[] = [
  '{{ $labels.job }} is down',
  '{{ $value | humanize }}',
  '{{ range query "up" }}{{ . | label "job" }}{{ end }}',
  'plain text, with: colon',
  '{{ if gt $value 1.0 }}much{{ else }}little{{ end }}',
  '{{ $externalLabels.cluster }}',
  '{{ .Labels.a }}-{{ printf "%.2f" .Value }}',
];
const BROKEN_TEMPLATES: readonly string[] = [
  '{{ $labels.job',
  '{{ nope }}',
  '{{ end }}',
  '{{ $missing }}',
  '{{ if }}x{{ end }}',
  '{{ .x. }}',
];
const DURATIONS: readonly string[] = ['30s', '5m', '1h30m', '0', '1d', '500ms', '1y', '2w'];
const BROKEN_DURATIONS: readonly string[] = ['5', '5 m', '-1m', '1m30h', '1.5h', '""', '400y', '5M', 'x'];
const NAMES: readonly string[] = ['severity', 'team', 'a_b', '_x', 'runbook_url', 'naïve', 'with-dash', 'a.b'];
const BROKEN_NAMES: readonly string[] = ['__name__', '""'];
const RECORDS: readonly string[] = ['job:x:rate5m', 'a', 'ünï:code', 'x:y'];
const BROKEN_RECORDS: readonly string[] = ['"a{b}"', 'sum(x){', '""'];
/** What slips into a file by accident. */
const BITS: readonly string[] = [
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    ':',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '#',
    '-',
    '- ',
    '*a',
    '&a ',
    '!!int ',
    '!!str ',
    '~',
    'null',
    'yes',
    '5',
    '5m',
    '|',
    '>',
    ',',
    '?',
  ],
  ...[
    '%',
    '@',
    '`',
    '<<: ',
    '\u00a0',
    'é',
    '\\',
    '---\n',
    '...\n',
    '0x1',
    '.5',
    'name: ',
    'expr: up\n',
    '{{',
    '}}',
    '\r\n',
    '\u2028',
  ],
];

const oneOf = (by: Random, good: readonly string[], bad: readonly string[], odds: number): string =>
  by.pick(by.next() < odds ? bad : good);
const quoted = (by: Random, text: string): string => {
  const how = by.below(4);
  if (/^["']|^$/.test(text) || (how === 0 && by.next() < 0.1)) return text;
  if (how === 1) return JSON.stringify(text);
  if (how === 2) return `'${text.replaceAll("'", "''")}'`;
  return /[:#{}[\],&*?|<>=!%@`"'\\-]/.test(text) ? JSON.stringify(text) : text;
};

function texts(by: Random, field: string, bad: number): string[] {
  const names = Array.from({ length: 1 + by.below(3) }, () => oneOf(by, NAMES, BROKEN_NAMES, bad));
  return [
    `    ${field}:`,
    ...names.map((name) => `      ${name}: ${quoted(by, oneOf(by, TEMPLATES, BROKEN_TEMPLATES, bad))}`),
  ];
}

function rule(by: Random, bad: number): string[] {
  const isAlert = by.next() < 0.6;
  const expr = oneOf(by, EXPRS, BROKEN, bad);
  const head = isAlert
    ? `alert: ${by.pick(['Down', 'Slow', 'Is Odd', '5'])}`
    : `record: ${oneOf(by, RECORDS, BROKEN_RECORDS, bad)}`;
  return [
    `  - ${head}`,
    ...(by.next() < 0.2
      ? ['    expr: |', ...expr.split(' ').map((word) => `      ${word}`)]
      : [`    expr: ${quoted(by, expr)}`]),
    ...(isAlert && by.next() < 0.5 ? [`    for: ${oneOf(by, DURATIONS, BROKEN_DURATIONS, bad)}`] : []),
    ...(isAlert && by.next() < 0.3 ? [`    keep_firing_for: ${oneOf(by, DURATIONS, BROKEN_DURATIONS, bad)}`] : []),
    ...(!isAlert && by.next() < bad ? ['    for: 5m'] : []),
    ...(by.next() < 0.6 ? texts(by, 'labels', bad) : []),
    ...(isAlert && by.next() < 0.6 ? texts(by, 'annotations', bad) : []),
    ...(by.next() < bad ? [`    ${by.pick(['severity: x', 'expression: up', 'alert: Twice', 'limit: 3'])}`] : []),
  ];
}

function group(by: Random, i: number, bad: number): string[] {
  return [
    `- name: ${by.next() < bad ? by.pick(['g0', '""', 'null', '5']) : `g${i}`}`,
    ...(by.next() < 0.4 ? [`  interval: ${oneOf(by, DURATIONS, BROKEN_DURATIONS, bad)}`] : []),
    ...(by.next() < 0.2 ? [`  query_offset: ${oneOf(by, DURATIONS, BROKEN_DURATIONS, bad)}`] : []),
    ...(by.next() < 0.3
      ? [`  limit: ${oneOf(by, ['0', '10', '-1', '0x10', '1_000'], ['"5"', 'x', '1.5.2', '[]', 'true', '.inf'], bad)}`]
      : []),
    ...(by.next() < bad ? ['  partial_response_strategy: warn'] : []),
    '  rules:',
    ...Array.from({ length: by.below(4) }, () => rule(by, bad)).flat(),
  ];
}

const file = (by: Random, bad: number): string =>
  `${['groups:', ...Array.from({ length: 1 + by.below(3) }, (_, i) => group(by, i, bad)).flat()].join('\n')}\n`;

/** One small accident. */
function accident(by: Random, text: string): string {
  const at = by.below(text.length + 1);
  const lines = text.split('\n');
  const line = by.below(lines.length);
  switch (by.below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + by.pick(BITS) + text.slice(at);
    case 2:
      return text.slice(0, at) + by.pick(BITS) + text.slice(at + 1 + by.below(4));
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 5:
      return lines.with(line, by.next() < 0.5 ? ` ${lines[line]}` : (lines[line] ?? '').slice(1)).join('\n');
    default:
      return lines.with(line, (lines[line] ?? '').replace(/:.*$/, `: ${by.pick(BITS)}`)).join('\n');
  }
}

/** `count` rule files: a third valid, a third with mistakes of meaning, a third with one to three accidents. */
export function ruleFiles(seed: number, count: number): string[] {
  const by = random(seed);
  return Array.from({ length: count }, (_, i) => {
    let text = file(by, i % 3 === 1 ? 0.06 : 0);
    if (i % 3 === 2) for (let n = 1 + by.below(3); n > 0; n--) text = accident(by, text);
    return text;
  });
}
