import t from 'tap';
import type { Alertmanager } from '../../../../../hooks/api/alertmanager.ts';
import { customizeAlertmanager } from '../../../../../hooks/controllers/alertmanager/customize.ts';
import { planRollout } from '../../../../../hooks/controllers/alertmanager/rollout/candidate.ts';
import { maxUnavailable } from '../../../../../hooks/controllers/alertmanager/rollout/disruption.ts';
import { reconcileRollout } from '../../../../../hooks/controllers/alertmanager/rollout/reconcile.ts';
import { syncAlertmanager } from '../../../../../hooks/controllers/alertmanager/sync.ts';
import type { Condition } from '../../../../../hooks/core/conditions.ts';
import type { SyncResponse } from '../../../../../hooks/core/hook.ts';
import { inputs, listers } from '../../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../../hooks/core/options.ts';
import { relatedObjects } from '../../../../../hooks/core/related.ts';
import type { MeshFacts } from '../../../../../hooks/probe/alertmanager/mesh.ts';
import { facts, HOUR, input, NOW, peer, peerFacts, status, unreachable } from '../../../../support/mesh.ts';
import { alertmanager, podDisruptionBudget } from '../../../../support/objects.ts';
import { applied, kindMap } from '../../../../support/requests.ts';

const policy = parseOptions();
const timeOf = (ago: number): string => new Date(NOW - ago).toISOString();
const minutes = (count: number): number => count * 60_000;

/** An Alertmanager of which MeshHealthy has had a status for so long. */
const parentOf = (spec: object = { replicas: 3 }, was?: readonly [status: string, ago: number]): KubernetesObject => ({
  ...alertmanager({ ...spec }, { uid: 'me' }),
  ...(was
    ? { status: { conditions: [{ type: 'MeshHealthy', status: was[0], lastTransitionTime: timeOf(was[1]) }] } }
    : {}),
});
const LABELS = { alertmanager: 'main', team: 'ops' };
const wanted = (replicas = 3): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'am', namespace: 'monitoring' },
  spec: {
    replicas,
    selector: { matchLabels: { alertmanager: 'main' } },
    template: { metadata: { labels: LABELS }, spec: {} },
    updateStrategy: { type: 'RollingUpdate' },
  },
});
const pod = (ordinal: number, ready = HOUR, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `am-${ordinal}`,
    namespace: 'monitoring',
    uid: `uid-${ordinal}`,
    labels: { ...LABELS, 'controller-revision-hash': 'new' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'am', uid: 'set', controller: true }],
    ...metadata,
  },
  status: {
    podIP: `10.0.0.${ordinal}`,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(ready) }],
  },
});
const three = [pod(0), pod(1), pod(2)];
const budget = (name: string, selector: object | undefined, metadata: object = {}): KubernetesObject =>
  podDisruptionBudget({ maxUnavailable: 1, ...(selector ? { selector } : {}) }, { name, ...metadata });

interface Case {
  readonly parent?: KubernetesObject;
  readonly replicas?: number;
  /** Replicas of the StatefulSet as it is; none: it is not there yet. */
  readonly there?: number | 'none';
  readonly pods?: readonly KubernetesObject[];
  readonly reported?: MeshFacts;
  readonly budgets?: readonly KubernetesObject[];
}

function run({
  parent = parentOf(),
  replicas = 3,
  there = 3,
  pods = three,
  reported: known = facts(),
  budgets = [],
}: Case) {
  const live = {
    ...wanted(there === 'none' ? 0 : there),
    metadata: { ...wanted().metadata, uid: 'set', generation: 1 },
    status: { observedGeneration: 1, updateRevision: 'new' },
  };
  const related = listers({ ...kindMap(pods), 'PodDisruptionBudget.policy/v1': {}, ...kindMap(budgets) });
  const view = {
    parent,
    observed: listers(kindMap(there === 'none' ? [] : [live])).statefulSets,
    pods: related.pods,
    budgets: related.podDisruptionBudgets,
    facts: known,
    now: new Date(NOW),
  };
  const made = reconcileRollout(parent as unknown as Alertmanager, [wanted(replicas)], view, policy);
  const [, ours] = made.children as readonly (KubernetesObject & { spec?: { maxUnavailable: number } })[];
  const message = made.conditions.find(({ type }) => type === 'HighlyAvailable')?.message;
  return { ours, allowed: ours?.spec?.maxUnavailable, message };
}

