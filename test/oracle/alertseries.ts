// Series of a healthy installation, and of one with a mistake.
import { alertmanager, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { syncRequest } from '../support/requests.ts';
import { hooksPod, type InputSeries, type Labels, seriesText, targetLabels } from './hookscrapes.ts';
import { PROMTOOL } from './ruletests.ts';

export const SKIP = PROMTOOL ? false : 'promtool is not installed';
export const MINUTES = 150;

export const METACONTROLLER: Labels = {
  job: 'metacontroller/metacontroller',
  namespace: 'metacontroller',
  pod: 'metacontroller-0',
  instance: 'metacontroller-0:9999',
};

/** A series with a constant value, or one that grows by a value each minute. */
export const series = (name: string, labels: Labels, values: string): InputSeries => ({
  series: seriesText(name, labels),
  values,
});
export const constant = (value: number): string => `${value}x${MINUTES}`;
export const growing = (each: number): string => `0+${each}x${MINUTES}`;
export const HOOKS = targetLabels('hooks-a');
export const ofHooks = (name: string, labels: Labels, values: string) =>
  series(`prometheus_metacontroller_${name}`, { ...HOOKS, ...labels }, values);
export const ofMetacontroller = (name: string, labels: Labels, values: string) =>
  series(name, { ...METACONTROLLER, ...labels }, values);

export const CONFIG = 'route: {receiver: none}\nreceivers: [{name: none}]\n';

/** The other controllers have the same series. */
export const OTHERS = /controller="(assets|federation|grafana|conversion|kubelet|pods|agent|thanosruler|admission)/;

/** What a healthy installation exposes: two pods that are called in turn, and Metacontroller. */
export async function healthy(): Promise<readonly InputSeries[]> {
  const pods = ['hooks-a', 'hooks-b'].map((name) => hooksPod(name));
  const parents = [
    ['/prometheus/sync', syncRequest(prometheus({ ruleSelector: {} }), [serviceMonitor(), prometheusRule([])])],
    ['/alertmanager/sync', syncRequest(alertmanager(), [secret('alertmanager-main', { 'alertmanager.yaml': CONFIG })])],
  ] as const;
  for (let minute = 0; minute <= MINUTES; minute++) {
    for (const [path, body] of parents) if (minute % 5 === 0) await pods[(minute / 5) % 2]?.call(path, body);
    for (const pod of pods) await pod.scrape();
  }
  await Promise.all(pods.map(({ stop }) => stop()));
  const own = pods.flatMap((pod) => pod.series()).filter(({ series: text }) => !OTHERS.test(text));
  return [...own, ...metacontroller()];
}

export function metacontroller(): readonly InputSeries[] {
  const hook = { controller_name: 'prometheus', controller_type: 'CompositeController', code: '200', method: 'post' };
  return [
    ofMetacontroller('up', {}, constant(1)),
    ofMetacontroller('metacontroller_sync_requests_total', hook, growing(10)),
    ofMetacontroller('metacontroller_customize_requests_total', hook, growing(10)),
    ofMetacontroller('workqueue_depth', { name: 'CompositeController-prometheus' }, constant(0)),
    ofMetacontroller('rest_client_requests_total', { code: '200', method: 'GET', host: '10.0.0.1' }, growing(10)),
    ofMetacontroller('process_resident_memory_bytes', {}, constant(1 << 28)),
    ofMetacontroller('process_start_time_seconds', {}, constant(1_700_000_000)),
  ];
}

export const base = SKIP ? [] : await healthy();

/** The base without some series, and with others instead. */
export const changed = (without: RegExp | undefined, added: readonly InputSeries[] = []): readonly InputSeries[] => {
  const names = new Set(added.map((one) => one.series));
  return [...base.filter((one) => !names.has(one.series) && !without?.test(one.series)), ...added];
};

export const SHOP: Labels = { kind: 'Prometheus', namespace: 'shop', name: 'shop' };

/** A workload that has had a condition for a while, at the pod that was called last. */
export const condition = (
  type: string,
  status: string,
  reason: string,
  object: Labels = SHOP,
): readonly InputSeries[] => [
  ofHooks('condition', { ...object, type, status, reason }, constant(1)),
  ofHooks('last_sync_timestamp_seconds', object, growing(60)),
];
