import t from 'tap';
import type { PrometheusRuleSpec } from '../../../hooks/api/prometheusrule.ts';
import { ruleContext } from '../../../hooks/controllers/prometheus/rules.ts';
import { text } from '../../../hooks/core/issue.ts';
import { checkRules } from '../../../hooks/rules/check.ts';
import type { RuleContext } from '../../../hooks/rules/context.ts';
import { alert, context, parity, spec, version } from '../../support/rules.ts';

const found = (of: PrometheusRuleSpec, by: RuleContext = context()): string[] =>
  checkRules(of, by).map((issue) => `${issue.reason} ${text(issue)}`);

t.test('rules that Prometheus loads', async (t) => {
  const cases: [name: string, of: PrometheusRuleSpec][] = [
    ['no groups', {}],
    ['an empty group', { groups: [{ name: 'g' }] }],
    [
      'an alert',
      spec(
        alert({
          for: '5m',
          keep_firing_for: '1h',
          labels: { severity: 'page' },
          annotations: { summary: '{{ $value }}' },
        }),
      ),
    ],
    ['a recording rule', spec({ record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { a: '{{ not a template' } })],
    ['a number as expression', spec({ record: 'one', expr: 1 })],
    ['a recording rule that waits no time', spec({ record: 'one', expr: 1, for: '0s' })],
    ['durations left empty', { groups: [{ name: 'g', interval: '', rules: [alert({ for: '' })] }] }],
    ['the same alert twice', spec(alert(), alert())],
    ['names beyond ASCII', spec(alert({ labels: { 'größe.x': 'a' } }), { record: 'http.requests', expr: 'up' })],
  ];
  for (const [name, of] of cases) t.strictSame(found(of), [], name);
});

t.test('rules that Prometheus does not load', async (t) => {
  const rule = 'spec.groups[0].rules[0]';
  const cases: [name: string, of: PrometheusRuleSpec, want: string[]][] = [
    [
      'a group without a name',
      { groups: [{ name: '' }] },
      ['InvalidRule spec.groups[0].name: is empty: give the group a name'],
    ],
    [
      'two groups of one name',
      { groups: [{ name: 'g' }, { name: 'g' }] },
      ['InvalidRule spec.groups[1].name: "g" is also the name of an earlier group: choose another'],
    ],
    [
      'record and alert',
      spec({ alert: 'a', record: 'b', expr: 'up' }),
      [`InvalidRule ${rule}: has both record and alert: write two rules`],
    ],
    ['neither', spec({ expr: 'up' }), [`InvalidRule ${rule}: needs record or alert`]],
    [
      'no expression',
      spec(alert({ expr: '' })),
      [`InvalidExpression ${rule}.expr: is empty: write a PromQL expression`],
    ],
    [
      'a bad expression',
      spec(alert({ expr: 'up down' })),
      [`InvalidExpression ${rule}.expr: is not valid PromQL: 1:4: unexpected "down"`],
    ],
    [
      'a bad duration',
      spec(alert({ for: '1m1h' })),
      [`InvalidDuration ${rule}.for: "1m1h" is not a duration: write it as 30s, 5m or 1h30m, below 292 years`],
    ],
    [
      'a recording rule that waits',
      spec({ record: 'a', expr: 'up', for: '5m', keep_firing_for: '5m', annotations: { a: 'b' } }),
      ['annotations', 'for', 'keep_firing_for'].map(
        (field) => `InvalidRule ${rule}.${field}: is only for alerting rules: remove it from this recording rule`,
      ),
    ],
    [
      'an expression as name',
      spec({ record: 'up{job="x"}', expr: 'up' }),
      [`InvalidRule ${rule}.record: "up{job="x"}" has braces: move this text to expr`],
    ],
    [
      'the metric name as label',
      spec(alert({ labels: { __name__: 'x' } })),
      [`InvalidLabelName ${rule}.labels.__name__: a rule cannot set the metric name: remove this label`],
    ],
    [
      'a bad template in a label',
      spec(alert({ labels: { team: '{{ foo }}' } })),
      [`InvalidTemplate ${rule}.labels.team: is not a valid template: 1:4: the function "foo" is not defined`],
    ],
    [
      'a bad template in an annotation',
      spec(alert({ annotations: { summary: '{{ .X' } })),
      [
        'InvalidTemplate ' +
          `${rule}.annotations.summary: is not a valid template: 1:3: the action is not closed: "}}" is missing`,
      ],
    ],
    [
      'all mistakes at once',
      { groups: [{ name: 'g', interval: '5', rules: [alert({ expr: ')' }), { expr: 'up' }] }] },
      [
        'InvalidDuration spec.groups[0].interval: "5" is not a duration: write it as 30s, 5m or 1h30m, below 292 years',
        `InvalidExpression ${rule}.expr: is not valid PromQL: 1:1: unexpected ")"`,
        'InvalidRule spec.groups[0].rules[1]: needs record or alert',
      ],
    ],
  ];
  for (const [name, of, want] of cases) t.strictSame(found(of), want, name);
});

t.test('names before Prometheus 3 are ASCII', async (t) => {
  const old = context({ version: version('v2.55.0') });
  const rule = 'spec.groups[0].rules';
  t.strictSame(
    found(spec(alert({ labels: { 'a.b': 'x' }, annotations: { 'c-d': 'y' } }), { record: 'e.f', expr: 'up' }), old),
    [
      'InvalidLabelName ' +
        `${rule}[0].labels.a.b: "a.b" is not a label name: use ASCII letters, digits and _, no digit first`,
      'InvalidLabelName ' +
        `${rule}[0].annotations.c-d: "c-d" is not an annotation name: use ASCII letters, digits and _, no digit first`,
      `InvalidRule ${rule}[1].record: "e.f" is not a metric name: use ASCII letters, digits, _ and :, no digit first`,
    ],
  );
});

t.test('names are ASCII for a Prometheus that takes no others', async (t) => {
  const dotted = spec(alert({ labels: { 'team.name': 'a' } }));
  t.strictSame(checkRules(dotted, context()), []);
  t.match(checkRules(dotted, context({ legacyNames: true })), [
    { reason: 'InvalidLabelName', path: /labels\.team\.name/ },
  ]);
  const legacy = { nameValidationScheme: 'Legacy' } as const;
  const { version: release, options } = context();
  t.equal(ruleContext({ version: release, options }, legacy).legacyNames, true);
  t.equal(
    ruleContext({ version: release, options: { ...options, parity: true } }, legacy).legacyNames,
    false,
    'the Go operator does not look',
  );
});

t.test(
  'what the running Prometheus does not know is refused, where the Go operator would let it through',
  async (t) => {
    const old = { version: version('v2.55.0') };
    const newer = spec(alert({ expr: 'first_over_time(up[5m])', annotations: { at: '{{ now }}' } }));
    const flags = ['promql-experimental-functions'];
    t.strictSame(found(newer, parity({ ...old, enableFeatures: flags })), []);
    t.strictSame(found(newer, context({ ...old, enableFeatures: flags })), [
      'InvalidExpression spec.groups[0].rules[0].expr: is not valid PromQL: 1:1: first_over_time() needs ' +
        'Prometheus 3.7.0 or newer',
      'InvalidTemplate spec.groups[0].rules[0].annotations.at: is not a valid template: 1:4: the function "now" ' +
        'needs Prometheus 3.6.0 or newer',
    ]);
  },
);