const settling = facts(peerFacts(0, { status: { is: 'ok', value: status({ cluster: 'settling' }) } }));
const silent = facts(unreachable(0), unreachable(1), unreachable(2));
const cases: readonly [name: string, of: Case, want: number][] = [
  ['one pod may be evicted while the mesh is whole', {}, 1],
  ['none while a peer is behind, from the first moment on', { reported: settling }, 0],
  [
    'none while a peer is behind since some minutes',
    { reported: settling, parent: parentOf(undefined, ['False', minutes(14)]) },
    0,
  ],
  [
    'one again once a peer has been behind for 15 minutes',
    { reported: settling, parent: parentOf(undefined, ['False', minutes(15)]) },
    1,
  ],
  [
    'how long the mesh was whole before does not count',
    { reported: settling, parent: parentOf(undefined, ['True', HOUR]) },
    0,
  ],
  ['nor how long the state was unknown', { reported: settling, parent: parentOf(undefined, ['Unknown', HOUR]) }, 0],
  ['one where peers cannot be probed, but have long been ready', { reported: silent }, 1],
  [
    'none where a peer cannot be probed and has just become ready',
    { reported: silent, pods: [pod(0), pod(1), pod(2, 1000)] },
    0,
  ],
  ['none while a pod is missing', { pods: [pod(0), pod(1)] }, 0],
  ['none while a pod is being replaced', { pods: [pod(0), pod(1), pod(2, HOUR, { deletionTimestamp: timeOf(0) })] }, 0],
  ['none while more replicas are on their way', { replicas: 5 }, 0],
  [
    'none while a pod goes because fewer are wanted',
    { replicas: 2, there: 2, pods: [pod(0), pod(1), pod(2, HOUR, { deletionTimestamp: timeOf(0) })] },
    0,
  ],
  ['one before there is a StatefulSet', { there: 'none', pods: [] }, 1],
  ['one before there are pods', { pods: [] }, 1],
];
for (const [name, of, want] of cases)
  t.test(`evictions: ${name}`, async (t) => {
    t.equal(run(of).allowed, want);
  });

t.test('no pod may be evicted at the moment when the next one is replaced', async (t) => {
  const rolling = input({ peers: [0, 1, 2].map((ordinal) => peer(ordinal, { revision: 'old' })) });
  const step = planRollout(rolling);
  t.equal(step.phase, 'replace');
  t.equal(maxUnavailable(parentOf(), rolling, step), 0);
});

const kubePrometheus = budget('alertmanager-main', { matchLabels: { team: 'ops' } });
const owner = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Alertmanager',
  name: 'main',
  uid: 'me',
  controller: true,
};
const others: readonly [name: string, budgets: readonly KubernetesObject[], message: string | undefined][] = [
  ["a budget of the user's for the same pods replaces ours", [kubePrometheus], 'created: alertmanager-main select'],
  ['so does one for all pods of the namespace', [budget('all', {})], 'created: all select'],
  ['all of them are named', [kubePrometheus, budget('all', {})], 'created: alertmanager-main, all select'],
  [
    'so does that of another owner',
    [budget('am-mesh', {}, { ownerReferences: [{ ...owner, uid: 'other' }] })],
    'created: am-mesh selects the pods',
  ],
  [
    'one of our name for other pods is not taken over',
    [budget('am-mesh', { matchLabels: { app: 'x' } })],
    'created: am-mesh exists with another owner',
  ],
  ['one for other pods changes nothing', [budget('other', { matchLabels: { team: 'web' } })], undefined],
  ['nor does one without a selector, which is for no pods', [budget('none', undefined)], undefined],
  ['nor one of another namespace', [budget('far', {}, { namespace: 'other' })], undefined],
  ['our own is not in the way', [budget('am-mesh', { matchLabels: LABELS }, { ownerReferences: [owner] })], undefined],
];
for (const [name, budgets, message] of others)
  t.test(`a pod has one budget at most, because it cannot be evicted with two: ${name}`, async (t) => {
    const made = run({ budgets });
    t.equal(made.ours === undefined, message !== undefined);
    t.match(made.message, message ?? /^$/);
  });

