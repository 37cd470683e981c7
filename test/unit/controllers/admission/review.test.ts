// Reviews themselves: which are allowed without a check, which are malformed, and which clients may send them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { type Response, review } from '../../../support/admission.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { prometheus, prometheusRule } from '../../../support/objects.ts';
import { post, syncRequest } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const open = (...flags: string[]) => server(parseOptions(['--log-level=silent', ...flags])).app;
const app = open();
t.teardown(() => app.close());

const group = (expr: string) => [{ name: 'web', rules: [{ alert: 'Down', expr }] }];
const broken = prometheusRule(group('sum('));
const config = (spec: unknown): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name: 'team', namespace: 'monitoring' },
  spec,
});
const lost = config({ route: { receiver: 'nobody' } });

const PATHS: readonly (readonly [path: string, object: KubernetesObject])[] = [
  ['/admission/prometheusrules', broken],
  ['/admission/alertmanagerconfigs', lost],
];
const labelled = ({ metadata, ...rest }: KubernetesObject, more: object): KubernetesObject => ({
  ...rest,
  metadata: { ...metadata, ...more },
});

for (const [path, object] of PATHS) {
  const ask = async (change = {}) => {
    const answer = await post(app, path, review(object, change));
    t.equal(answer.code, 200, answer.text);
    return answer.body['response'] as Response;
  };

  t.test(`${path} answers as a review of the same version, with the uid of the request`, async (t) => {
    const { body } = await post(app, path, review(object, { uid: 'my-uid' }));
    t.match(body, {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'my-uid', allowed: false },
    });
  });

  t.test(`${path} lets a broken object go, and edits that leave its spec as it is`, async (t) => {
    const update = { operation: 'UPDATE', oldObject: object };
    t.equal((await ask({ operation: 'DELETE', object: null, oldObject: object })).allowed, true, 'DELETE');
    t.equal((await ask({ operation: 'DELETE' })).allowed, true, 'DELETE with an object');
    t.equal((await ask({ operation: 'CONNECT' })).allowed, true, 'CONNECT');
    t.equal((await ask({ object: null })).allowed, true, 'no object');
    t.equal((await ask({ object: undefined })).allowed, true, 'not even a null');
    t.equal((await ask({ ...update, object: labelled(object, { finalizers: [] }) })).allowed, true, 'a finalizer goes');
    t.equal(
      (await ask({ ...update, object: labelled(object, { labels: { a: 'b' } }) })).allowed,
      true,
      'a label comes',
    );
    const going = labelled(object, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    t.equal(
      (await ask({ ...update, object: going, oldObject: { ...object, spec: {} } })).allowed,
      true,
      'it is on its way to go',
    );
    t.equal((await ask({ ...update, oldObject: { ...object, spec: {} } })).allowed, false, 'another spec is checked');
    t.equal((await ask({ ...update, oldObject: null })).allowed, false, 'an unknown one too');
  });

  t.test(`${path} calls an object without a name by the beginning of it`, async (t) => {
    const nameless = labelled(object, { name: undefined, generateName: 'team-' });
    t.match((await ask({ object: nameless, name: undefined })).status?.message, / monitoring\/team- is not valid/);
  });

  t.test(`${path} refuses prototype keys and changes no prototype`, async (t) => {
    const text = JSON.stringify(review(labelled(object, { annotations: { x: '' } })));
    const withPrototypes = text
      .replace('"spec":{', '"spec":{"__proto__":{"paused":true},')
      .replace('"annotations":{', '"annotations":{"__proto__":{},');
    const answer = await post(app, path, withPrototypes);
    t.equal(answer.code, 200);
    t.match((answer.body['response'] as Response).status?.message, /spec\.__proto__: is not allowed as a key/);
    t.equal(({} as Record<string, unknown>)['paused'], undefined);
  });

  t.test(`${path} refuses what is no review of its kind with 400`, async (t) => {
    const fine = review(object);
    for (const [name, body] of [
      ['another kind', review({ ...object, kind: 'Probe' })],
      ['another group', review({ ...object, apiVersion: 'example.com/v1' })],
      ['a version that is none', review({ ...object, apiVersion: 'monitoring.coreos.com/v2' })],
      ['an old review', { ...fine, apiVersion: 'admission.k8s.io/v1beta1' }],
      ['no request', { ...fine, request: undefined }],
      ['no uid', review(object, { uid: '' })],
      ['an operation that is none', review(object, { operation: 'constructor' })],
      ['an object that is text', review(object, { object: 'x' })],
      ['an object that is a list', review(object, { object: [] })],
      ['a hook request', syncRequest(object)],
      ['no JSON', '{"request":'],
      ['nothing', ''],
    ] as const) {
      const answer = await post(app, path, body);
      t.equal(answer.code, 400, name);
      t.ok(answer.text.length < 1000, 'with a short answer');
    }
    t.equal((await app.inject({ method: 'GET', url: '/healthz' })).statusCode, 200);
  });

  t.test(`${path} lets an edit through that leaves a spec as it is, however deeply it is nested`, async (t) => {
    const [deep, other] = ['1', '2'].map((end) => `{"spec":${'['.repeat(100_000)}${end}${']'.repeat(100_000)}}`);
    const update = JSON.stringify(review(object, { operation: 'UPDATE', object: 'new', oldObject: 'old' }));
    const send = async (old = '') => post(app, path, update.replace('"new"', deep ?? '').replace('"old"', old));
    t.match((await send(deep)).body['response'], { allowed: true });
    t.match((await send(other)).body['response'], { allowed: false });
  });
}

