// More than one Secret can hold: the largest objects of the namespace with the most bytes are left out, and all others
// stay.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { fitting } from '../../../hooks/scrape/fitting.ts';
import type { Selected } from '../../../hooks/scrape/select.ts';
import { configBudget, leftOut } from '../../../hooks/workload/bytebudget.ts';
import { gzipGroups } from '../../../hooks/workload/gzip.ts';
import { alertmanagerConfig, prometheusConfig } from '../../support/config.ts';
import { noise } from '../../support/noise.ts';
import { alertmanager, namespace, prometheus, secret, serviceMonitor } from '../../support/objects.ts';
import { childOf, conditionOf, post, syncRequest } from '../../support/requests.ts';
import { server } from '../../support/server.ts';

const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

const spaces = ['loud', 'other', 'quiet'].map((name) => namespace(name));
const loud = (name: string, bytes: number, seed: number): KubernetesObject =>
  serviceMonitor(
    { endpoints: [{ port: 'web', params: { a: [noise(bytes, seed)] } }] },
    { name, namespace: 'loud', uid: name },
  );

t.test('monitors of one namespace that fill the configuration cost no other namespace its jobs', async (t) => {
  const monitors = [
    loud('a', 500_000, 1),
    loud('b', 600_000, 2),
    loud('c', 100_000, 3),
    serviceMonitor(
      { endpoints: [{ port: 'web', params: { a: [noise(200_000, 4)] } }] },
      { name: 'large', namespace: 'other' },
    ),
    serviceMonitor({}, { name: 'small', namespace: 'quiet' }),
  ];
  for (const kind of ['Prometheus', 'PrometheusAgent']) {
    const parent = {
      ...prometheus({ serviceMonitorNamespaceSelector: {} }),
      kind,
      apiVersion: kind === 'Prometheus' ? 'monitoring.coreos.com/v1' : 'monitoring.coreos.com/v1alpha1',
    };
    const [path, name] =
      kind === 'Prometheus' ? ['/prometheus/sync', 'prometheus-k8s'] : ['/agent/sync', 'prom-agent-k8s'];
    const answer = await post(app, path, syncRequest(parent, [...spaces, ...monitors]));
    t.strictSame(
      prometheusConfig(childOf(answer, 'Secret', name)).scrape_configs.map(({ job_name }) => job_name),
      ['a', 'c']
        .map((one) => `serviceMonitor/loud/${one}/0`)
        .concat('serviceMonitor/other/large/0', 'serviceMonitor/quiet/small/0'),
    );
    const accepted = conditionOf(answer, 'ResourcesAccepted');
    t.match(accepted, {
      status: 'False',
      message: /^ServiceMonitor loud\/b the configuration of all objects exceeds the size of a Secret/,
    });
    t.equal(conditionOf(answer, 'Reconciled')?.status, 'True');
  }
});

t.test('AlertmanagerConfigs of one namespace that fill the configuration cost no other its receivers', async (t) => {
  const config = (name: string, place: string, bytes: number): KubernetesObject => ({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { name, namespace: place, uid: name },
    spec: {
      route: { receiver: 'r' },
      receivers: [
        {
          name: 'r',
          emailConfigs: [{ to: 'a@example.com', from: 'b@example.com', smarthost: 'c:25', text: noise(bytes, bytes) }],
        },
      ],
    },
  });
  const file = 'route:\n  receiver: r\nreceivers:\n- name: r\n';
  const objects = [config('a', 'loud', 700_000), config('b', 'loud', 800_000), config('c', 'quiet', 10)];
  const parent = alertmanager({ alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} });
  const answer = await post(
    app,
    '/alertmanager/sync',
    syncRequest(parent, [...spaces, ...objects, secret('alertmanager-main', { 'alertmanager.yaml': file })]),
  );
  const written = alertmanagerConfig(childOf(answer, 'Secret', 'alertmanager-main-generated')) as {
    receivers: { name: string }[];
  };
  t.strictSame(
    written.receivers.map(({ name }) => name),
    ['r', 'loud/a/r', 'quiet/c/r'],
  );
  t.match(
    conditionOf(answer, 'ResourcesAccepted')?.message,
    /^AlertmanagerConfig loud\/b the configuration of all objects exceeds/,
  );
});

t.test('of thousands of small monitors no more are left out than needed', async (t) => {
  const object = (i: number): KubernetesObject =>
    serviceMonitor({}, { name: `app-${i}`, namespace: `team-${i % 20}`, uid: `app-${i}` });
  const all = Array.from({ length: 4000 }, (_, i): Selected => {
    const jobs = `- job_name: serviceMonitor/team-${i % 20}/app-${i}/0\n  regex: ${noise(60, i)}\n`;
    return { kind: 'ServiceMonitor', object: object(i), jobs, issues: [], files: new Map(), padded: [] } as never;
  });
  const options = parseOptions(['--log-level=silent', '--apply-strategy=dynamic-apply']);
  const budget = configBudget(options);
  const bytes = gzipGroups([all.map(({ jobs }) => jobs)]).length;
  t.ok(bytes > 1.2 * budget, `${bytes} bytes`);
  const kept = fitting([all], 1, options)
    .flat()
    .filter(({ jobs }) => jobs !== '');
  const left = gzipGroups([kept.map(({ jobs }) => jobs)]).length;
  t.ok(left <= budget && left > 0.7 * budget, `${kept.length} objects take ${left} bytes`);
});

t.test('the largest of the namespace that takes the most goes first', async (t) => {
  const shares = [
    ['a1', 'a', 30],
    ['a2', 'a', 50],
    ['b1', 'b', 60],
    ['c1', 'c', 10],
  ].map(([item, place, bytes]) => ({ item, namespace: String(place), bytes: Number(bytes) }));
  t.strictSame([...leftOut(shares, 1)], ['a2']);
  t.strictSame([...leftOut(shares, 51)], ['a2', 'b1']);
  t.strictSame([...leftOut(shares, 1000)], ['a2', 'b1', 'a1', 'c1']);
});

t.test('a few kilobytes that stand for gigabytes are rejected', async (t) => {
  const labels = Array.from({ length: 1000 }, (_, i) => `l${i}`);
  const endpoints = Array.from({ length: 1000 }, (_, i) => ({ port: `p${i}` }));
  const podMonitor: KubernetesObject = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: 'b', namespace: 'monitoring' },
    spec: { selector: {}, podMetricsEndpoints: endpoints, podTargetLabels: labels },
  };
  const monitors = [
    serviceMonitor({ endpoints, targetLabels: labels }, { name: 'a' }),
    podMonitor,
    serviceMonitor({ endpoints }, { name: 'c' }),
  ];
  const answer = await post(app, '/prometheus/sync', syncRequest(prometheus({ podMonitorSelector: {} }), monitors));
  const { message } = conditionOf(answer, 'ResourcesAccepted') ?? {};
  t.match(message, /ServiceMonitor monitoring\/a spec\.endpoints: 1000 endpoints repeat all other fields/);
  t.match(message, /PodMonitor monitoring\/b spec\.podMetricsEndpoints: 1000 endpoints/);
  t.equal(prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs.length, 1000);
});
