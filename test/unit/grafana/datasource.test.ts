// What a data source says: where it points, what it knows, how it gets in, and what a mistake costs.
import t from 'tap';
import { type Datasource, datasources } from '../../../hooks/controllers/grafana/datasource.ts';
import { provisioningFile } from '../../../hooks/controllers/grafana/file.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { GRAFANA, readGrafana } from '../../../hooks/grafana/labels.ts';
import { alertmanager, namespace, prometheus, secret } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

const OWN = 'prometheus-metacontroller.dev';
const CREDENTIALS = `${OWN}/grafana-credentials`;
const GRAFANA_SPACE = readGrafana(namespace('grafana', { [GRAFANA]: 'sidecar' }));

const all = (objects: readonly KubernetesObject[], ...flags: string[]): Datasource[] =>
  datasources(GRAFANA_SPACE, kindMap(objects), parseOptions(flags));
const one = (objects: readonly KubernetesObject[], ...flags: string[]): Datasource => {
  const [found] = all(objects, ...flags);
  if (!found) throw new Error('no data source');
  return found;
};
const TLS = { tlsConfig: { keySecret: { name: 'tls', key: 'key' }, cert: { secret: { name: 'tls', key: 'cert' } } } };

const urls: readonly [story: string, object: KubernetesObject, flags: readonly string[], url: string | undefined][] = [
  ['a Prometheus at the address that stays', prometheus(), [], 'http://prometheus-k8s-query.monitoring.svc:9090'],
  ['also with several shards', prometheus({ shards: 3 }), [], 'http://prometheus-k8s-query.monitoring.svc:9090'],
  [
    'below the prefix of its routes',
    prometheus({ routePrefix: '/prom/' }),
    [],
    'http://prometheus-k8s-query.monitoring.svc:9090/prom',
  ],
  [
    'an external address is for browsers, not for Grafana',
    prometheus({ externalUrl: 'https://x/prom' }),
    [],
    'http://prometheus-k8s-query.monitoring.svc:9090',
  ],
  ['with TLS over https', prometheus({ web: TLS }), [], 'https://prometheus-k8s-query.monitoring.svc:9090'],
  [
    'without that address through the governing Service',
    prometheus(),
    ['--front-service=none'],
    'http://prometheus-operated.monitoring.svc:9090',
  ],
  [
    "or the user's own",
    prometheus({ serviceName: 'mine' }),
    ['--front-service=none'],
    'http://mine.monitoring.svc:9090',
  ],
  ['one on the loopback address not at all', prometheus({ listenLocal: true }), [], undefined],
  [
    'an Alertmanager through its governing Service',
    alertmanager({}),
    [],
    'http://alertmanager-operated.monitoring.svc:9093',
  ],
  [
    'or through its own, below its prefix',
    alertmanager({ serviceName: 'mine', routePrefix: '/am' }),
    [],
    'http://mine.monitoring.svc:9093/am',
  ],
  ['an Alertmanager with TLS', alertmanager({ web: TLS }), [], 'https://alertmanager-operated.monitoring.svc:9093'],
  [
    'one too old for TLS',
    alertmanager({ web: TLS, version: 'v0.21.0' }),
    [],
    'http://alertmanager-operated.monitoring.svc:9093',
  ],
];
for (const [story, object, flags, url] of urls)
  t.test(`Grafana reaches ${story}`, async (t) => {
    t.equal(all([object], ...flags)[0]?.url, url);
  });

t.test('the data source has the interval, the release and the Alertmanager of its Prometheus', async (t) => {
  const alerting = {
    alertmanagers: [
      { namespace: 'else', name: 'gone', port: 'web' },
      { name: 'alertmanager-main', port: 'web' },
    ],
  };
  const objects = [prometheus({ scrapeInterval: '15s', version: 'v3.5.0', alerting }), alertmanager({})];
  t.strictSame(one(objects).jsonData, {
    httpMethod: 'POST',
    timeInterval: '15s',
    prometheusType: 'Prometheus',
    prometheusVersion: '3.5.0',
    manageAlerts: true,
    alertmanagerUid: 'monitoring_main_am',
  });
  t.strictSame(all(objects)[1]?.jsonData, { implementation: 'prometheus', handleGrafanaManagedAlerts: false });
  const moved = alertmanager({}, { annotations: { [`${OWN}/grafana-org`]: '2' } });
  t.notOk(
    'alertmanagerUid' in one([prometheus({ alerting }), moved]).jsonData,
    'one in another organization cannot be referred to',
  );
  t.equal(
    one([prometheus({ shards: 2 })]).jsonData['seriesEndpoint'],
    true,
    'a tier over remote read has no lists of labels',
  );
  const thanos = one([prometheus({ shards: 2, thanos: {} })], '--query-tier=auto').jsonData;
  t.match(thanos, { prometheusType: 'Thanos', prometheusVersion: '0.42.4' });
  t.equal(thanos['seriesEndpoint'], undefined, 'Thanos has them');
});

