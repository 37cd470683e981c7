// Requests are read as JSON says, whatever was read before; what has not changed is not read again.
import fc from 'fast-check';
import t from 'tap';
import { read } from '../../../../hooks/app/compute/read.ts';
import { ROUTES, type Route } from '../../../../hooks/app/routing/routes.ts';
import type { KindMap } from '../../../../hooks/core/hook.ts';
import { limitMemos } from '../../../../hooks/core/memo.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { namespace, prometheus, serviceMonitor } from '../../../support/objects.ts';
import { syncRequest } from '../../../support/requests.ts';

const found = ROUTES.find(({ path }) => path === '/prometheus/sync');
if (!found) throw new Error('no route');
const route: Route = found;
t.beforeEach(() => limitMemos(64 * 1024 * 1024));

/** As in another thread: in memory that is shared. */
function bytesOf(text: string): Buffer<SharedArrayBuffer> {
  const bytes = Buffer.from(text);
  const shared = Buffer.from(new SharedArrayBuffer(bytes.length));
  bytes.copy(shared);
  return shared;
}
const bodyOf = (text: string) => read(route, bytesOf(text)).body as { readonly related: KindMap };
const MONITORS = 'ServiceMonitor.monitoring.coreos.com/v1';
const monitorIn = (body: { readonly related: KindMap }): KubernetesObject | undefined =>
  body.related[MONITORS]?.['monitoring/app'];

