// The eight PrometheusOperator alerts of kube-prometheus over our metrics: each fires by its cause, and is quiet
// otherwise. The rules are read from ../shared, and the series are what the hooks really expose.
import t from 'tap';
import { metrics } from '../../hooks/app/metrics.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { alertmanager, namespace, prometheus, secret, serviceMonitor } from '../support/objects.ts';
import { kindMap, syncRequest } from '../support/requests.ts';
import { hooksPod, type InputSeries, type Labels, seriesText } from './hookscrapes.ts';
import { alertsOf, noAlerts, recordings } from './operatorrules.ts';
import { firing, type Group, PROMTOOL } from './ruletests.ts';

const SKIP = PROMTOOL ? noAlerts : 'promtool is not installed';
const MINUTES = 30;
const alerts = SKIP ? [] : alertsOf('kube-prometheus');
const ours = recordings();

const CONFIG = secret('alertmanager-main', { 'alertmanager.yaml': 'route: {receiver: a}\nreceivers: [{name: a}]\n' });

const node = (name: string, address?: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { addresses: address ? [{ type: 'InternalIP', address }] : [] },
});

const kubelet = (...nodes: KubernetesObject[]) => ({
  object: namespace('kube-system'),
  attachments: {},
  related: kindMap(nodes),
  finalizing: false,
});

type Calls = Readonly<Record<string, unknown>>;

const HEALTHY: Calls = {
  '/prometheus/sync': syncRequest(prometheus(), [serviceMonitor()]),
  '/alertmanager/sync': syncRequest(alertmanager(), [CONFIG]),
  '/kubelet/sync': kubelet(node('a', '10.0.0.1')),
};

const ofMetacontroller = (labels: Labels, each: number): InputSeries => ({
  series: seriesText('rest_client_requests_total', {
    job: 'metacontroller/metacontroller',
    namespace: 'metacontroller',
    pod: 'metacontroller-0',
    host: '10.0.0.1:443',
    ...labels,
  }),
  values: `0+${each}x${MINUTES}`,
});

const METACONTROLLER: readonly InputSeries[] = [
  { series: 'up{job="metacontroller/metacontroller",pod="metacontroller-0"}', values: `1x${MINUTES}` },
  ofMetacontroller({ code: '200', method: 'GET' }, 10),
  ofMetacontroller({ code: '404', method: 'GET' }, 10),
  ofMetacontroller({ code: '200', method: 'PUT' }, 10),
  ofMetacontroller({ code: '409', method: 'PUT' }, 10),
];

interface Scenario {
  /** The calls of each minute, besides those of a healthy installation. */
  readonly calls?: (minute: number) => Calls;
  readonly metacontroller?: readonly InputSeries[];
}

/** Series that no rule here reads. */
const UNREAD = /_duration_seconds|controller="(assets|federation|grafana|conversion|kubelet|pods|admission)/;

/** The series of two pods that are called in turn. */
async function hooksSeries(calls?: Scenario['calls']): Promise<readonly InputSeries[]> {
  const pods = ['hooks-a', 'hooks-b'].map((name) => hooksPod(name, '--kubelet-service=kube-system/kubelet'));
  for (let minute = 0; minute <= MINUTES; minute++) {
    const all = Object.entries({ ...HEALTHY, ...calls?.(minute) });
    for (const [path, body] of all) await pods[minute % 2]?.call(path, body);
    for (const pod of pods) await pod.scrape();
  }
  await Promise.all(pods.map(({ stop }) => stop()));
  return pods.flatMap((pod) => pod.series()).filter(({ series: text }) => !UNREAD.test(text));
}
const healthy = SKIP ? [] : await hooksSeries();

/** The series of both pods and of Metacontroller. */
const seriesOf = async ({ calls, metacontroller = METACONTROLLER }: Scenario): Promise<readonly InputSeries[]> => [
  ...(calls ? await hooksSeries(calls) : healthy),
  ...metacontroller,
];

/** The alerts that fire, by name and their labels but for severity and namespace. */
function fired(series: readonly InputSeries[], groups: readonly Group[] = [...ours, ...alerts]) {
  return firing({ groups, series, minutes: MINUTES, each: 1 }).map(
    ({ alertname, severity, namespace, job, ...labels }) => {
      if (namespace !== 'monitoring') throw new Error(`${alertname} has namespace ${namespace}`);
      return `${String(alertname).replace('PrometheusOperator', '')} ${Object.values(labels).sort().join(' ')}`.trim();
    },
  );
}

const broken = prometheus({ version: 'none' }, { name: 'broken' });

t.test('a healthy installation has no alert', { skip: SKIP }, async (t) => {
  t.equal(alerts.flatMap(({ rules }) => rules).length, 8);
  t.strictSame(fired(await seriesOf({})), []);
});

