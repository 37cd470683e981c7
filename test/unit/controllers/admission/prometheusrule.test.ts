// PrometheusRules on their way into the cluster: refused for what the sync would reject them for, and for nothing else.
import t from 'tap';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { type Response, review } from '../../../support/admission.ts';
import { prometheus, prometheusRule } from '../../../support/objects.ts';
import { conditionOf, post, syncRequest } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

async function ask(object: ReturnType<typeof prometheusRule>): Promise<Response> {
  const answer = await post(app, '/admission/prometheusrules', review(object));
  if (answer.code !== 200) throw new Error(answer.text);
  return answer.body['response'] as Response;
}
const rules = (...list: readonly unknown[]) => prometheusRule([{ name: 'web', rules: list }]);
const alert = (expr: string, rest: Record<string, unknown> = {}) => ({ alert: 'Down', expr, ...rest });
const broken = alert('sum(');

const wrong: readonly (readonly [name: string, object: ReturnType<typeof prometheusRule>])[] = [
  ['an expression that ends too early', rules(broken)],
  ['an expression that compares nothing', rules(alert('up == '))],
  ['a rule of no kind', rules({ expr: 'up' })],
  ['a rule of both kinds', rules({ alert: 'A', record: 'b', expr: 'up' })],
  ['a duration that is none', rules(alert('up', { for: 'soon' }))],
  ['a template with a variable that is none', rules(alert('up', { annotations: { summary: '{{ $what }}' } }))],
  ['two groups of one name', prometheusRule([{ name: 'web' }, { name: 'web' }])],
  ['a recorded series with braces', rules({ record: 'a{b="c"}', expr: 'up' })],
  ['a label that names the metric', rules(alert('up', { labels: { __name__: 'x' } }))],
  ['groups that are text', prometheusRule('none' as never)],
  ['a label that is a number', rules(alert('up', { labels: { severity: 1 } }))],
  ['a function that does not exist', rules(alert('nobody_has_it(up)'))],
];

t.test('what the sync rejects is refused, with the message of the sync', async (t) => {
  for (const [name, object] of wrong) {
    t.test(name, async (t) => {
      const response = await ask(object);
      t.equal(response.allowed, false);
      t.match(response.status, { code: 422, reason: 'Invalid' });
      const sync = await post(app, '/prometheus/sync', syncRequest(prometheus({ ruleSelector: {} }), [object]));
      const reported =
        conditionOf(sync, 'ResourcesAccepted')?.message.replace('PrometheusRule monitoring/rules ', '') ?? '';
      t.not(reported, '');
      const [head, first = ''] = response.status?.message.split('\n') ?? [];
      t.equal(head, 'PrometheusRule monitoring/rules is not valid');
      t.ok(first.startsWith(reported), `${first} begins with ${reported}`);
    });
  }
});

t.test('a refusal names the group and the alert beside the path', async (t) => {
  const response = await ask(prometheusRule([{ name: 'first' }, { name: 'web', rules: [alert('up'), broken] }]));
  t.match(response.status?.message, /\nspec\.groups\[1\]\.rules\[1\]\.expr: .* \(group "web", alert "Down"\)$/);
});

t.test('the first twenty issues are reported, and how many more there are', async (t) => {
  const three = await ask(rules(broken, alert('up', { for: 'soon' }), { expr: 'up' }));
  t.equal(three.status?.message.split('\n').length, 1 + 3);
  const many = await ask(rules(...Array.from({ length: 33 }, () => broken)));
  const lines = many.status?.message.split('\n') ?? [];
  t.equal(lines.length, 1 + 20 + 1);
  t.equal(lines.at(-1), 'and 13 more');
});

t.test('a valid object is allowed without a warning', async (t) => {
  for (const object of [
    prometheusRule([]),
    rules(
      alert('rate(http_requests_total[5m]) > 0', {
        for: '5m',
        labels: { severity: 'page' },
        annotations: { s: '{{ $value }}' },
      }),
    ),
    rules({ record: 'job:up:sum', expr: 'sum by (job) (up)' }),
    rules(alert('{"http.requests", "service.name"="web"}', { labels: { 'service.name': 'web' } })),
    prometheusRule([{ name: 'g', partial_response_strategy: 'warn', query_offset: '1m', rules: [alert('up')] }]),
  ])
    t.strictSame(await ask(object), { uid: '705ab4f5-6393-11e8-b7cc-42010a800002', allowed: true });
});

t.test('what only some releases of Prometheus accept is allowed, with a warning that names the release', async (t) => {
  for (const [expr, warning] of [
    ['limitk(5, up)', 'promql-experimental-functions'],
    ['up + on() fill(0) down', 'promql-binop-fill-modifiers'],
    ['holt_winters(up[1h], 0.1, 0.2)', 'removed in Prometheus 3.0.0'],
  ] as const) {
    const { allowed, warnings = [], status } = await ask(rules(alert(expr)));
    t.equal(allowed, true, expr);
    t.equal(status, undefined);
    t.equal(warnings.length, 1);
    t.match(warnings[0], /^spec\.groups\[0\]\.rules\[0\]\.expr: /);
    t.ok(warnings[0]?.endsWith(warning), `${warnings[0]} ends with ${warning}`);
  }
});

t.test('what the default release accepts without a feature flag has no warning', async (t) => {
  for (const expr of ['rate(up[5m] smoothed)', 'rate(up[5m + 1m])'])
    t.match(await ask(rules(alert(expr))), { allowed: true, warnings: undefined }, expr);
});

t.test('what no Prometheus takes together is refused', async (t) => {
  t.equal((await ask(rules(alert('limitk(5, up)'), broken))).allowed, false);
  t.equal((await ask(rules(alert('holt_winters(up[1h], 0.1, 0.2)'), alert('{"http.requests"}')))).allowed, false);
});

t.test('warnings fit into a header: short, one line each, not more than twenty', async (t) => {
  const long = `limitk(5, ${'very_long_metric_name_'.repeat(100)})`;
  const { allowed, warnings = [] } = await ask(rules(...Array.from({ length: 30 }, () => alert(`\n\n${long}`))));
  t.equal(allowed, true);
  t.equal(warnings.length, 21);
  t.equal(warnings.at(-1), 'and 10 more');
  for (const warning of warnings) {
    t.ok([...warning].length <= 120, warning);
    t.notMatch(warning, /\p{Cc}/u);
  }
});

t.test('a value of any length makes a line of bounded length', async (t) => {
  const { status } = await ask(
    rules(alert('up', { for: 'x'.repeat(1_000_000), labels: { [`${'é'.repeat(5000)}`]: '{{' } })),
  );
  t.ok((status?.message.length ?? 0) < 5000, 'the message is short');
  t.match(status?.message, /^spec\.groups\[0\]\.rules\[0\]\.for: "x+…/m);
});

t.test('the result for an update is not reused for the object before it', async (t) => {
  const metadata = { uid: 'u-1', resourceVersion: '7' };
  const [good, bad] = [
    prometheusRule([{ name: 'g', rules: [alert('up')] }], metadata),
    prometheusRule([{ name: 'g', rules: [broken] }], metadata),
  ];
  const request = syncRequest(prometheus({ ruleSelector: {} }), [good]);
  const accepted = async () => conditionOf(await post(app, '/prometheus/sync', request), 'ResourcesAccepted')?.status;
  const update = { operation: 'UPDATE', oldObject: good };
  t.match((await post(app, '/admission/prometheusrules', review(bad, update))).body['response'], { allowed: false });
  t.equal(await accepted(), 'True');
  t.match((await post(app, '/admission/prometheusrules', review(bad, update))).body['response'], { allowed: false });
});
