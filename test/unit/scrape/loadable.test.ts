// Objects that an API server stores and with which Prometheus would refuse its whole configuration, or end: each is
// rejected alone.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { prometheusConfig } from '../../support/config.ts';
import { prometheus, serviceMonitor } from '../../support/objects.ts';
import { childOf, conditionOf, post, syncRequest } from '../../support/requests.ts';
import { server } from '../../support/server.ts';

const EVERYTHING = { podMonitorSelector: {}, probeSelector: {}, scrapeConfigSelector: {} };

const scraping = (kind: string, spec: Record<string, unknown>): KubernetesObject => ({
  apiVersion: kind === 'ScrapeConfig' ? 'monitoring.coreos.com/v1alpha1' : 'monitoring.coreos.com/v1',
  kind,
  metadata: { name: 'bad', namespace: 'monitoring' },
  spec,
});
const monitor = (endpoint: object, spec: Record<string, unknown> = {}) =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }], ...spec }, { name: 'bad' });
const pods = (endpoint: object, spec: Record<string, unknown> = {}) =>
  scraping('PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'web', ...endpoint }], ...spec });
const probe = (spec: Record<string, unknown>) =>
  scraping('Probe', { prober: { url: 'a:1' }, targets: { staticConfig: { static: ['b'] } }, ...spec });
const scrape = (spec: Record<string, unknown>) => scraping('ScrapeConfig', spec);

const REFUSED: readonly (readonly [name: string, object: KubernetesObject, message: RegExp])[] = [
  ['a port that is no expression', monitor({ port: '(' }), /spec\.endpoints\[0\]\.port: "\(" is not RE2/],
  ['a target port that is no expression', monitor({ port: undefined, targetPort: '[' }), /targetPort: "\[" is not RE2/],
  ['a port of pods that is no expression', pods({ port: '*' }), /podMetricsEndpoints\[0\]\.port: "\*" is not RE2/],
  [
    'an interval that is too large for a number',
    monitor({ interval: `${'9'.repeat(20)}ms` }),
    /interval: "9{20}ms" is not a duration/,
  ],
  ['a timeout of 300 years', pods({ interval: '300y', scrapeTimeout: '300y' }), /interval: "300y" is not a duration/],
  ['an interval of a probe', probe({ interval: '999y' }), /spec\.interval: "999y"/],
  ['an interval of a ScrapeConfig', scrape({ scrapeInterval: '999y' }), /spec\.scrapeInterval: "999y"/],
  [
    'a size behind an address',
    monitor({}, { bodySizeLimit: 'http://5KB' }),
    /bodySizeLimit: "http:\/\/5KB" is not a size/,
  ],
  [
    'a size that is too large for a number',
    pods({}, { bodySizeLimit: `${'9'.repeat(30)}GB` }),
    /bodySizeLimit: .* is not a size/,
  ],
  [
    'a label of Services without a name',
    monitor({}, { targetLabels: [''] }),
    /targetLabels\[0\]: "" does not result in a label name/,
  ],
  [
    'a label of pods without a name',
    pods({}, { podTargetLabels: ['a', ''] }),
    /podTargetLabels\[1\]: "" does not result in/,
  ],
  [
    'a source label without a name',
    monitor({ relabelings: [{ action: 'drop', sourceLabels: [''] }] }),
    /relabelings\[0\]\.sourceLabels/,
  ],
  [
    'a discovery that does not wait',
    scrape({ httpSDConfigs: [{ url: 'http://a', refreshInterval: '0s' }] }),
    /"0s" would crash Prometheus/,
  ],
  [
    'the same in other words',
    scrape({ dnsSDConfigs: [{ names: ['a'], refreshInterval: '0h0m' }] }),
    /refreshInterval: "0h0m" would crash/,
  ],
  [
    'a discovery that waits for ever',
    scrape({ httpSDConfigs: [{ url: 'http://a', refreshInterval: '999y' }] }),
    /"999y" is not a duration/,
  ],
  [
    'port 0 of a DNS discovery',
    scrape({ dnsSDConfigs: [{ names: ['a'], type: 'A', port: 0 }] }),
    /dnsSDConfigs\[0\]\.port: is required/,
  ],
  [
    'an address that is none',
    scrape({ eurekaSDConfigs: [{ server: 'http://%zz' }] }),
    /eurekaSDConfigs\[0\]\.server: the URL/,
  ],
];

/** Prometheus 2 takes fewer names. */
const REFUSED_BY_2: typeof REFUSED = [
  [
    'a source label',
    monitor({ relabelings: [{ action: 'drop', sourceLabels: ['a-b'] }] }),
    /sourceLabels\[0\]: "a-b" must be a label name/,
  ],
  [
    'a source label of samples',
    pods({ metricRelabelings: [{ action: 'drop', sourceLabels: ['a', 'ü'] }] }),
    /metricRelabelings\[0\]\.sourceLabels/,
  ],
  [
    'a source label of a ScrapeConfig',
    scrape({ relabelings: [{ action: 'drop', sourceLabels: ['a.b'] }] }),
    /spec\.relabelings\[0\]/,
  ],
  [
    'a label that begins with a digit',
    monitor({}, { targetLabels: ['1a'] }),
    /targetLabels\[0\]: "1a" does not result in/,
  ],
];

const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

for (const [version, rows] of [
  ['v3.8.0', REFUSED],
  ['v2.55.1', [...REFUSED, ...REFUSED_BY_2]],
] as const)
  for (const [name, object, message] of rows)
    t.test(`${name}, for Prometheus ${version}`, async (t) => {
      const request = syncRequest(prometheus({ ...EVERYTHING, version }), [
        object,
        serviceMonitor({}, { name: 'good' }),
      ]);
      const answer = await post(app, '/prometheus/sync', request);
      t.match(conditionOf(answer, 'ResourcesAccepted'), { status: 'False', message });
      t.strictSame(
        prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs.map(({ job_name }) => job_name),
        ['serviceMonitor/monitoring/good/0'],
      );
    });

t.test('what Prometheus takes is taken', async (t) => {
  const fine = [
    monitor({ port: 'web|metrics', interval: '0s' }, { bodySizeLimit: '1.5MB', targetLabels: ['1a', 'ü'] }),
    pods({ relabelings: [{ action: 'drop', sourceLabels: ['a-b'], regex: 'x' }] }),
    scrape({ dnsSDConfigs: [{ names: ['a'], type: 'SRV', refreshInterval: '30s' }] }),
  ];
  const answer = await post(
    app,
    '/prometheus/sync',
    syncRequest(prometheus({ ...EVERYTHING, version: 'v3.8.0' }), fine),
  );
  t.match(conditionOf(answer, 'ResourcesAccepted'), { status: 'True', message: '' });
});

t.test('in parity too nobody ends Prometheus', async (t) => {
  const { app: parity } = server({ ...parseOptions(['--log-level=silent']), parity: true });
  t.teardown(() => parity.close());
  const bad = scrape({ httpSDConfigs: [{ url: 'http://a', refreshInterval: '0s' }] });
  const answer = await post(
    parity,
    '/prometheus/sync',
    syncRequest(prometheus({ ...EVERYTHING }), [bad, serviceMonitor()]),
  );
  t.equal(prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs.length, 1);
});
