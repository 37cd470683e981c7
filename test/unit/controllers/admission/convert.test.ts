// AlertmanagerConfigs in v1beta1: what the API server gets when it asks for the other version, and that nothing is lost
// on the way and back.
import fc from 'fast-check';
import t from 'tap';
import { converted } from '../../../../hooks/controllers/admission/convert.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { drawn } from '../../../support/drawn.ts';
import { post } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const ALPHA = 'monitoring.coreos.com/v1alpha1';
const BETA = 'monitoring.coreos.com/v1beta1';
const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

const config = (apiVersion: string, spec: unknown): KubernetesObject => ({
  apiVersion,
  kind: 'AlertmanagerConfig',
  metadata: { name: 'team', namespace: 'shop' },
  spec,
});
const review = (desiredAPIVersion: string, ...objects: readonly unknown[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'u', desiredAPIVersion, objects },
});

const alpha = config(ALPHA, {
  route: {
    receiver: 'r',
    labels: [{ key: 'team', value: 'shop' }],
    matchers: [{ name: 'a', value: 'b' }],
    routes: [
      {
        labels: [{ key: 'team', value: '{{ .GroupLabels.team }}' }],
        matchers: [{ name: 'c', value: 'd.*', regex: true }],
        routes: [{ matchers: [{ name: 'e', value: 'f', matchType: '!=' }] }],
      },
    ],
  },
  inhibitRules: [
    { sourceMatch: [{ name: 'a', value: 'b', regex: false }], targetMatch: [{ name: 'a', value: 'c', regex: true }] },
  ],
  muteTimeIntervals: [{ name: 'night', timeIntervals: [{ months: ['may'] }] }],
  receivers: [
    { name: 'r', opsgenieConfigs: [{ message: 'x' }, { updateAlerts: true }], pushoverConfigs: [{ ttl: '1h' }] },
  ],
});
const beta = config(BETA, {
  route: {
    receiver: 'r',
    labels: [{ key: 'team', value: 'shop' }],
    matchers: [{ name: 'a', value: 'b', matchType: '=' }],
    routes: [
      {
        labels: [{ key: 'team', value: '{{ .GroupLabels.team }}' }],
        matchers: [{ name: 'c', value: 'd.*', matchType: '=~' }],
        routes: [{ matchers: [{ name: 'e', value: 'f', matchType: '!=' }] }],
      },
    ],
  },
  inhibitRules: [
    {
      sourceMatch: [{ name: 'a', value: 'b', matchType: '=' }],
      targetMatch: [{ name: 'a', value: 'c', matchType: '=~' }],
    },
  ],
  receivers: [{ name: 'r', opsgenieConfigs: [{ message: 'x' }, {}], pushoverConfigs: [{ ttl: '1h' }] }],
  timeIntervals: [{ name: 'night', timeIntervals: [{ months: ['may'] }] }],
});

t.test('a v1alpha1 object is answered in v1beta1, nested routes too', async (t) => {
  const { body, code } = await post(app, '/conversion/alertmanagerconfigs', review(BETA, alpha, beta));
  t.equal(code, 200);
  t.match(body, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'ConversionReview',
    response: { uid: 'u', result: { status: 'Success' } },
  });
  const { convertedObjects } = body['response'] as { convertedObjects: KubernetesObject[] };
  t.strictSame(convertedObjects[0]?.['spec'], beta['spec']);
  t.strictSame(convertedObjects[1], beta, 'one that is in that version already stays as it is');
});

t.test(
  'converted back, the fields have the names of v1alpha1, and fields that v1beta1 lacks are restored',
  async (t) => {
    const back = converted(converted(alpha, BETA), ALPHA);
    t.match(back['spec'], {
      muteTimeIntervals: [{ name: 'night' }],
      receivers: [{ opsgenieConfigs: [{ message: 'x' }, { updateAlerts: true }], pushoverConfigs: [{ ttl: '1h' }] }],
      route: { labels: [{ key: 'team', value: 'shop' }], routes: [{ labels: [{ key: 'team' }] }] },
    });
    t.notOk('timeIntervals' in (back['spec'] as object));
    t.strictSame(back.metadata.annotations ?? {}, {});
  },
);

t.test('of 300 objects drawn from the schema, v1beta1 comes back from v1alpha1 as it was', async (t) => {
  fc.assert(
    fc.property(drawn('AlertmanagerConfig', 'team'), (object) => {
      const there = converted(object, BETA);
      t.strictSame(converted(converted(there, ALPHA), BETA), there);
    }),
    { numRuns: 300, seed: 10 },
  );
});

t.test('what is no such review is a bad request', async (t) => {
  for (const body of [{}, review('monitoring.coreos.com/v2', alpha), review(BETA, { ...alpha, kind: 'Probe' })])
    t.equal((await post(app, '/conversion/alertmanagerconfigs', body)).code, 400);
});

t.test('routes that nest as deeply as an API server stores them can be converted, stored and read', async (t) => {
  for (const levels of [300, 1000, 4900]) {
    const routes = `${'{"receiver":"r","routes":['.repeat(levels)}{}${']}'.repeat(levels)}`;
    const deep = JSON.stringify(config(ALPHA, { receivers: [{ name: 'r' }], route: 'here' })).replace('"here"', routes);
    const good = JSON.stringify(alpha);
    const answer = await post(
      app,
      '/conversion/alertmanagerconfigs',
      JSON.stringify(review(BETA, alpha, alpha)).replace(good, deep),
    );
    t.equal(answer.code, 200, `${levels} levels`);
    t.ok(answer.text.includes(routes), 'unusable routes stay as they are');
    t.equal((await post(app, '/assets/alertmanagerconfig/customize', `{"parent":${deep}}`)).code, 200);
    const sync = `{"object":${deep},"attachments":{},"related":{},"finalizing":false}`;
    t.equal((await post(app, '/assets/alertmanagerconfig/sync', sync)).code, 200);
  }
});
