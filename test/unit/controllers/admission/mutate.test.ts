// What is made of a PrometheusRule before it is stored.
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { operationsOf, patched, type Response, review } from '../../../support/admission.ts';
import { prometheusRule } from '../../../support/objects.ts';
import { post } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

async function mutate(object: KubernetesObject, change = {}): Promise<Response> {
  const answer = await post(app, '/admission/prometheusrules/mutate', review(object, change));
  if (answer.code !== 200) throw new Error(answer.text);
  return answer.body['response'] as Response;
}
const VALIDATED = { 'prometheus-operator-validated': 'true' };
const rule = (labels: unknown, annotations: unknown = {}) => ({ alert: 'A', expr: 'up', labels, annotations });
const seen = (...rules: readonly unknown[]) => prometheusRule([{ name: 'g', rules }], { annotations: VALIDATED });

t.test('numbers and booleans in labels and annotations become texts, and an annotation is set', async (t) => {
  const object = prometheusRule([
    { name: 'a' },
    {
      name: 'b',
      labels: { tier: 2 },
      rules: [rule({ severity: 1, team: 'web' }), rule({ page: true }, { 'runbook/a~b': 1.5, text: 'fine' })],
    },
  ]);
  const response = await mutate(object);
  t.equal(response.allowed, true);
  t.equal(response.patchType, 'JSONPatch');
  const want = prometheusRule(
    [
      { name: 'a' },
      {
        name: 'b',
        labels: { tier: '2' },
        rules: [rule({ severity: '1', team: 'web' }), rule({ page: 'true' }, { 'runbook/a~b': '1.5', text: 'fine' })],
      },
    ],
    { annotations: VALIDATED },
  );
  const result = patched(object, response);
  t.strictSame(result, want);
  t.strictSame(await mutate(result), { uid: response.uid, allowed: true }, 'a second time nothing changes');
});

t.test('annotations of the object stay', async (t) => {
  const object = prometheusRule([], { annotations: { a: 'b', 'prometheus-operator-validated': 'false' } });
  t.strictSame(patched(object, await mutate(object)).metadata.annotations, { a: 'b', ...VALIDATED });
});

t.test('~ and / in names are escaped in paths', async (t) => {
  const [operation] = operationsOf(await mutate(seen(rule({ 'a/b~c': 1 }))));
  t.strictSame(operation, { op: 'replace', path: '/spec/groups/0/rules/0/labels/a~1b~0c', value: '1' });
});

t.test('names that every JavaScript object knows are names like others', async (t) => {
  const object = JSON.parse(
    JSON.stringify(seen(rule({ x: 1, constructor: 2 }))).replace('"x"', '"__proto__"'),
  ) as KubernetesObject;
  t.strictSame(
    operationsOf(await mutate(object)).map(({ path }) => path),
    ['/spec/groups/0/rules/0/labels/__proto__', '/spec/groups/0/rules/0/labels/constructor'],
  );
});

t.test('what has no plain text, or has lost it, is left for the API server to refuse', async (t) => {
  const object = seen(rule({ a: null, b: {}, c: ['x'], d: 2 ** 60 }));
  t.strictSame(operationsOf(await mutate(object)), []);
});

t.test('objects of any shape are answered', async (t) => {
  for (const spec of [
    undefined,
    null,
    'x',
    [],
    { groups: 'x' },
    { groups: [null, 'x', { rules: 'x' }, { rules: [null, 1, { labels: 'x' }] }] },
  ])
    t.strictSame(operationsOf(await mutate({ ...seen(), spec })), []);
  t.strictSame(operationsOf(await mutate(seen(), { object: { metadata: null } })), []);
});

t.test('what goes away is left alone', async (t) => {
  const going = prometheusRule([{ name: 'g', rules: [rule({ severity: 1 })] }], {
    deletionTimestamp: '2026-01-01T00:00:00Z',
  });
  t.strictSame(operationsOf(await mutate(going, { operation: 'UPDATE' })), []);
  t.strictSame(operationsOf(await mutate(going, { operation: 'DELETE', object: null, oldObject: going })), []);
});
