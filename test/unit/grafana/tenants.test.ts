// What a tenant's Prometheus may ask of a Grafana, and what a tenant's Namespace may get of the others' Prometheus
// objects.

import t from 'tap';
import { type Datasource, datasources } from '../../../hooks/controllers/grafana/datasource.ts';
import { syncGrafana } from '../../../hooks/controllers/grafana/sync.ts';
import { listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { grafanaCondition } from '../../../hooks/grafana/annotations.ts';
import { GRAFANA, readGrafana } from '../../../hooks/grafana/labels.ts';
import { alertmanager, namespace, prometheus, secret } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

const OWN = 'prometheus-metacontroller.dev';
const CREDENTIALS = `${OWN}/grafana-credentials`;
const FOR = `${OWN}/grafana-credentials-for`;

const shownIn = (space: string, objects: readonly KubernetesObject[], ...flags: string[]): Datasource | undefined =>
  datasources(readGrafana(namespace(space, { [GRAFANA]: 'sidecar' })), kindMap(objects), parseOptions(flags))[0];

const jsonData = (value: object, object = prometheus) =>
  shownIn('grafana', [object({}, { annotations: { [`${OWN}/grafana-json-data`]: JSON.stringify(value) } })]);

const hostile: [name: string, value: object][] = [
  ['tokens of users', { oauthPassThru: true }],
  ['the same in capitals, which Go reads too', { OAUTHPASSTHRU: true }],
  ['cookies of users', { keepCookies: ['grafana_session'] }],
  ['signatures with the role of Grafana', { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: 'eu' }],
  ['the identity of Grafana in Azure', { azureCredentials: { authType: 'msi' } }],
  ['headers', { httpHeaderName1: 'X-Grafana-User', httpHeaderName2: 'Authorization' }],
  ['forwarded headers', { forwardHeaders: ['Cookie'], teamHttpHeaders: {} }],
  ['client certificates', { tlsAuth: true, tlsAuthWithCACert: true, serverName: 'x' }],
  ["Grafana's own alerts", { handleGrafanaManagedAlerts: true }],
  ["Grafana's recording rules", { allowAsRecordingRulesTarget: true }],
  ['a proxy', { enableSecureSocksProxy: true }],
  ['what next year brings', { somethingNew: true }],
  ['another type', { timeInterval: { oauthPassThru: true } }],
  ['a script as a link', { exemplarTraceIdDestinations: [{ name: 'a', url: 'javascript:alert(1)' }] }],
  ['more in a link', { exemplarTraceIdDestinations: [{ name: 'a', oauthPassThru: true }] }],
];
for (const [name, value] of hostile)
  t.test(`a Prometheus cannot ask a Grafana for ${name}`, async (t) => {
    for (const object of [prometheus, alertmanager]) {
      const found = jsonData({ ...value, cacheLevel: 'High' }, object as typeof prometheus);
      for (const [key, given] of Object.entries(value)) t.notSame(found?.jsonData[key], given, key);
      t.equal(found?.jsonData['cacheLevel'], 'High', 'the rest is taken');
      t.match(found?.issues, [new RegExp(`grafana-json-data\\]: ignores "${Object.keys(value)[0]}"`)]);
    }
  });

t.test('the condition of the owner names what is left out', async (t) => {
  const object = prometheus({}, { annotations: { [`${OWN}/grafana-json-data`]: '{"oauthPassThru": true}' } });
  t.match(grafanaCondition(object, listers({}).secrets, parseOptions()), [
    { type: 'GrafanaDatasource', status: 'False', message: /ignores "oauthPassThru": allowed are / },
  ]);
  const fine = {
    exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }],
    timeInterval: '1m',
    httpMethod: 'GET',
  };
  t.match(jsonData(fine)?.jsonData, fine);
  t.strictSame(jsonData(fine)?.issues, []);
});

