// What rules of a tenant see while a label is enforced: expressions are kept to it, templates must not go around it.
import t from 'tap';
import { examineRule } from '../../../hooks/rules/examine.ts';
import { alert, context, parity, prometheusRule, spec } from '../../support/rules.ts';

const enforced = { enforcedNamespaceLabel: 'namespace' };
const querying = (rule: object, by = context(enforced)) => examineRule(prometheusRule(spec(alert(rule))), by);

const around: [name: string, rule: object, path: string][] = [
  ['an annotation', { annotations: { a: '{{ query "secrets" }}' } }, 'annotations.a'],
  ['a label', { labels: { l: '{{ with query "up" }}{{ . | first | value }}{{ end }}' } }, 'labels.l'],
  ['a variable', { annotations: { a: '{{ $q := (query "up") }}' } }, 'annotations.a'],
  ['a pipe', { annotations: { a: '{{ "up" | query }}' } }, 'annotations.a'],
  [
    'a printed expression',
    { annotations: { a: '{{ printf "up{x=%q}" $labels.x | query | first }}' } },
    'annotations.a',
  ],
  [
    'a template of its own',
    { annotations: { a: '{{ define "x" }}{{ query "up" }}{{ end }}{{ template "x" }}' } },
    'annotations.a',
  ],
  ['a loop', { annotations: { a: '{{ range query "up" }}{{ .Labels.instance }}{{ end }}' } }, 'annotations.a'],
];
for (const [name, rule, path] of around)
  t.test(`a rule under enforcement cannot query in a template: ${name}`, async (t) => {
    const { issues, text } = querying(rule);
    t.equal(text, undefined);
    t.match(issues, [
      {
        reason: 'InvalidTemplate',
        path: `spec.groups[0].rules[0].${path}`,
        message: /cannot be restricted to namespace="team": remove/,
      },
    ]);
    t.strictSame(querying(rule, context()).issues, [], 'without enforcement it may');
    t.strictSame(
      querying(rule, context({ ...enforced, isExcluded: () => true })).issues,
      [],
      'spared from enforcement it may',
    );
    t.strictSame(querying(rule, parity(enforced)).issues, [], 'the Go operator writes it');
  });

t.test('labels of a group are labels of its alerts', async (t) => {
  const of = { groups: [{ name: 'g', labels: { l: '{{ query "up" }}' }, rules: [alert({})] }] };
  t.match(examineRule(prometheusRule(of), context(enforced)).issues, [
    { reason: 'InvalidTemplate', path: 'spec.groups[0].labels.l' },
  ]);
});

t.test('templates without queries, and texts with the word query, stay', async (t) => {
  const rule = {
    annotations: { a: '{{ $labels.query }} {{ .Labels.query }} query {{ "query" }} {{ $value | humanize }}' },
  };
  t.strictSame(querying(rule).issues, []);
});

t.test('a rule under enforcement joins no info series of other tenants', async (t) => {
  const by = (more: object) => context({ ...enforced, enableFeatures: ['promql-experimental-functions'], ...more });
  const of = (expr: string, more: object = {}) => querying({ expr }, by(more));
  t.match(of('sum(info(up)) > 0').issues, [
    { reason: 'InvalidExpression', message: /target_info of all tenants: add a selector/ },
  ]);
  t.match(of('info(up, {cluster="a"}) > 0').text, /info\(up\{namespace="team"\}, ?\{cluster="a",namespace="team"\}\)/);
  t.strictSame(of('info(up) > 0', { isExcluded: () => true }).issues, []);
  t.strictSame(of('node_info > 0').issues, []);
});
