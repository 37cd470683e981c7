// Mistakes of users in objects: each is told where it was made, everything else goes on, and nothing that runs is taken
// away.
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { prometheusConfig } from '../../support/config.ts';
import { alertmanager, prometheus, secret, serviceMonitor } from '../../support/objects.ts';
import { type Answer, applied, childOf, conditionOf, kindMap, post, syncRequest } from '../../support/requests.ts';
import { server } from '../../support/server.ts';
import { monitor, rejected, scraping } from './badobjects.ts';

const open = (): FastifyInstance => server(parseOptions(['--log-level=silent'])).app;

const names = (children: readonly KubernetesObject[] | undefined): string[] =>
  (children ?? []).map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

function _discovery(role: string): Record<string, unknown> {
  return { kubernetesSDConfigs: [{ role, selectors: [{ role: 'pod', label: 'a=b' }] }] };
}

const everything = { podMonitorSelector: {}, probeSelector: {}, scrapeConfigSelector: {}, ruleSelector: {} };
const jobs = (answer: Answer): string[] =>
  prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs.map((job) => job.job_name);

t.test('a bad object is rejected alone', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const good = serviceMonitor();
  const before = await post(app, '/prometheus/sync', syncRequest(prometheus(everything), [good]));
  const observed = applied(before.body.children ?? []);
  for (const [name, object, message] of rejected) {
    t.test(name, async (t) => {
      const answer = await post(app, '/prometheus/sync', syncRequest(prometheus(everything), [good, object], observed));
      t.equal(answer.code, 200);
      const accepted = conditionOf(answer, 'ResourcesAccepted');
      t.equal(accepted?.status, 'False');
      t.match(accepted?.message, new RegExp(`^${object.kind} monitoring/bad `));
      t.match(accepted?.message, message);
      t.equal(conditionOf(answer, 'Reconciled')?.status, 'True');
      t.strictSame(jobs(answer), ['serviceMonitor/monitoring/app/0'], 'the good one is scraped');
      t.strictSame(names(answer.body.children), names(before.body.children), 'no child is missing');
    });
  }
});

/** What is wrong with the Prometheus itself. */
const stopped: readonly (readonly [name: string, spec: Record<string, unknown>, message: RegExp])[] = [
  ['a version that is none', { version: 'latest' }, /spec\.version: "latest" is not a version/],
  ['a version of the future', { version: 'v4.0.0' }, /spec\.version/],
  [
    'a bad selector operator',
    { serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } },
    /"Like" is not one of/,
  ],
  [
    'a bad label in a namespace selector',
    { ruleSelector: {}, ruleNamespaceSelector: { matchLabels: { 'a b': 'c' } } },
    /ruleNamespaceSelector/,
  ],
  [
    'a Secret that is missing',
    { additionalScrapeConfigs: { name: 'no', key: 'jobs.yaml' } },
    /Secret "monitoring\/no" does not exist/,
  ],
  [
    'a key that is missing',
    { additionalScrapeConfigs: { name: 'creds', key: 'jobs.yaml' } },
    /has no key "jobs\.yaml"/,
  ],
  [
    'additional jobs that are no list',
    { additionalScrapeConfigs: { name: 'creds', key: 'map' } },
    /must be a YAML list of mappings/,
  ],
  [
    'additional jobs that are no YAML',
    { additionalScrapeConfigs: { name: 'creds', key: 'broken' } },
    /is not valid YAML/,
  ],
  [
    'additional jobs nested 100,000 deep',
    { additionalScrapeConfigs: { name: 'creds', key: 'deep' } },
    /is not valid YAML/,
  ],
  [
    'a certificate that is none',
    { remoteWrite: [{ url: 'http://x', tlsConfig: { ca: { secret: { name: 'creds', key: 'token' } } } }] },
    /remoteWrite\[0\]\.tlsConfig\.ca: has no PEM block/,
  ],
  [
    'a certificate that is damaged',
    { remoteWrite: [{ url: 'http://x', tlsConfig: { ca: { secret: { name: 'creds', key: 'damaged' } } } }] },
    /has no X\.509 certificate/,
  ],
  ['a timeout above the interval', { scrapeInterval: '10s', scrapeTimeout: '20s' }, /spec\.scrapeTimeout/],
  [
    'an argument that is generated already',
    { additionalArgs: [{ name: 'config.file', value: 'x' }] },
    /additionalArgs\[0\]\.name/,
  ],
  ['a sampling fraction above one', { tracingConfig: { endpoint: 'x', samplingFraction: '1.5' } }, /samplingFraction/],
  [
    'two ways to authenticate',
    { remoteWrite: [{ url: 'http://x', sigv4: {}, authorization: {} }] },
    /exclude each other/,
  ],
];

