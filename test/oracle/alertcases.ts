// What makes each alert of manifests/monitoring fire.

import {
  base,
  changed,
  condition,
  constant,
  growing,
  MINUTES,
  metacontroller,
  ofHooks,
  ofMetacontroller,
  SHOP,
  series,
} from './alertseries.ts';
import { type InputSeries, type Labels, targetLabels } from './hookscrapes.ts';

export interface Case {
  readonly alert: string;
  readonly cause: string;
  readonly series: readonly InputSeries[];
  /** Other labels of the alert, besides its severity. */
  readonly labels?: Labels;
  /** Other alerts of the same cause. */
  readonly also?: readonly string[];
}

const ALERTMANAGER: Labels = { kind: 'Alertmanager', namespace: 'shop', name: 'main' };

export const CASES: readonly Case[] = [
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
