// Every alert of manifests/monitoring fires by its cause, and nothing else does. promtool evaluates the rules over what
// two pods of the hooks expose, and over metrics of Metacontroller by the names that it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { alertmanager, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { syncRequest } from '../support/requests.ts';
import { hooksPod, type InputSeries, type Labels, seriesText, targetLabels } from './hookscrapes.ts';
import { firing, groupsOf, PROMTOOL, ROOT } from './ruletests.ts';

const SKIP = PROMTOOL ? false : 'promtool is not installed';
const groups = groupsOf(join(ROOT, 'manifests/monitoring/rules.yaml'));
const MINUTES = 150;

const METACONTROLLER: Labels = {
  job: 'metacontroller/metacontroller',
  namespace: 'metacontroller',
  pod: 'metacontroller-0',
  instance: 'metacontroller-0:9999',
};

/** A series with a constant value, or one that grows by a value each minute. */
const series = (name: string, labels: Labels, values: string): InputSeries => ({
  series: seriesText(name, labels),
  values,
});
const constant = (value: number): string => `${value}x${MINUTES}`;
const growing = (each: number): string => `0+${each}x${MINUTES}`;
const HOOKS = targetLabels('hooks-a');
const ofHooks = (name: string, labels: Labels, values: string) =>
  series(`prometheus_metacontroller_${name}`, { ...HOOKS, ...labels }, values);
const ofMetacontroller = (name: string, labels: Labels, values: string) =>
  series(name, { ...METACONTROLLER, ...labels }, values);

const CONFIG = 'route: {receiver: none}\nreceivers: [{name: none}]\n';

/** The other controllers have the same series. */
const OTHERS = /controller="(assets|federation|grafana|conversion|kubelet|pods|agent|thanosruler|admission)/;

