import t from 'tap';
import type { PrometheusRuleSpec } from '../../../hooks/api/prometheusrule.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import type { RuleContext } from '../../../hooks/rules/context.ts';
import { examineRule } from '../../../hooks/rules/examine.ts';
import { alert, context, parity, prometheusRule, spec, version } from '../../support/rules.ts';

const file = (of: PrometheusRuleSpec, by: RuleContext = context()): string | undefined =>
  examineRule(prometheusRule(of), by).text;

t.test('a PrometheusRule becomes a file named after it', async (t) => {
  const examined = examineRule(prometheusRule(spec(alert())), context());
  t.equal(examined.key, 'team-r-u-1.yaml');
  t.strictSame(examined.issues, []);
});

t.test('the file has the fields of the object, without empty ones', async (t) => {
  const full = {
    groups: [
      {
        name: 'g',
        interval: '1m',
        limit: 0,
        query_offset: '5s',
        labels: { team: 'x' },
        partial_response_strategy: 'warn',
        rules: [
          alert({ for: '0s', keep_firing_for: '5m', labels: { b: '1', a: 'yes' }, annotations: {} }),
          { record: 'a:b', alert: '', expr: 1, labels: {} },
        ],
      },
    ],
  };
  t.equal(
    file(full),
    `groups:
- interval: 1m
  labels:
    team: x
  limit: 0
  name: g
  query_offset: 5s
  rules:
  - alert: Down
    expr: up == 0
    for: 0s
    keep_firing_for: 5m
    labels:
      a: "yes"
      b: "1"
  - expr: 1
    record: a:b
`,
  );
  t.equal(file({}), '{}\n');
});

t.test('fields that are too new are left out', async (t) => {
  const of = {
    groups: [
      {
        name: 'g',
        limit: 1,
        query_offset: '5s',
        labels: { a: 'b' },
        partial_response_strategy: 'warn',
        rules: [alert({ keep_firing_for: '5m' })],
      },
    ],
  };
  const cases: [name: string, by: RuleContext, want: RegExp[], not: RegExp][] = [
    [
      'Prometheus 2.30',
      context({ version: version('v2.30.0') }),
      [/expr/],
      /limit|query_offset|labels|keep_firing_for|partial/,
    ],
    [
      'Prometheus 2.53',
      context({ version: version('v2.53.0') }),
      [/limit/, /query_offset/, /keep_firing_for/],
      /labels|partial/,
    ],
    [
      'Thanos 0.34',
      context({ flavour: 'thanos', version: version('v0.34.0') }),
      [/limit/, /keep_firing_for/, /partial_response_strategy: warn/],
      /query_offset|labels/,
    ],
    ['Thanos 0.39', context({ flavour: 'thanos', version: version('v0.39.0') }), [/query_offset/, /labels/], /nothing/],
  ];
  for (const [name, by, want, not] of cases) {
    const text = file(of, by) ?? '';
    for (const pattern of want) t.match(text, pattern, name);
    t.notMatch(text, not, name);
  }
});

t.test('an empty duration is left out; the Go operator writes it', async (t) => {
  const of = { groups: [{ name: 'g', interval: '', rules: [alert({ for: '' })] }] };
  t.notMatch(file(of), /interval|for:/);
  t.match(file(of, parity()), /interval: ""[\s\S]*for: ""/);
});

t.test('an enforced namespace is on every rule and in every selector', async (t) => {
  const by = context({ enforcedNamespaceLabel: 'tenant', isExcluded: (_, name) => name === 'spared' });
  const of = spec(alert({ labels: { tenant: 'other', a: 'b' } }), { record: 'x', expr: 1 });
  t.equal(
    file(of, by),
    `groups:
- name: g
  rules:
  - alert: Down
    expr: up{tenant="team"} == 0
    labels:
      a: b
      tenant: team
  - expr: "1"
    labels:
      tenant: team
    record: x
`,
  );
  t.match(
    examineRule(prometheusRule(of, { name: 'spared' }), by).text,
    /expr: up == 0/,
    'a spared object stays as it is',
  );
});

t.test('an expression that cannot be enforced rejects the object; the Go operator drops it silently', async (t) => {
  const of = prometheusRule(spec(alert({ expr: 'up down' })));
  const tenancy = { enforcedNamespaceLabel: 'tenant' };
  t.match(examineRule(of, context(tenancy)), {
    text: undefined,
    issues: [
      { reason: 'InvalidExpression', path: 'spec.groups[0].rules[0].expr', message: /tenant cannot be enforced/ },
    ],
  });
  t.match(examineRule(of, parity(tenancy)), { text: undefined, issues: { length: 0 } });
});

t.test('an object that no ConfigMap holds is rejected', async (t) => {
  const rules = Array.from({ length: 3000 }, (_, i) => alert({ annotations: { text: `${i} <${'x'.repeat(60)}>` } }));
  const dynamic = context({ options: { ...parseOptions(), applyStrategy: 'dynamic-apply' } });
  const small = spec(...rules.slice(0, 2400));
  t.match(examineRule(prometheusRule(small), context()).issues, { length: 0 });
  t.match(examineRule(prometheusRule(small), dynamic), {
    text: undefined,
    issues: [{ reason: 'TooLarge', message: /split them/ }],
  });
  const large = spec(...rules, ...rules);
  t.match(examineRule(prometheusRule(large), context()).issues, [{ reason: 'TooLarge' }]);
});

t.test('an object of a wrong shape is rejected, whatever it holds', async (t) => {
  const broken: unknown[] = [
    null,
    { groups: 1 },
    { groups: [null] },
    { groups: [{ name: 'g', rules: {} }] },
    { groups: [{ name: 1, rules: [alert()] }] },
  ];
  for (const of of broken)
    t.ok(examineRule(prometheusRule(of as PrometheusRuleSpec), context()).issues.length > 0, JSON.stringify(of));
  const nulls = {
    groups: [
      {
        name: 'g',
        interval: null,
        labels: { a: null },
        rules: [{ ...alert(), labels: null, annotations: { a: null } }],
      },
    ],
  };
  t.doesNotThrow(() => examineRule(prometheusRule(nulls as unknown as PrometheusRuleSpec), context()));
  t.doesNotThrow(() =>
    examineRule(prometheusRule(nulls as unknown as PrometheusRuleSpec), context({ enforcedNamespaceLabel: 'x' })),
  );
});

t.test('a result is cached until the object or its context changes', async (t) => {
  const at = (resourceVersion: string, more: object = {}) => prometheusRule(spec(alert(more)), { resourceVersion });
  const first = examineRule(at('1'), context());
  t.equal(examineRule(at('1'), context({ options: parseOptions() })), first, 'the same object in an equal context');
  t.equal(examineRule(at('2'), context()), first, 'another version with the same content');
  t.not(examineRule(at('1', { for: '5m' }), context()), first, 'another content, whatever its version says');
  t.not(examineRule(at('1'), context({ version: version('v2.55.0') })), first, 'another Prometheus');
  t.not(examineRule(at('1'), context({ enforcedNamespaceLabel: 'tenant' })), first, 'tenancy');
  t.not(examineRule(at('1'), context({ legacyNames: true })), first, 'names');
});