t.test("the user's own jsonData wins, and what is not JSON is reported", async (t) => {
  const annotated = (text: string) => one([prometheus({}, { annotations: { [`${OWN}/grafana-json-data`]: text } })]);
  t.match(annotated('{"timeInterval": "1m", "cacheLevel": "High"}').jsonData, {
    timeInterval: '1m',
    cacheLevel: 'High',
    httpMethod: 'POST',
  });
  for (const text of ['[]', 'x', '{"__proto__": {}}'])
    t.match(annotated(text).issues, [
      /^Prometheus monitoring\/k8s metadata\.annotations\[\S+grafana-json-data\]: is not a JSON object/,
    ]);
});

const labels = { [CREDENTIALS]: 'true' };
const opened = (data: Record<string, string>, more: object = { labels }) =>
  one([
    prometheus({}, { annotations: { [CREDENTIALS]: 'reader', [`${CREDENTIALS}-for`]: 'grafana' } }),
    secret('reader', data, more),
  ]);

t.test('a Secret of the usual kinds opens a secured endpoint', async (t) => {
  t.match(opened({ username: 'bob', password: 'x' }).credentials, {
    basicAuthUser: 'bob',
    secure: { basicAuthPassword: 'x' },
  });
  t.match(opened({ token: 'abc\n', 'ca.crt': 'CA', serverName: 'prometheus' }), {
    credentials: { secure: { httpHeaderValue1: 'Bearer abc', tlsCACert: 'CA' } },
    jsonData: { httpHeaderName1: 'Authorization', tlsAuthWithCACert: true, serverName: 'prometheus' },
  });
  t.match(opened({ 'tls.crt': 'C', 'tls.key': 'K' }), {
    credentials: { secure: { tlsClientCert: 'C', tlsClientKey: 'K' } },
    jsonData: { tlsAuth: true },
  });
});

const refused: readonly [story: string, data: Record<string, string>, more: object, issue: RegExp][] = [
  [
    'a Secret that was not released for it',
    { username: 'bob', password: 'x' },
    {},
    /"monitoring\/reader" does not exist, or does not have the label/,
  ],
  [
    'a Secret of another namespace',
    { token: 'hidden' },
    { labels, namespace: 'other' },
    /"monitoring\/reader" does not exist/,
  ],
  ['a name without a password', { username: 'bob' }, { labels }, /has username, but not password/],
  ['a certificate without its key', { 'tls.crt': 'hidden' }, { labels }, /has tls\.crt, but not tls\.key/],
  ['a Secret of something else', { other: 'hidden' }, { labels }, /has none of the keys username, password, token/],
  [
    'two ways at once',
    { token: 'hidden', username: 'bob', password: 'hidden' },
    { labels },
    /has both token and username/,
  ],
];
for (const [story, data, more, issue] of refused)
  t.test(`credentials are refused and not repeated: ${story}`, async (t) => {
    const found = opened(data, more);
    t.match(found.issues, [issue]);
    t.notMatch(JSON.stringify(found.issues), /hidden/);
    t.equal(found.credentials, undefined);
  });

t.test('only true and false answer whether one is the default', async (t) => {
  const found = one([prometheus({}, { annotations: { [`${OWN}/grafana-default`]: 'yes' } })]);
  t.equal(found.isDefault, false);
  t.match(found.issues, [/"yes" is neither true nor false/]);
});

t.test(
  'what is not ours has no data source: other namespaces, other operators, on its way out, not of its type',
  async (t) => {
    const id = { 'operator.prometheus.io/controller-id': 'other' };
    t.strictSame(all([prometheus()], '--prometheus-instance-namespaces=shop'), []);
    t.strictSame(all([alertmanager({})], '--alertmanager-instance-selector=team=a'), []);
    t.strictSame(all([prometheus({}, { annotations: id })]), []);
    t.strictSame(all([prometheus({}, { deletionTimestamp: '2026-11-24T10:00:00Z' })]), []);
    t.strictSame(all([prometheus({ alerting: { alertmanagers: 'all' } })]), []);
  },
);

t.test('every dollar in a file is two: Grafana would take it for a variable', async (t) => {
  const text = provisioningFile(
    { ...one([prometheus()]), jsonData: { list: ['$HOME'], deep: { a: '${B}' } } },
    { present: undefined, removed: [] },
  );
  t.match(text, '- $$HOME');
  t.match(text, 'a: $${B}');
  t.notMatch(text, 'prune');
});
