// Requests that are no requests: a clear answer with a 4xx code, and the server goes on.
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { ROUTES } from '../../../hooks/app/routing/routes.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { prometheus, serviceMonitor } from '../../support/objects.ts';
import { conditionOf, post, syncRequest } from '../../support/requests.ts';
import { server } from '../../support/server.ts';

const open = (...flags: string[]) => server(parseOptions(['--log-level=silent', ...flags])).app;

async function stillAlive(
  t: { equal(found: unknown, wanted: unknown, message: string): unknown },
  app: FastifyInstance,
): Promise<void> {
  const health = await app.inject({ method: 'GET', url: '/healthz' });
  t.equal(health.statusCode, 200, 'and /healthz is fine');
}

const parent = prometheus();
const fine = syncRequest(parent);
const json = JSON.stringify(fine);
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const withParent = (change: Record<string, unknown>): unknown => ({ ...fine, parent: { ...parent, ...change } });
const withSpec = (spec: Record<string, unknown>): unknown => syncRequest(prometheus(spec));

/** What is sent to /prometheus/sync, and what the answer says. */
const bodies: readonly (readonly [name: string, body: unknown, error: RegExp])[] = [
  ['an empty body', '', /empty|cannot be empty/i],
  ['text that is no JSON', '{"parent":', /JSON/i],
  ['JSON that is no object', '42', /object/],
  ['null', 'null', /object|required/i],
  ['a list', '[]', /object/i],
  ['no parent', { ...fine, parent: undefined }, /parent/],
  ['a null parent', { ...fine, parent: null }, /parent/],
  ['a parent of another kind', withParent({ kind: 'Alertmanager' }), /parent\/kind/],
  ['a parent of another group', withParent({ apiVersion: 'example.com/v1' }), /parent\/apiVersion/],
  ['a parent without a name', withParent({ metadata: { namespace: 'monitoring' } }), /parent\/metadata\/name/],
  [
    'a parent with an empty name',
    withParent({ metadata: { name: '', namespace: 'monitoring' } }),
    /parent\/metadata\/name/,
  ],
  ['a parent without a namespace', withParent({ metadata: { name: 'k8s' } }), /parent\/metadata\/namespace/],
  ['a parent without a spec', withParent({ spec: undefined }), /parent\/spec/],
  ['a spec that is a list', withParent({ spec: [] }), /parent\/spec/],
  [
    'labels that are numbers',
    withParent({ metadata: { ...parent.metadata, labels: { a: 1 } } }),
    /parent\/metadata\/labels\/a/,
  ],
  [
    'a label that is null',
    withParent({ metadata: { ...parent.metadata, labels: { a: null } } }),
    /parent\/metadata\/labels\/a/,
  ],
  [
    'a generation that is text',
    withParent({ metadata: { ...parent.metadata, generation: 'one' } }),
    /parent\/metadata\/generation/,
  ],
  ['a status that is text', withParent({ status: 'fine' }), /parent\/status/],
  ['null children', { ...fine, children: null }, /children/],
  ['children as a list', { ...fine, children: [] }, /children/],
  ['no children', { ...fine, children: undefined }, /children/],
  [
    'a null among the children',
    { ...fine, children: { 'Secret.v1': { 'monitoring/x': null } } },
    /children\/Secret.v1\/monitoring~1x/,
  ],
  ['null related', { ...fine, related: null }, /related/],
  [
    'a related object without metadata',
    { ...fine, related: { 'Secret.v1': { a: { apiVersion: 'v1', kind: 'Secret' } } } },
    /metadata/,
  ],
  ['a related map that is text', { ...fine, related: { 'Secret.v1': 'none' } }, /related\/Secret.v1/],
  ['finalizing that is text', { ...fine, finalizing: 'no' }, /finalizing/],
  [
    'a spec field that should be a list',
    withSpec({ remoteWrite: 'everything' }),
    /parent\.spec\.remoteWrite: must be an array/,
  ],
  ['a spec field that should be a number', withSpec({ replicas: 'two' }), /parent\.spec\.replicas: must be an integer/],
  ['a fraction of a replica', withSpec({ replicas: 1.5 }), /parent\.spec\.replicas: must be an integer/],
  ['a null in a list', withSpec({ remoteWrite: [null] }), /parent\.spec\.remoteWrite\[0\]: must be an object/],
  ['a container that is text', withSpec({ containers: ['sh'] }), /parent\.spec\.containers\[0\]: must be an object/],
  ['100,000 nested lists', deep(100_000), /object/i],
];

t.test('what is sent to a hook', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const [name, body, error] of bodies) {
    t.test(`${name} is refused with 400 and a reason`, async (t) => {
      const answer = await post(app, '/prometheus/sync', body);
      t.equal(answer.code, 400);
      t.match(answer.body.error, error);
      t.ok(answer.text.length < 1000, 'the answer is short');
      t.notOk('children' in answer.body, 'no list of children, least of all an empty one');
      await stillAlive(t, app);
    });
  }
});