/** What a healthy installation exposes: two pods that are called in turn, and Metacontroller. */
async function healthy(): Promise<readonly InputSeries[]> {
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

function metacontroller(): readonly InputSeries[] {
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

const base = SKIP ? [] : await healthy();

/** The base without some series, and with others instead. */
const changed = (without: RegExp | undefined, added: readonly InputSeries[] = []): readonly InputSeries[] => {
  const names = new Set(added.map((one) => one.series));
  return [...base.filter((one) => !names.has(one.series) && !without?.test(one.series)), ...added];
};

const SHOP: Labels = { kind: 'Prometheus', namespace: 'shop', name: 'shop' };

/** A workload that has had a condition for a while, at the pod that was called last. */
const condition = (type: string, status: string, reason: string, object: Labels = SHOP): readonly InputSeries[] => [
  ofHooks('condition', { ...object, type, status, reason }, constant(1)),
  ofHooks('last_sync_timestamp_seconds', object, growing(60)),
];

interface Case {
  readonly alert: string;
  readonly cause: string;
  readonly series: readonly InputSeries[];
  /** Other labels of the alert, besides its severity. */
  readonly labels?: Labels;
  /** Other alerts of the same cause. */
  readonly also?: readonly string[];
}

const ALERTMANAGER: Labels = { kind: 'Alertmanager', namespace: 'shop', name: 'main' };

const CASES: readonly Case[] = [
  { alert: 'HooksDown', cause: 'no pod of the hooks is scraped', series: changed(/job="prometheus-metacontroller"/) },
  {
    alert: 'HooksDown',
    cause: 'no pod can compute',
    series: changed(
      /_ready\{/,
      ['hooks-a', 'hooks-b'].map((pod) => series('prometheus_metacontroller_ready', targetLabels(pod), constant(0))),
    ),
  },
  {
    alert: 'HooksFail',
    cause: 'a hook answers 500 again and again',
    series: changed(undefined, [
      ofHooks('hook_requests_total', { controller: 'prometheus', hook: 'sync', code: '500' }, growing(1)),
    ]),
    labels: { controller: 'prometheus', hook: 'sync' },
  },
  {
    alert: 'HooksSlow',
    cause: 'one call of ten takes more than 5 s',
    series: changed(
      /duration_seconds_bucket.*hook="sync"/,
      ['5', '10', '+Inf'].map((le) =>
        ofHooks(
          'hook_duration_seconds_bucket',
          { controller: 'alertmanager', hook: 'sync', le },
          growing(le === '5' ? 9 : 10),
        ),
      ),
    ),
    labels: { controller: 'alertmanager' },
  },
  {
    alert: 'HooksOverloaded',
    cause: 'a hook answers 429 every minute',
    series: changed(undefined, [
      ofHooks('hook_requests_total', { controller: 'prometheus', hook: 'sync', code: '429' }, growing(1)),
    ]),
    labels: { controller: 'prometheus' },
  },
  {
    alert: 'HookThreadsFull',
    cause: 'three heaps were full within an hour',
    series: changed(undefined, [ofHooks('thread_ends_total', { reason: 'full' }, `0x${MINUTES - 20} 1 2 3x18`)]),
  },
  {
    alert: 'ObjectTooExpensive',
    cause: 'an object exceeds a limit',
    series: changed(undefined, [ofHooks('too_expensive_objects_total', {}, `0x${MINUTES - 20} 1x19`)]),
  },
  {
    alert: 'MetacontrollerNotCalling',
    cause: 'the last call was long ago',
    series: changed(/./, [
      ...base
        .filter(({ series: text }) => !/_last_sync_|_condition|_selected_/.test(text))
        .map(({ series: text, values }) => ({
          series: text,
          values: constant(Number.parseFloat(values.split(' ').at(-1) ?? '')),
        })),
      ...metacontroller().filter(({ series: text }) => !text.startsWith('metacontroller_')),
    ]),
  },
  {
    alert: 'AdmissionDown',
    cause: 'the webhooks were scraped half an hour ago, and are gone',
    series: changed(undefined, [
      series('up', { job: 'prometheus-metacontroller-admission', instance: 'a' }, `1x${MINUTES - 30} stale`),
    ]),
    labels: { job: 'prometheus-metacontroller-admission' },
  },
  {
    alert: 'ReconcileFails',
    cause: 'a workload has a mistake',
    series: changed(undefined, condition('Reconciled', 'False', 'ReconciliationFailed')),
    labels: SHOP,
  },
  {
    alert: 'ObjectsRejected',
    cause: 'a monitor has a mistake',
    series: changed(undefined, [
      ...condition('ResourcesAccepted', 'False', 'InvalidConfiguration'),
      ofHooks('selected_resources', { ...SHOP, resource: 'ServiceMonitor', state: 'rejected' }, constant(2)),
    ]),
    labels: { ...SHOP, resource: 'ServiceMonitor' },
  },
  {
    alert: 'RulesBroken',
    cause: 'a rule has a mistake',
    series: changed(undefined, condition('RulesValid', 'False', 'InvalidRuleFile')),
    labels: SHOP,
  },
  {
    alert: 'ConfigurationNotLoaded',
    cause: 'a pod refuses its configuration',
    series: changed(undefined, condition('ConfigurationLoaded', 'False', 'Refused')),
    labels: SHOP,
  },
  {
    alert: 'AlertmanagerConfigurationInvalid',
    cause: 'an Alertmanager has no configuration',
    series: changed(undefined, condition('ConfigLoaded', 'False', 'ConfigMissing', ALERTMANAGER)),
    labels: ALERTMANAGER,
  },
  {
    alert: 'AlertmanagerRolloutHeld',
    cause: 'a rollout does not move',
    series: changed(undefined, condition('RolloutProgressing', 'False', 'Held', ALERTMANAGER)),
    labels: ALERTMANAGER,
  },
  {
    alert: 'ReshardingStuck',
    cause: 'targets have moved for two hours, in two steps',
    series: changed(undefined, [
      ofHooks('condition', { ...SHOP, type: 'Resharding', status: 'True', reason: 'HandingOver' }, '1x40 stale'),
      ...condition('Resharding', 'True', 'Moving').map((one) =>
        one.series.includes('_condition') ? { ...one, values: `_x40 1x${MINUTES - 41}` } : one,
      ),
    ]),
    labels: SHOP,
  },
  {
    alert: 'QueryIncomplete',
    cause: 'a shard is down',
    series: changed(undefined, condition('QueryComplete', 'False', 'ShardDown')),
    labels: SHOP,
  },
  {
    alert: 'ConditionFalse',
    cause: 'a member of a federation is refused',
    series: changed(undefined, condition('FederationHealthy', 'False', 'MembersRefused')),
    labels: { ...SHOP, type: 'FederationHealthy' },
  },
  { alert: 'MetacontrollerDown', cause: 'Metacontroller is not scraped', series: changed(/job="metacontroller/) },
  {
    alert: 'MetacontrollerHookErrors',
    cause: 'both hooks of a controller answer 401',
    series: changed(
      undefined,
      ['sync', 'customize'].map((hook) =>
        ofMetacontroller(
          `metacontroller_${hook}_requests_total`,
          { controller_name: 'prometheus', controller_type: 'CompositeController', code: '401', method: 'post' },
          growing(1),
        ),
      ),
    ),
    labels: { controller_name: 'prometheus' },
  },
  {
    alert: 'MetacontrollerQueueGrows',
    cause: 'objects wait',
    series: changed(undefined, [
      ofMetacontroller('workqueue_depth', { name: 'CompositeController-prometheus' }, constant(20)),
    ]),
    labels: { name: 'CompositeController-prometheus' },
  },
  {
    alert: 'MetacontrollerForbidden',
    cause: 'the API server answers 403',
    series: changed(undefined, [
      ofMetacontroller('rest_client_requests_total', { code: '403', method: 'GET', host: '10.0.0.1' }, growing(1)),
    ]),
  },
  {
    alert: 'MetacontrollerMemory',
    cause: 'it uses 3 GiB',
    series: changed(undefined, [ofMetacontroller('process_resident_memory_bytes', {}, constant(3 * 1024 ** 3))]),
  },
  {
    alert: 'HooksOrMetacontrollerRestart',
    cause: 'a process starts every ten minutes',
    series: changed(undefined, [
      ofMetacontroller(
        'process_start_time_seconds',
        {},
        Array.from({ length: MINUTES }, (_, minute) => Math.floor(minute / 10)).join(' '),
      ),
    ]),
    labels: { job: 'metacontroller/metacontroller', pod: 'metacontroller-0' },
  },
];

t.test('a healthy installation has no alert', { skip: SKIP }, async (t) => {
  t.strictSame(firing({ groups, series: base, minutes: MINUTES, each: 5 }), []);
});

for (const { alert, cause, series: given, labels = {}, also = [] } of CASES)
  t.test(`${alert} fires alone: ${cause}`, { skip: SKIP }, async (t) => {
    const found = firing({ groups, series: given, minutes: MINUTES, each: 5 });
    t.strictSame(
      found.map(({ alertname }) => alertname),
      [alert, ...also].sort(),
    );
    const { alertname, severity, ...rest } = found.find((one) => one['alertname'] === alert) ?? {};
    if (alert !== 'MetacontrollerMemory') t.strictSame(rest, labels);
    const rule = groups.flatMap(({ rules }) => rules).find((one) => one.alert === alert);
    for (const [, label = ''] of JSON.stringify(rule?.annotations).matchAll(/\$labels\.(\w+)/g))
      t.ok(label in rest, `the text names the label ${label}, which the alert has`);
  });

t.test('the newest response of an object counts, whichever pod has it', { skip: SKIP }, async (t) => {
  const at = (pod: string, name: string, labels: Labels, values: string) =>
    series(`prometheus_metacontroller_${name}`, { ...targetLabels(pod), ...SHOP, ...labels }, values);
  const failed = { type: 'Reconciled', status: 'False', reason: 'ReconciliationFailed' };
  const fine = { type: 'Reconciled', status: 'True', reason: '' };
  const both = (first: Labels, second: Labels | undefined): readonly InputSeries[] =>
    changed(undefined, [
      at('hooks-a', 'condition', first, constant(1)),
      at('hooks-a', 'last_sync_timestamp_seconds', {}, constant(100)),
      ...(second ? [at('hooks-b', 'condition', second, constant(1))] : []),
      at('hooks-b', 'last_sync_timestamp_seconds', {}, constant(200)),
    ]);
  const names = (given: readonly InputSeries[]) =>
    firing({ groups, series: given, minutes: MINUTES, each: 5 }).map(({ alertname }) => alertname);
  t.strictSame(names(both(failed, fine)), [], 'corrected since');
  t.strictSame(names(both(fine, failed)), ['ReconcileFails'], 'broken since');
  t.strictSame(names(both(failed, undefined)), [], 'deleted since');
});

t.test('every alert has a test, a severity, texts, and a section of the runbooks', async (t) => {
  const page = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');
  const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert);
  t.ok(alerts.length >= 20);
  for (const { alert = '', labels, annotations } of alerts) {
    t.ok(
      CASES.some((one) => one.alert === alert),
      `${alert}: a test`,
    );
    t.match(labels?.['severity'], /^(critical|warning)$/, alert);
    t.match(annotations, {
      summary: /\.$/,
      description: /\.$/,
      runbook_url: `docs/runbooks.md#${alert.toLowerCase()}`,
    });
    const [, section = ''] = new RegExp(`^## ${alert}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page) ?? [];
    for (const part of ['Meaning', 'Impact', 'Check', 'Repair'])
      t.ok(section.includes(`**${part}.**`), `${alert}: ${part} in docs/runbooks.md`);
  }
  const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name).filter((name) => name !== 'Order');
  t.strictSame(
    sections.filter((name) => !alerts.some(({ alert }) => alert === name)),
    [],
    'no section without an alert',
  );
});