const creds = secret('creds', {
  token: 'abc',
  map: 'a: b',
  broken: 'a: [',
  deep: '['.repeat(100_000),
  damaged: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
});

t.test('a mistake in the Prometheus itself leaves its children as they are', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const before = await post(app, '/prometheus/sync', syncRequest(prometheus({ replicas: 2 }), [serviceMonitor()]));
  const observed = applied(before.body.children ?? []);
  for (const [name, spec, message] of stopped) {
    t.test(name, async (t) => {
      const answer = await post(
        app,
        '/prometheus/sync',
        syncRequest(prometheus(spec), [serviceMonitor(), creds], observed),
      );
      t.equal(answer.code, 200);
      t.equal(conditionOf(answer, 'Reconciled')?.status, 'False');
      t.match(conditionOf(answer, 'Reconciled')?.message, message);
      const byName = (list: readonly KubernetesObject[] | undefined) =>
        new Map(list?.map((child) => [`${child.kind} ${child.metadata.name}`, child]));
      t.strictSame(
        byName(answer.body.children),
        byName(before.body.children),
        'children are answered as they were last applied',
      );
    });
  }
});

t.test('values of an enum that every JavaScript object knows do not end in a 500', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  for (const [path, parent] of [
    ['/prometheus/sync', prometheus({ nameEscapingScheme: 'constructor' })],
    ['/prometheus/sync', prometheus({ otlp: { translationStrategy: 'constructor' } })],
    ['/prometheus/sync', prometheus({ remoteWrite: [{ url: 'http://x', messageVersion: 'constructor' }] })],
    ['/prometheus/sync', prometheus({ reloadStrategy: 'constructor', logLevel: 'constructor', walCompression: true })],
    [
      '/alertmanager/sync',
      alertmanager({ logLevel: 'constructor', alertmanagerConfigMatcherStrategy: { type: 'constructor' } }),
    ],
  ] as const) {
    const answer = await post(app, path, syncRequest(parent));
    t.equal(answer.code, 200, JSON.stringify(parent['spec']));
  }
  for (const spec of [
    { azureSDConfigs: [{ subscriptionID: 'x', authenticationMethod: 'constructor' }] },
    { ovhcloudSDConfigs: [{ applicationKey: 'x', service: 'constructor' }] },
    { nameEscapingScheme: 'constructor', staticConfigs: [{ targets: ['a'] }] },
  ]) {
    const answer = await post(
      app,
      '/prometheus/sync',
      syncRequest(prometheus({ scrapeConfigSelector: {} }), [scraping('ScrapeConfig', spec)]),
    );
    t.equal(answer.code, 200, JSON.stringify(spec));
  }
});

t.test('an AlertmanagerConfig of any shape is rejected alone', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const config = (name: string, spec: unknown): KubernetesObject => ({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { name, namespace: 'monitoring' },
    spec,
  });
  const good = config('good', { route: { receiver: 'r' }, receivers: [{ name: 'r' }] });
  const parent = alertmanager({ alertmanagerConfigSelector: {} });
  for (const spec of [
    undefined,
    'text',
    [],
    { receivers: 'r' },
    { receivers: [null] },
    { receivers: [{ name: 1 }] },
    { receivers: [{ name: 'r', slackConfigs: ['x'] }] },
    { route: 'r', receivers: [] },
    { route: { receiver: 'nobody' }, receivers: [] },
    { route: { receiver: 'r', routes: ['x'] }, receivers: [{ name: 'r' }] },
    {
      route: { receiver: 'r', matchers: [{ name: '(', matchType: 'constructor', value: 'x' }] },
      receivers: [{ name: 'r' }],
    },
    { inhibitRules: [null] },
    { muteTimeIntervals: [{ name: 'x', timeIntervals: [{ times: [{ startTime: '25:00', endTime: '26:00' }] }] }] },
  ]) {
    const answer = await post(app, '/alertmanager/sync', syncRequest(parent, [good, config('bad', spec)]));
    t.equal(answer.code, 200, JSON.stringify(spec));
    t.match(conditionOf(answer, 'ResourcesAccepted')?.message, /^AlertmanagerConfig monitoring\/bad /);
    t.ok(childOf(answer, 'StatefulSet', 'alertmanager-main'));
  }
});

