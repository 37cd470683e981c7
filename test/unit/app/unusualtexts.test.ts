// Texts that mean something to JavaScript or YAML, and very long texts.
import t from 'tap';
import { prometheusConfig } from '../../support/config.ts';
import { alertmanager, prometheus, serviceMonitor } from '../../support/objects.ts';
import { childOf, conditionOf, post, syncRequest } from '../../support/requests.ts';
import { monitor, scraping } from './badobjects.ts';
import { jobs, open } from './quietserver.ts';

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
