// Files of the Prometheus container in scrape objects, and what keeps a tenant from naming one.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { NO_ASSETS } from '../../../hooks/references/assets.ts';
import { resolver } from '../../../hooks/references/resolver.ts';
import { SCRAPE_KINDS } from '../../../hooks/scrape/kinds.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const options = parseOptions([], {});
const version = parseVersion('3.13.2');

function denied(kind: string, spec: object, more: object = {}, parity = false): string[] {
  const row = SCRAPE_KINDS.find((one) => one.kind === kind);
  const context = {
    namespace: 'monitoring',
    name: 'k8s',
    spec: { arbitraryFSAccessThroughSMs: { deny: true }, ...more },
    version,
    options: { ...options, parity },
    mode: 'server',
    assets: NO_ASSETS,
  };
  const own = resolver(() => ({ value: 'x' }), 'team');
  const object = { apiVersion: row?.apiVersion, kind, metadata: { name: 'app', namespace: 'team' }, spec };
  const issues = row?.resolve(object as KubernetesObject, own, context as never).issues ?? [];
  return issues.filter(({ reason }) => reason === 'FileAccessDenied').map(({ path }) => path);
}

const selector = { matchLabels: { app: 'a' } };
const tls = { caFile: '/ca', certFile: '/cert', keyFile: '/key' };
const prober = { url: 'prober' };
const targets = { staticConfig: { static: ['a'] } };
const cases: [name: string, kind: string, spec: object, paths: string[]][] = [
  [
    'TLS of a ServiceMonitor',
    'ServiceMonitor',
    { selector, endpoints: [{ tlsConfig: tls }] },
    ['caFile', 'certFile', 'keyFile'].map((field) => `spec.endpoints[0].tlsConfig.${field}`),
  ],
  [
    'a token of a ServiceMonitor',
    'ServiceMonitor',
    { selector, endpoints: [{ bearerTokenFile: '/t' }] },
    ['spec.endpoints[0].bearerTokenFile'],
  ],
  [
    'TLS of a PodMonitor',
    'PodMonitor',
    { selector, podMetricsEndpoints: [{ port: 'web' }, { tlsConfig: tls }] },
    ['caFile', 'certFile', 'keyFile'].map((field) => `spec.podMetricsEndpoints[1].tlsConfig.${field}`),
  ],
  ['TLS of a Probe', 'Probe', { prober, targets, tlsConfig: { caFile: '/ca' } }, ['spec.tlsConfig.caFile']],
  [
    'credentials of a Probe',
    'Probe',
    { prober, targets, authorization: { credentialsFile: '/t' } },
    ['spec.authorization.credentialsFile'],
  ],
  [
    'OAuth of a Probe',
    'Probe',
    { prober, targets, oauth2: { clientSecretFile: '/t' } },
    ['spec.oauth2.clientSecretFile'],
  ],
  ['TLS of a ScrapeConfig', 'ScrapeConfig', { tlsConfig: { keyFile: '/key' } }, ['spec.tlsConfig.keyFile']],
  [
    'a discovery of a ScrapeConfig',
    'ScrapeConfig',
    { httpSDConfigs: [{ url: 'http://a.b', tlsConfig: { caFile: '/ca' }, authorization: { credentialsFile: '/t' } }] },
    ['spec.httpSDConfigs[0].tlsConfig.caFile', 'spec.httpSDConfigs[0].authorization.credentialsFile'],
  ],
  ['files with targets', 'ScrapeConfig', { fileSDConfigs: [{ files: ['/etc/a.json'] }] }, ['spec.fileSDConfigs']],
];
for (const [name, kind, spec, paths] of cases)
  t.test(`with arbitraryFSAccessThroughSMs.deny no file is named: ${name}`, async (t) => {
    t.strictSame(denied(kind, spec), paths);
    t.strictSame(
      denied(kind, spec, { arbitraryFSAccessThroughSMs: { deny: false } }),
      [],
      'without deny it is allowed',
    );
  });

t.test('labels, parameters and files of the own scrape classes are no files of a tenant', async (t) => {
  t.strictSame(
    denied('ServiceMonitor', {
      selector: { matchLabels: { logFile: 'x' } },
      endpoints: [{ params: { aFile: ['x'] } }],
    }),
    [],
  );
  t.strictSame(denied('Probe', { prober, targets: { staticConfig: { static: ['a'], labels: { caFile: 'x' } } } }), []);
  const classes = {
    scrapeClasses: [{ name: 'tls', default: true, tlsConfig: tls, authorization: { credentialsFile: '/t' } }],
  };
  t.strictSame(denied('ServiceMonitor', { selector, endpoints: [{}] }, classes), []);
});

t.test('parity denies what the Go operator denies', async (t) => {
  t.strictSame(denied('ServiceMonitor', { selector, endpoints: [{ bearerTokenFile: '/t' }] }, {}, true), [
    'spec.endpoints[0].bearerTokenFile',
  ]);
  t.strictSame(denied('Probe', { prober, targets, tlsConfig: { caFile: '/ca' } }, {}, true), []);
});