/** Labels may be called so: the API server stores them. */
const KEYS: readonly (readonly [name: string, body: string, path: RegExp])[] = [
  [
    'a __proto__ key',
    json.replace('"spec":{', '"spec":{"__proto__":{"paused":true},'),
    /spec\.__proto__: is not allowed/,
  ],
  [
    'a __proto__ key in escapes',
    json.replace('"spec":{', '"spec":{"\\u005f_proto__":{"paused":true},'),
    /spec\.__proto__: is not allowed/,
  ],
  [
    'an external label called __proto__',
    json.replace('"spec":{', '"spec":{"externalLabels":{"__proto__":"a"},'),
    /spec\.externalLabels\.__proto__: is/,
  ],
  [
    'a constructor with a prototype',
    json.replace('"spec":{', '"spec":{"constructor":{"prototype":{"paused":true}},'),
    /spec\.constructor: is not/,
  ],
];

t.test('a key named __proto__ stops its own Prometheus, and a condition reports it', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const [name, body, message] of KEYS) {
    const answer = await post(app, '/prometheus/sync', body);
    t.equal(answer.code, 200, name);
    t.equal(conditionOf(answer, 'Reconciled')?.status, 'False', name);
    t.match(conditionOf(answer, 'Reconciled')?.message, message);
    t.equal((await post(app, '/prometheus/customize', body)).code, 200, 'what it selects is still asked for');
    t.equal(
      (await post(app, '/prometheus/finalize', body.replace('"finalizing":false', '"finalizing":true'))).code,
      200,
      'it can be deleted',
    );
  }
  t.equal(({} as Record<string, unknown>)['paused'], undefined, 'and no prototype was touched');
});

t.test('a monitor with such a key has an asset Secret like others', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const object = JSON.stringify(serviceMonitor({ endpoints: [{ port: 'web', params: {} }] })).replace(
    '"params":{}',
    '"params":{"__proto__":["a"]}',
  );
  const body = `{"object":${object},"attachments":{},"related":{},"finalizing":false}`;
  t.equal((await post(app, '/assets/servicemonitor/sync', body)).code, 200);
  t.equal((await post(app, '/assets/servicemonitor/customize', `{"parent":${object}}`)).code, 200);
});

t.test('every hook refuses what is not for it', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const { path } of ROUTES) {
    for (const body of [{}, [], null, '{', { parent: {}, object: {} }, fine]) {
      if (body === fine && path.startsWith('/prometheus/')) continue;
      const answer = await post(app, path, body);
      t.equal(answer.code, 400, `${path} ${JSON.stringify(body).slice(0, 30)}`);
    }
  }
  await stillAlive(t, app);
});

t.test('100,000 nested lists in a spec stop nobody', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const answer = await post(
    app,
    '/prometheus/sync',
    json.replace('"spec":{', `"spec":{"affinity":{"x":${deep(100_000)}},`),
  );
  t.equal(answer.code, 200);
  t.match(answer.body.status, { conditions: [] });
  await stillAlive(t, app);
});

t.test('paths and methods that do not exist are 404, other content types 415', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const path of [
    '/',
    '/prometheus',
    '/prometheus/sync/',
    '/Prometheus/sync',
    '/prometheus/..%2fmetrics',
    '/constructor/sync',
  ]) {
    const answer = await post(app, path, fine);
    t.equal(answer.code, 404, path);
    t.match(answer.body.error, /there is no hook/);
  }
  t.equal((await app.inject({ method: 'GET', url: '/prometheus/sync' })).statusCode, 404);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/yaml',
    'application/x-protobuf',
  ]) {
    const answer = await post(app, '/prometheus/sync', json, type);
    t.equal(answer.code, 415, type);
  }
  await stillAlive(t, app);
});

t.test('a body over --body-limit is 413, one just under it is read', async (t) => {
  const app = open(`--body-limit=${json.length}`);
  t.teardown(() => app.close());
  t.equal((await post(app, '/prometheus/sync', json)).code, 200);
  const answer = await post(app, '/prometheus/sync', `${json} `);
  t.equal(answer.code, 413);
  t.match(answer.body.error, /too large/i);
  await stillAlive(t, app);
});

t.test('a refusal does not repeat what was sent', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const body of [
    'hunter2-is-my-password',
    '{"data": hunter2-is-my-password}',
    { ...fine, parent: 'hunter2-is-my-password' },
  ]) {
    const answer = await post(app, '/prometheus/sync', body);
    t.equal(answer.code, 400);
    t.notMatch(answer.text, /hunter2/);
  }
});

t.test('names that every JavaScript object knows are names like others', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const odd = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'].map((name) =>
    serviceMonitor({}, { name, labels: { [name]: name } }),
  );
  const selector = { matchExpressions: [{ key: 'valueOf', operator: 'DoesNotExist' }] };
  const answer = await post(app, '/prometheus/sync', {
    ...syncRequest(
      prometheus({ serviceMonitorSelector: selector }, { name: 'constructor', labels: { constructor: 'x' } }),
      odd,
    ),
    children: {
      constructor: {},
      toString: { valueOf: { apiVersion: 'v1', kind: 'toString', metadata: { name: 'valueOf' } } },
    },
  });
  t.equal(answer.code, 200);
  t.ok(
    answer.body.children?.some(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'prometheus-constructor',
    ),
  );
});