t.test('SyncFailed and ReconcileErrors: an object has a mistake', { skip: SKIP }, async (t) => {
  const calls = () => ({ '/prometheus/sync': syncRequest(broken) });
  const series = await seriesOf({ calls });
  t.strictSame(fired(series), ['ReconcileErrors prometheus', 'SyncFailed failed prometheus']);
});

t.test('SyncFailed is over once the object is corrected, at whichever pod', { skip: SKIP }, async (t) => {
  const fixed = prometheus({}, { name: 'broken' });
  const calls = (minute: number) => ({ '/prometheus/sync': syncRequest(minute < 12 ? broken : fixed) });
  t.strictSame(fired(await seriesOf({ calls })), []);
  const lastAtOnePod = (minute: number) =>
    minute > 12 ? {} : { '/prometheus/sync': syncRequest(minute === 12 ? fixed : broken) };
  t.strictSame(fired(await seriesOf({ calls: lastAtOnePod })), []);
});

t.test('SyncFailed is over once the object is deleted', { skip: SKIP }, async (t) => {
  const calls = (minute: number): Calls => {
    if (minute < 12) return { '/prometheus/sync': syncRequest(broken) };
    return minute === 12 ? { '/prometheus/finalize': { ...syncRequest(broken), finalizing: true } } : {};
  };
  t.strictSame(fired(await seriesOf({ calls })), []);
});

t.test('ReconcileErrors: a hook refuses its requests', { skip: SKIP }, async (t) => {
  const calls = () => ({ '/thanosruler/sync': { parent: 'none' } });
  t.strictSame(fired(await seriesOf({ calls })), ['ReconcileErrors thanos']);
});

t.test('RejectedResources: a monitor has a mistake', { skip: SKIP }, async (t) => {
  const monitor = serviceMonitor({ endpoints: [{ port: 'web', interval: 'often' }] }, { name: 'broken' });
  const calls = () => ({ '/prometheus/sync': syncRequest(prometheus(), [serviceMonitor(), monitor]) });
  t.strictSame(fired(await seriesOf({ calls })), ['RejectedResources ServiceMonitor prometheus rejected']);
});

t.test('NodeLookupErrors: many Nodes have no address', { skip: SKIP }, async (t) => {
  const nodes = Array.from({ length: 20 }, (_, i) => node(`node-${i}`));
  t.strictSame(fired(await seriesOf({ calls: () => ({ '/kubelet/sync': kubelet(...nodes) }) })), [
    'NodeLookupErrors hooks-a',
    'NodeLookupErrors hooks-b',
  ]);
});

const NOT_READY = ['alertmanager', 'prometheus', 'prometheus-agent', 'thanos'].map((name) => `NotReady ${name}`);

t.test('NotReady: no pod of the hooks, none that can compute, or no Metacontroller', { skip: SKIP }, async (t) => {
  const series = await seriesOf({});
  const hooks = series.filter(({ series: text }) => text.includes('prometheus_metacontroller_'));
  const notReady = hooks.map((one) => (one.series.includes('_ready{') ? { ...one, values: `0x${MINUTES}` } : one));
  t.strictSame(fired(METACONTROLLER), NOT_READY);
  t.strictSame(fired([...notReady, ...METACONTROLLER]), NOT_READY);
  t.strictSame(fired(hooks), NOT_READY);
});

t.test('ListErrors and WatchErrors: the API server answers with errors', { skip: SKIP }, async (t) => {
  const metacontroller = [...METACONTROLLER, ofMetacontroller({ code: '<error>', method: 'GET' }, 20)];
  t.strictSame(fired(await seriesOf({ metacontroller })), ['ListErrors metacontroller', 'WatchErrors metacontroller']);
});

t.test('StatusUpdateErrors: the API server refuses statuses', { skip: SKIP }, async (t) => {
  const metacontroller = [...METACONTROLLER, ofMetacontroller({ code: '422', method: 'PUT' }, 5)];
  t.strictSame(fired(await seriesOf({ metacontroller })), ['StatusUpdateErrors metacontroller']);
});

t.test('with the job of kube-prometheus-stack its alerts fire too', { skip: SKIP }, async (t) => {
  const others = alertsOf('kube-prometheus-stack');
  const [, job = ''] = /job="([^"]+)"/.exec(others[0]?.rules[0]?.expr ?? '') ?? [];
  t.match(job, /-operator$/);
  const renamed = ours.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => (rule.labels ? { ...rule, labels: { ...rule.labels, job } } : rule)),
  }));
  const calls = () => ({ '/prometheus/sync': syncRequest(broken) });
  t.strictSame(fired(await seriesOf({ calls }), [...renamed, ...others]), [
    'ReconcileErrors prometheus',
    'SyncFailed failed prometheus',
  ]);
});

t.test('the rules read metrics that the hooks have', async (t) => {
  const names = metrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  const read = [...JSON.stringify(ours).matchAll(/\bprometheus_metacontroller_\w+/g)].map(([name]) => name);
  t.ok(read.length > 5);
  for (const name of new Set(read)) t.ok(names.includes(name), name);
});
