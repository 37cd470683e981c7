// A mistake in the Prometheus itself: a condition reports it, and its children stay as they are.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { prometheus, serviceMonitor } from '../../support/objects.ts';
import { applied, conditionOf, post, syncRequest } from '../../support/requests.ts';
import { creds, open } from './quietserver.ts';

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