t.test("a user's budget is named also where too few peers are whole", async (t) => {
  const { message } = run({ reported: silent, pods: [pod(0)], budgets: [kubePrometheus] });
  t.match(message, /one failure would lose it\nno PodDisruptionBudget created: alertmanager-main/);
});

t.test('a single pod has no budget, also while the others have yet to go', async (t) => {
  t.equal(run({ parent: parentOf({ replicas: 1 }), replicas: 1 }).ours, undefined);
});

t.test(
  'pods that are not ready may always be evicted, and the budget is for the pods of the StatefulSet',
  async (t) => {
    t.match(run({}).ours, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'am-mesh', namespace: 'monitoring' },
      spec: { selector: { matchLabels: { alertmanager: 'main' } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
  },
);

const configuration: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'alertmanager-main', namespace: 'monitoring' },
  data: { 'alertmanager.yaml': Buffer.from('route: {receiver: a}\nreceivers: [{name: a}]\n').toString('base64') },
};
const sync = (parent: KubernetesObject, children: readonly KubernetesObject[] = [], options = policy): SyncResponse => {
  const { relatedResources } = customizeAlertmanager({ parent }, options);
  const related = relatedObjects(relatedResources, [configuration, ...children]);
  return syncAlertmanager(
    inputs({ parent, children: kindMap(children), related, finalizing: false }),
    undefined,
    new Date(NOW),
    options,
  );
};
const budgetsIn = ({ children }: SyncResponse): string[] =>
  children.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name);

t.test('a budget has a name that kube-prometheus does not use, and rests', async (t) => {
  const parent = parentOf();
  const first = sync(parent);
  t.strictSame(budgetsIn(first), ['alertmanager-main-mesh']);
  const then = { ...parent, status: first.status };
  const second = sync(then, applied(first.children, parent));
  t.strictSame(
    second.children.filter(({ kind }) => kind === 'PodDisruptionBudget'),
    first.children.filter(({ kind }) => kind === 'PodDisruptionBudget'),
  );
});

t.test('while the budgets of the namespace are not loaded the hooks create none', async (t) => {
  const parent = parentOf();
  const response = syncAlertmanager(
    inputs({ parent, children: {}, related: kindMap([configuration]), finalizing: false }),
    undefined,
    new Date(NOW),
    policy,
  );
  t.strictSame(budgetsIn(response), []);
  const conditions = response.status['conditions'] as Condition[];
  t.match(conditions.find(({ type }) => type === 'HighlyAvailable')?.message, /Metacontroller has not sent those/);
});

const without: readonly [name: string, spec: object, options: typeof policy][] = [
  ['a single replica', {}, policy],
  ['pods that wait for the user to delete them', { replicas: 3, updateStrategy: { type: 'OnDelete' } }, policy],
  ['rollouts as Kubernetes does them', { replicas: 3 }, parseOptions(['--alertmanager-rollout=kubernetes'])],
  ['what the Go operator writes', { replicas: 3 }, { ...policy, parity: true }],
];
for (const [name, spec, options] of without)
  t.test(`no budget, and none is asked for: ${name}`, async (t) => {
    const parent = parentOf(spec);
    t.strictSame(budgetsIn(sync(parent, [], options)), []);
    t.notMatch(JSON.stringify(customizeAlertmanager({ parent }, options)), 'poddisruptionbudgets');
  });