t.test('what a monitor refers to and what is wrong with it', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const ref = (name: string) => ({ name: 'creds', key: name });
  const tls = (name: string) => ({ tlsConfig: { ca: { secret: ref(name) } } });
  for (const [name, endpoint, message] of [
    [
      'a Secret that is missing',
      { bearerTokenSecret: { name: 'nowhere', key: 'x' } },
      /Secret "monitoring\/nowhere" does not exist/,
    ],
    ['a key that is missing', { bearerTokenSecret: ref('nothing') }, /Secret "monitoring\/creds" has no key "nothing"/],
    ['a certificate that is none', tls('token'), /tlsConfig\.ca: has no PEM block/],
    ['a certificate that is damaged', tls('damaged'), /tlsConfig\.ca: has no X\.509 certificate/],
    [
      'a ConfigMap that is missing',
      { tlsConfig: { ca: { configMap: ref('token') } } },
      /ConfigMap "monitoring\/creds" does not exist/,
    ],
    [
      'two credentials',
      { basicAuth: { username: ref('token'), password: ref('token') }, bearerTokenSecret: ref('token') },
      /exclude each other/,
    ],
  ] as const) {
    t.test(name, async (t) => {
      const object = monitor({ port: 'web', ...endpoint });
      const request = { object, attachments: {}, related: kindMap([creds]), finalizing: false };
      const assets = await post(app, '/assets/servicemonitor/sync', request);
      t.equal(assets.code, 200);
      const related = [serviceMonitor(), object, ...(assets.body.attachments ?? [])];
      const answer = await post(app, '/prometheus/sync', syncRequest(prometheus(), related));
      t.match(conditionOf(answer, 'ResourcesAccepted')?.message, message);
      t.notMatch(conditionOf(answer, 'ResourcesAccepted')?.message, /abc/, 'the message holds no value');
      t.strictSame(jobs(answer), ['serviceMonitor/monitoring/app/0']);
    });
  }
});

t.test('very long texts are read like short ones', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const long = 'x'.repeat(1_000_000);
  const parent = prometheus({ externalLabels: { long }, logLevel: long, podMetadata: { annotations: { long } } });
  const answer = await post(app, '/prometheus/sync', syncRequest(parent, [monitor({ port: long }), serviceMonitor()]));
  t.equal(answer.code, 200);
  t.equal(jobs(answer).length, 1, 'a port becomes a regular expression, and this one is too expensive');
  t.match(conditionOf(answer, 'ResourcesAccepted')?.message, /too expensive/);
});

t.test('a list in which a user names something __proto__ makes a member of that name', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const probe = scraping('Probe', {
    prober: { url: 'blackbox:9115' },
    targets: { staticConfig: { static: ['a'] } },
    params: [
      { name: '__proto__', values: ['a'] },
      { name: 'constructor', values: ['b'] },
    ],
  });
  const answer = await post(
    app,
    '/prometheus/sync',
    syncRequest(prometheus({ probeSelector: {} }), [probe, serviceMonitor()]),
  );
  t.equal(answer.code, 200);
  const jobs = prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs;
  t.strictSame(
    jobs.map(({ job_name }) => job_name),
    ['serviceMonitor/monitoring/app/0', 'probe/monitoring/bad'],
  );
  t.strictSame(Object.entries(jobs[1]?.['params'] as object), [
    ['__proto__', ['a']],
    ['constructor', ['b']],
  ]);
});

t.test('a text that ends in empty lines does not end the configuration', async (t) => {
  const app = open();
  t.teardown(() => app.close());
  const tenant = serviceMonitor(
    { endpoints: [{ port: 'web', metricRelabelings: [{ targetLabel: 'a', replacement: 'x\n\n\n' }] }] },
    { name: 'a' },
  );
  const parent = prometheus({ externalLabels: { z: 'x\n\n\n' }, remoteWrite: [{ url: 'http://example.com' }] });
  const answer = await post(app, '/prometheus/sync', syncRequest(parent, [tenant, serviceMonitor({}, { name: 'b' })]));
  const written = prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s'));
  t.strictSame(
    written.scrape_configs.map(({ job_name }) => job_name),
    ['serviceMonitor/monitoring/a/0', 'serviceMonitor/monitoring/b/0'],
  );
  t.match(written.scrape_configs[0]?.['metric_relabel_configs'], [{ replacement: 'x\n\n\n' }]);
  t.match(written['remote_write'], [{ url: 'http://example.com' }], 'nor what comes behind all jobs');
  t.match(written.global, { external_labels: { z: 'x\n\n\n' } });
});
