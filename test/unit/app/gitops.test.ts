// What Argo CD and Flux show of the four kinds of workloads, from the first sync to a crash: docs/gitops.md.
import t, { type Test } from 'tap';
import { syncAgent } from '../../../hooks/controllers/agent/sync.ts';
import { syncAlertmanager } from '../../../hooks/controllers/alertmanager/sync.ts';
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import { syncThanosRuler } from '../../../hooks/controllers/thanosruler/sync.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { condition } from '../../support/condition.ts';
import { documentedHealth, type Health, kstatus, WORKLOADS as ROWS, shippedHealth } from '../../support/gitops.ts';
import { namespace, secret, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';
import { read } from '../documents.ts';

type Spec = Record<string, unknown>;

const SYNC = {
  Prometheus: syncPrometheus,
  PrometheusAgent: syncAgent,
  Alertmanager: syncAlertmanager,
  ThanosRuler: syncThanosRuler,
} as const;
type Kind = keyof typeof SYNC;

const KINDS = Object.keys(SYNC) as Kind[];
const SPECS: Readonly<Record<Kind, Spec>> = {
  Prometheus: { serviceMonitorSelector: {} },
  PrometheusAgent: { serviceMonitorSelector: {} },
  Alertmanager: {},
  ThanosRuler: { queryEndpoints: ['dns+q:10901'], ruleSelector: {} },
};
/** A mistake that stops the sync. */
const MISTAKE: Spec = { additionalArgs: [{ name: '--x' }] };

const CONFIG = secret('alertmanager-x', { 'alertmanager.yaml': 'route: {receiver: a}\nreceivers: [{name: a}]\n' });
const OPTIONS = parseOptions(['--feature-gates=PrometheusAgentDaemonSet=true', '--alertmanager-rollout=kubernetes']);

/** The status of a pod. */
const READY = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const CREATING = {
  phase: 'Pending',
  conditions: [{ type: 'Ready', status: 'False', message: 'containers with unready status: [prometheus]' }],
  containerStatuses: [{ restartCount: 0, ready: false, state: { waiting: { reason: 'ContainerCreating' } } }],
};
const LOADING = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [{ restartCount: 0, ready: false, state: { running: {} } }],
};
const waits = (reason: string, restartCount = 0) => ({
  ...CREATING,
  containerStatuses: [{ restartCount, ready: false, state: { waiting: { reason } } }],
});
const RESTARTED = { ...LOADING, containerStatuses: [{ restartCount: 1, ready: false, state: { running: {} } }] };
const ENDED = {
  ...LOADING,
  containerStatuses: [{ restartCount: 0, ready: false, state: { terminated: { exitCode: 1 } } }],
};
const INIT = {
  ...CREATING,
  containerStatuses: [],
  initContainerStatuses: waits('CrashLoopBackOff', 3).containerStatuses,
};
const NO_NODE = {
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' }],
};

interface World {
  readonly spec?: Spec;
  readonly related?: readonly KubernetesObject[];
  /** The statuses of the pods of each workload. */
  readonly pods?: readonly object[];
  /** Workloads that have no such pods. */
  readonly without?: readonly string[];
  /** The spec at the sync before. */
  readonly before?: Spec;
  /** Whether there was a sync before: children exist. */
  readonly isNew?: boolean;
  readonly options?: Options;
}

const WORKLOADS = ['StatefulSet', 'DaemonSet'];