t.test('a body larger than an API server sends is 413', async (t) => {
  const huge = JSON.stringify(review(prometheusRule(group(`up # ${'x'.repeat(17 * 1024 * 1024)}`))));
  for (const [path] of PATHS) t.equal((await post(app, path, huge)).code, 413);
  const small = open('--body-limit=1000');
  t.teardown(() => small.close());
  t.equal(
    (await post(small, '/admission/prometheusrules', review(prometheusRule(group(`up # ${'x'.repeat(1000)}`))))).code,
    413,
  );
});

t.test('the largest objects are answered', async (t) => {
  const large = review(prometheusRule(group(`up # ${'x'.repeat(3 * 1024 * 1024)}`)));
  t.match((await post(app, '/admission/prometheusrules', large)).body['response'], {
    allowed: false,
    status: { message: /a ConfigMap holds/ },
  });
  const many = Array.from({ length: 5000 }, (_, i) => ({ alert: `A${i}`, expr: 'sum(' }));
  const answer = await post(app, '/admission/prometheusrules', review(prometheusRule([{ name: 'g', rules: many }])));
  t.match((answer.body['response'] as Response).status?.message, /and 4980 more$/);
});

t.test('with a token file the API server needs no token, others still do', async (t) => {
  const file = join(temporaryFolder('token-'), 'token');
  writeFileSync(file, 'secret-token\n');
  const guarded = open(`--bearer-token-file=${file}`);
  t.teardown(() => guarded.close());
  for (const [path, object] of PATHS) t.equal((await post(guarded, path, review(object))).code, 200, path);
  t.equal((await post(guarded, '/admission/prometheusrules/mutate', review(broken))).code, 200);
  for (const path of [
    '/prometheus/sync',
    '/admission',
    '/admission/',
    '/admission/../prometheus/sync',
    '/admission/%2e%2e/prometheus/sync',
  ])
    t.equal((await post(guarded, path, syncRequest(prometheus()))).code, 401, path);
});

t.test('metrics count reviews by what they are about', async (t) => {
  const fresh = open();
  t.teardown(() => fresh.close());
  await post(fresh, '/admission/prometheusrules', review(broken));
  const { body } = await fresh.inject({ method: 'GET', url: '/metrics' });
  t.match(body, /hook_requests_total\{controller="admission\/prometheusrules",hook="admission",code="200"\} 1/);
});