const reader = secret('reader', { token: 's3cr3t' }, { labels: { [CREDENTIALS]: 'true' } });
const secured = (annotations: Record<string, string> = {}) =>
  prometheus({}, { annotations: { [CREDENTIALS]: 'reader', ...annotations } });

t.test('whoever labels a Namespace for a Grafana gets no credentials with it', async (t) => {
  const found = shownIn('mallory', [secured(), reader]);
  t.ok(found, 'the data source is shown');
  t.strictSame(found?.credentials?.secure, {});
  t.match(found?.issues, [
    /no other namespace gets the credentials: add "mallory" to the annotation \S+grafana-credentials-for/,
  ]);
  for (const form of ['sidecar', 'operator'] as const) {
    const request = {
      object: namespace('mallory', { [GRAFANA]: form }),
      attachments: {},
      related: kindMap([secured({ [FOR]: 'grafana' }), reader]),
      finalizing: false,
    };
    const { attachments } = syncGrafana(form, request, new Date(0), parseOptions());
    t.ok(attachments.length > 0);
    t.notMatch(JSON.stringify(attachments), new RegExp(`s3cr3t|${Buffer.from('s3cr3t').toString('base64')}`));
    t.notOk(attachments.some(({ kind }) => kind === 'Secret'));
  }
});

t.test('credentials go where the owner, or whoever runs the hooks, sends them', async (t) => {
  const secure = { httpHeaderValue1: 'Bearer s3cr3t' };
  t.strictSame(shownIn('grafana', [secured({ [FOR]: 'other, grafana' }), reader])?.credentials?.secure, secure);
  t.strictSame(shownIn('grafana', [secured(), reader], '--grafana-namespaces=grafana')?.credentials?.secure, secure);
  t.strictSame(shownIn('monitoring', [secured(), reader])?.credentials?.secure, secure, 'its own namespace');
  t.strictSame(
    shownIn('graf', [secured({ [FOR]: 'grafana' }), reader])?.credentials?.secure,
    {},
    'a name is a whole name',
  );
  const statusOf = (object: KubernetesObject, ...flags: string[]) =>
    grafanaCondition(object, listers(kindMap([reader])).secrets, parseOptions(flags))[0]?.status;
  t.equal(statusOf(secured()), 'False', 'the owner sees that nobody gets them');
  t.equal(statusOf(secured({ [FOR]: 'grafana' })), 'True');
  t.equal(statusOf(secured(), '--grafana-namespaces=grafana'), 'True');
});

t.test('no name or prefix makes another host of the address', async (t) => {
  const names = ['evil.com/', 'evil.com:80/x?', 'a@evil.com', 'x#', 'A', '-', 'a.b'];
  for (const serviceName of names) t.equal(shownIn('grafana', [alertmanager({ serviceName })]), undefined, serviceName);
  for (const routePrefix of ['@evil.com', ':1@evil.com/', '/a?b', '/a#b', '/a b', '/@evil'])
    t.equal(shownIn('grafana', [prometheus({ routePrefix })]), undefined, routePrefix);
  for (const routePrefix of ['/a/b-c_d', 'prom', '.evil.com', '//evil.com', '/../evil.com'])
    t.equal(
      new URL(shownIn('grafana', [prometheus({ routePrefix })])?.url ?? '').host,
      'prometheus-k8s-query.monitoring.svc:9090',
      routePrefix,
    );
});

t.test('an organization name of 200 KB is reported and does not fill annotations', async (t) => {
  const object = prometheus({}, { annotations: { [`${OWN}/grafana-org`]: 'o'.repeat(200_000) } });
  const found = shownIn('grafana', [object]);
  t.strictSame(found?.org, { orgId: 1 });
  t.match(found?.issues, [/grafana-org\]: "o+…" has more than 190 characters/]);
  t.match(grafanaCondition(object, listers({}).secrets, parseOptions()), [
    { status: 'False', reason: 'InvalidConfiguration' },
  ]);
  t.strictSame(
    grafanaCondition(prometheus(), listers({}).secrets, parseOptions()),
    [],
    'others have no condition more',
  );
});