function podsOf(set: KubernetesObject, statuses: readonly object[]): KubernetesObject[] {
  const { selector } = set['spec'] as { selector: { matchLabels: Record<string, string> } };
  const { name, uid = '' } = set.metadata;
  return statuses.map((status, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${i}`,
      namespace: 'monitoring',
      uid: `${name}-${i}`,
      labels: selector.matchLabels,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: set.kind, name, uid, controller: true }],
    },
    status,
  }));
}

/** The object with the status that the hooks give it. */
function observed(kind: Kind, world: World = {}): KubernetesObject {
  const { spec = {}, before, related = [CONFIG], pods = [], without = [], isNew, options = OPTIONS } = world;
  const parent = (more: Spec): KubernetesObject => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'x', namespace: 'monitoring', uid: 'me', generation: 2 },
    spec: { ...SPECS[kind], ...more },
  });
  const around = [namespace('monitoring'), serviceMonitor(), ...related];
  const sync = (more: Spec, children: readonly KubernetesObject[]) => {
    const sets = children.filter((child) => WORKLOADS.includes(child.kind) && !without.includes(child.metadata.name));
    const all = [...around, ...sets.flatMap((set) => podsOf(set, pods))];
    const request = { parent: parent(more), children: kindMap(children), related: kindMap(all), finalizing: false };
    return SYNC[kind](inputs(request), kind === 'Prometheus' ? new Map() : undefined, new Date(0), options);
  };
  const desired = { desiredNumberScheduled: 2, updatedNumberScheduled: 2 };
  const existing = isNew
    ? []
    : applied(sync(before ?? (spec === MISTAKE ? {} : spec), []).children, parent(spec)).map((child) =>
        child.kind === 'DaemonSet' ? { ...child, status: desired } : child,
      );
  return { ...parent(spec), status: sync(spec, existing).status };
}

/** Statuses of every kind, and what Argo CD shows with its own check and with that of docs/gitops.md. */
const EVERY_KIND: readonly (readonly [what: string, world: World, shipped: Health, documented: Health])[] = [
  ['no child exists yet', { isNew: true }, 'Progressing', 'Progressing'],
  ['the pods do not exist yet', {}, 'Progressing', 'Progressing'],
  ['the pods are created', { pods: [CREATING, CREATING] }, 'Progressing', 'Progressing'],
  ['the pods have started', { pods: [LOADING] }, 'Progressing', 'Progressing'],
  ['nothing is known of the containers yet', { pods: [{ phase: 'Pending' }] }, 'Progressing', 'Progressing'],
  ['one of two pods is ready', { spec: { replicas: 2 }, pods: [READY, LOADING] }, 'Progressing', 'Progressing'],
  ['one of two pods crashes', { spec: { replicas: 2 }, pods: [READY, RESTARTED] }, 'Progressing', 'Progressing'],
  ['all pods are ready', { spec: { replicas: 2 }, pods: [READY, READY] }, 'Healthy', 'Healthy'],
  ['the image does not exist', { pods: [waits('ImagePullBackOff')] }, 'Degraded', 'Degraded'],
  ['a Secret for a container is missing', { pods: [waits('CreateContainerConfigError')] }, 'Degraded', 'Degraded'],
  ['the container waits after crashes', { pods: [waits('CrashLoopBackOff', 4)] }, 'Degraded', 'Degraded'],
  ['the container was restarted', { pods: [RESTARTED] }, 'Degraded', 'Degraded'],
  ['the container has ended', { pods: [ENDED] }, 'Degraded', 'Degraded'],
  ['the init container crashes', { pods: [INIT] }, 'Degraded', 'Degraded'],
  ['no node takes the pod', { pods: [NO_NODE] }, 'Degraded', 'Degraded'],
  ['one pod crashes, and none is ready', { pods: [LOADING, RESTARTED] }, 'Degraded', 'Degraded'],
  ['it is paused', { before: {}, spec: { paused: true }, pods: [READY] }, 'Healthy', 'Suspended'],
  ['it is paused and was never created', { isNew: true, spec: { paused: true } }, 'Degraded', 'Suspended'],
];

/** Asserts both checks, and that kstatus takes every object for current. */
function check(t: Test, object: KubernetesObject, want: readonly [Health, Health], what: string): void {
  const available = JSON.stringify(condition(object, 'Available'));
  t.strictSame([shippedHealth(object), documentedHealth(object)], want, `${what}: ${available}`);
  t.equal(kstatus(object), 'Current', what);
}

t.test('every status of a workload has the health that Argo CD should show', async (t) => {
  for (const kind of KINDS)
    for (const [what, world, shipped, documented] of EVERY_KIND)
      check(t, observed(kind, world), [shipped, documented], `${kind}: ${what}`);
});

t.test('a mistake in the object is degraded where nothing runs, and in the documented check always', async (t) => {
  for (const kind of KINDS) {
    const spec = MISTAKE;
    check(t, observed(kind, { isNew: true, spec }), ['Degraded', 'Degraded'], `${kind}: never created`);
    check(t, observed(kind, { spec, before: {}, pods: [LOADING] }), ['Degraded', 'Degraded'], `${kind}: not ready`);
    check(t, observed(kind, { spec, before: {}, pods: [READY] }), ['Healthy', 'Degraded'], `${kind}: ready`);
  }
});

t.test('an agent as a DaemonSet counts its pods', async (t) => {
  const spec = { mode: 'DaemonSet' };
  const cases: readonly (readonly [string, World, Health])[] = [
    ['no child exists yet', { isNew: true }, 'Progressing'],
    ['its pods start', { pods: [LOADING, LOADING] }, 'Progressing'],
    ['one is ready', { pods: [READY, LOADING] }, 'Progressing'],
    ['all are ready', { pods: [READY, READY] }, 'Healthy'],
    ['all crash', { pods: [RESTARTED, RESTARTED] }, 'Degraded'],
  ];
  for (const [what, world, health] of cases)
    check(t, observed('PrometheusAgent', { ...world, spec }), [health, health], what);
  t.match(observed('PrometheusAgent', { spec, pods: [READY, LOADING] })['status'], {
    replicas: 2,
    availableReplicas: 1,
    unavailableReplicas: 1,
    updatedReplicas: 2,
  });
});

t.test('a Prometheus that gets more shards makes progress', async (t) => {
  const reshard: World = { before: { shards: 1 }, spec: { shards: 3 } };
  const cases: readonly (readonly [string, World, Health, Health])[] = [
    ['the new shards do not exist yet', { pods: [READY] }, 'Progressing', 'Progressing'],
    ['no shard has a ready pod', { pods: [LOADING] }, 'Progressing', 'Progressing'],
    ['the first shard crashes', { pods: [RESTARTED] }, 'Degraded', 'Degraded'],
  ];
  for (const [what, world, shipped, documented] of cases)
    check(t, observed('Prometheus', { ...reshard, ...world }), [shipped, documented], what);
  const fewer: World = { before: { shards: 3 }, spec: { shards: 1 }, pods: [READY] };
  check(t, observed('Prometheus', fewer), ['Healthy', 'Progressing'], 'targets move, and all pods are ready');
  t.equal(condition(observed('Prometheus', fewer), 'Resharding')?.status, 'True');
  const mixed = observed('Prometheus', { spec: { shards: 2 }, pods: [READY], without: ['prometheus-x-shard-1'] });
  check(t, mixed, ['Progressing', 'Progressing'], 'one shard has no pod yet');
  t.match(condition(mixed, 'Available')?.message, 'shard 1: its pods do not exist yet');
});

t.test('an Alertmanager that waits for its configuration makes progress, and not with a broken one', async (t) => {
  const none = { related: [], pods: [CREATING] };
  check(t, observed('Alertmanager', none), ['Progressing', 'Progressing'], 'there is none');
  t.match(condition(observed('Alertmanager', none), 'ConfigLoaded'), { status: 'False', reason: 'ConfigMissing' });
  const broken = [secret('alertmanager-x', { 'alertmanager.yaml': 'route: {}\n' })];
  check(t, observed('Alertmanager', { related: broken, pods: [CREATING] }), ['Degraded', 'Degraded'], 'it is broken');
});

t.test('a rollout of Alertmanager that waits makes progress in the documented check', async (t) => {
  const gated = { options: parseOptions([]), spec: { replicas: 2 }, pods: [READY, READY] };
  const object = observed('Alertmanager', gated);
  t.match(condition(object, 'RolloutProgressing'), { status: 'True', reason: 'Waiting' });
  check(t, object, ['Healthy', 'Progressing'], 'the pods do not have the wanted template');
});

t.test('what was changed and not synchronized yet makes progress in the documented check', async (t) => {
  const object = observed('Prometheus', { pods: [READY] });
  const changed = { ...object, metadata: { ...object.metadata, generation: 3 } };
  check(t, changed, ['Healthy', 'Progressing'], 'the spec has changed');
  const isNew = { ...object, status: {} };
  t.strictSame([shippedHealth(isNew), documentedHealth(isNew)], ['Progressing', 'Progressing']);
});

t.test('in parity the reasons are those of the Go operator', async (t) => {
  const options = { ...OPTIONS, parity: true };
  const available = (world: World) => condition(observed('Prometheus', { ...world, options }), 'Available')?.reason;
  t.equal(available({ isNew: true }), 'StatefulSetNotFound');
  t.equal(available({ pods: [LOADING] }), 'NoPodReady');
});

t.test('the script in docs/gitops.md has the rows that these tests decide by', async (t) => {
  const rows = [...read('docs/gitops.md').matchAll(/^ {2}\{ "(\w+)", "(\w+)", "(\w*)", "(\w+)" \},$/gm)].map(
    ([, ...row]) => row,
  );
  const want = ROWS.map(({ type, status, reason = '', health }) => [type, status, reason, health]);
  t.strictSame(rows.slice(0, want.length), want);
  const optional = rows.slice(want.length).map(([type]) => type);
  t.strictSame(optional, ['ResourcesAccepted', 'RulesValid'], 'the lines that a user may add');
});
