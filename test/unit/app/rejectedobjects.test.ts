// A mistake in one object: a condition reports it, and everything else goes on.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { alertmanager, prometheus, serviceMonitor } from '../../support/objects.ts';
import { applied, childOf, conditionOf, kindMap, post, syncRequest } from '../../support/requests.ts';
import { monitor, rejected } from './badobjects.ts';
import { creds, jobs, open } from './quietserver.ts';

const names = (children: readonly KubernetesObject[] | undefined): string[] =>
  (children ?? []).map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

const everything = { podMonitorSelector: {}, probeSelector: {}, scrapeConfigSelector: {}, ruleSelector: {} };

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