t.test('the reader gives what JSON.parse gives, also for texts that look like JSON', async (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\"', '}', '{"related":{', ']', '\u2028', '\ud800', '\u0000', '{}', ',"a":'),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  }));
  const objects = fc.array(
    fc.tuple(text, fc.oneof(value.map, fc.constant({})), fc.dictionary(text, text, { maxKeys: 3 })),
    {
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(objects, value.map, (given, spec) => {
      const monitors = given.map(([name, more, labels], i) =>
        serviceMonitor({ ...(more as object) }, { name: `${i}${name}`, labels: labels as Record<string, string> }),
      );
      const request = {
        extra: spec,
        ...syncRequest(prometheus({ x: spec }), [namespace('monitoring'), ...monitors]),
        more: spec,
      };
      const json = JSON.stringify(request);
      const [first, again] = [bodyOf(json), bodyOf(json)];
      for (const body of [first, again]) t.strictSame(JSON.stringify(body), JSON.stringify(JSON.parse(json)));
      for (const kind of Object.keys(first.related))
        t.equal(again.related[kind], first.related[kind], `${kind} is read once`);
    }),
    { numRuns: 200, seed: 18 },
  );
});

t.test('an object that has not changed is the same object, and nobody can change it', async (t) => {
  const first = monitorIn(bodyOf(JSON.stringify(syncRequest(prometheus(), [serviceMonitor()]))));
  const again = monitorIn(
    bodyOf(JSON.stringify(syncRequest(prometheus({ replicas: 2 }), [namespace('x'), serviceMonitor()]))),
  );
  t.equal(again, first);
  t.throws(() => Object.assign(first ?? {}, { kind: 'Secret' }), TypeError);
  const changed = monitorIn(bodyOf(JSON.stringify(syncRequest(prometheus(), [serviceMonitor({ endpoints: [] })]))));
  t.not(changed, first);
  t.match(changed, { spec: { endpoints: [] } });
});

t.test('requests with changed, new, removed and moved objects are read as JSON says', async (t) => {
  const change = fc.record({
    uid: fc.constantFrom('a', 'b', 'c'),
    at: fc.nat(11),
    what: fc.constantFrom('change', 'remove', 'add', 'swap', 'nothing', 'empty'),
    text: fc.string({ unit: 'binary', maxLength: 90 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      limitMemos(64 * 1024 * 1024);
      let monitors = Array.from({ length: 10 }, (_, i) => serviceMonitor({}, { name: `app-${i}` }));
      for (const { uid, at, what, text } of changes) {
        const place = at % Math.max(1, monitors.length);
        const other = serviceMonitor({ jobLabel: text }, { name: `other-${at}` });
        const monitor = monitors[place];
        if (what === 'change' && monitor) monitors[place] = { ...monitor, spec: { jobLabel: text } };
        if (what === 'remove') monitors = monitors.filter((_, i) => i !== place);
        if (what === 'add') monitors = [...monitors.slice(0, place), other, ...monitors.slice(place)];
        if (what === 'swap') monitors = [...monitors.slice(place), ...monitors.slice(0, place)];
        if (what === 'empty') monitors = [];
        const json = JSON.stringify(syncRequest(prometheus({}, { name: uid, uid }), [namespace('x'), ...monitors]));
        t.strictSame(JSON.stringify(bodyOf(json)), JSON.stringify(JSON.parse(json)));
      }
    }),
    { numRuns: 150, seed: 24 },
  );
});

t.test('parents with the same objects share them, also after one has changed', async (t) => {
  const request = (uid: string, monitors: readonly KubernetesObject[]) =>
    bodyOf(JSON.stringify(syncRequest(prometheus({}, { name: uid, uid }), monitors))).related[MONITORS];
  const [app, other] = [serviceMonitor(), serviceMonitor({}, { name: 'other' })];
  const first = request('a', [app, other]);
  t.equal(request('b', [app, other]), first);
  const changed = request('a', [serviceMonitor({ endpoints: [] }), other]);
  t.not(changed, first);
  t.equal(changed?.['monitoring/other'], first?.['monitoring/other']);
  t.equal(request('b', [serviceMonitor({ endpoints: [] }), other]), changed);
});

t.test('a parent with few objects keeps them beside a parent with many', async (t) => {
  const request = (uid: string, monitors: readonly KubernetesObject[]) =>
    bodyOf(JSON.stringify(syncRequest(prometheus({}, { name: uid, uid }), monitors))).related[MONITORS];
  const few = [serviceMonitor({}, { name: 'mine' })];
  const many = Array.from({ length: 20 }, (_, i) => serviceMonitor({}, { name: `app-${i}` }));
  const [mine] = [request('small', few), request('large', many)];
  t.equal(request('small', few), mine);
});

t.test('the sets of fields of managers are read where they may be needed: not of configuration objects', async (t) => {
  const managedFields = [
    { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': {} } },
  ];
  const objects = [
    serviceMonitor({}, { managedFields }),
    { ...namespace('x'), metadata: { name: 'x', managedFields } },
  ];
  const { related } = bodyOf(JSON.stringify(syncRequest(prometheus(), objects as KubernetesObject[])));
  const { fieldsV1: _fields, ...bare } = managedFields[0] as (typeof managedFields)[number];
  t.strictSame(related[MONITORS]?.['monitoring/app']?.metadata.managedFields, [bare]);
  t.strictSame(related['Namespace.v1']?.['x']?.metadata.managedFields, managedFields);
});

t.test('kinds without objects, keys in escapes and blanks are read too', async (t) => {
  const json = JSON.stringify(syncRequest(prometheus(), [serviceMonitor()]));
  for (const text of [
    json.replace('"related":{', '"related":{"Secret.v1":{},'),
    json.replace('"monitoring/app"', '"monitoring\\u002fapp"'),
    JSON.stringify(JSON.parse(json), undefined, 2),
    json.replace('"related":', '"related": '),
    json.replace('"related":{', '"related":{"__proto__":{},'),
    `${json}\n`,
  ]) {
    t.strictSame(JSON.stringify(bodyOf(text)), JSON.stringify(JSON.parse(text)), text.slice(0, 60));
    t.ok(monitorIn(bodyOf(text)));
  }
});

t.test('what is no JSON, or no object, is refused whatever was read before', async (t) => {
  const json = JSON.stringify(syncRequest(prometheus(), [serviceMonitor()]));
  bodyOf(json);
  for (const text of [
    json.slice(0, -1),
    json.replace('"related":{', '"related":{,'),
    json.replace('"endpoints":[', '"endpoints":['.repeat(2)),
    json.replace('"kind":"ServiceMonitor"', '"kind":7'),
    json.replace('"kind":"ServiceMonitor"', "'kind':1"),
    json.replace('"monitoring/app":{', '"monitoring/app":null,"x":{'),
    `${json}}`,
    '{"related":{"a":{"b":{"c":"',
  ])
    t.throws(() => bodyOf(text), { message: /^(the )?body/ }, text.slice(-80));
});
