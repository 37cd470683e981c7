import t from 'tap';
import type { Alertmanager } from '../../../../../hooks/api/alertmanager.ts';
import { hasRolloutPolicy } from '../../../../../hooks/controllers/alertmanager/pod/replicas.ts';
import { reconcileSet } from '../../../../../hooks/controllers/alertmanager/rollout/reconcile.ts';
import { listers } from '../../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../../hooks/core/options.ts';
import type { MeshFacts } from '../../../../../hooks/probe/alertmanager/mesh.ts';
import { facts, HOUR, NOW, TERMS, unreachable } from '../../../../support/mesh.ts';

const HASH = 'prometheus-metacontroller.dev/template-hash';
const parent = (annotations: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Alertmanager',
  metadata: { name: 'main', namespace: 'monitoring', annotations },
});
const wanted = (image = 'v1', replicas = 3, annotations: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'am', namespace: 'monitoring' },
  spec: {
    replicas,
    template: { metadata: { annotations }, spec: { containers: [{ name: 'alertmanager', image }] } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
  },
});
/** The set as it is once the API server and the controller have seen it. */
const live = (set: KubernetesObject, more: object = {}): KubernetesObject => ({
  ...set,
  metadata: { ...set.metadata, uid: 'set', generation: 4 },
  status: { observedGeneration: 4, updateRevision: 'new', ...more },
});
const pods = (...revisions: string[]) => ({
  'Pod.v1': Object.fromEntries(
    revisions.map((revision, i) => [
      `monitoring/am-${i}`,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `am-${i}`,
          namespace: 'monitoring',
          uid: `uid-${i}`,
          labels: { 'controller-revision-hash': revision },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'am', uid: 'set', controller: true }],
        },
        status: {
          podIP: `10.0.0.${i}`,
          conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(NOW - HOUR).toISOString() }],
        },
      } satisfies KubernetesObject,
    ]),
  ),
});

const run = (
  set: KubernetesObject,
  observed: KubernetesObject | undefined,
  related = pods('new', 'new', 'new'),
  { reported = facts(), of = parent() }: { reported?: MeshFacts | 'none'; of?: KubernetesObject } = {},
) => {
  const { pods: peers, podDisruptionBudgets: budgets } = listers(related);
  const view = {
    parent: of,
    pods: peers,
    budgets,
    facts: reported === 'none' ? undefined : reported,
    now: new Date(NOW),
  };
  const made = reconcileSet(set, observed, TERMS, view);
  const spec = made.set['spec'] as { replicas: number; updateStrategy: { rollingUpdate: Record<string, unknown> } };
  const conditions = Object.fromEntries(made.conditions.map(({ type, ...rest }) => [type, rest]));
  return { ...made, replicas: spec.replicas, rollingUpdate: spec.updateStrategy.rollingUpdate, conditions };
};
const listing = (replicas: number, image = 'v1', peers = replicas): KubernetesObject => {
  const args = ['--a', ...Array.from({ length: peers }, (_, i) => `--cluster.peer=am-${i}:9094`), '--z'];
  const spec = wanted().spec as { template: object };
  return {
    ...wanted(),
    spec: { ...spec, replicas, template: { spec: { containers: [{ name: 'alertmanager', image, args }] } } },
  };
};
/** The set as we write it in the steady state. */
const settled = () => live(run(wanted(), live(run(wanted(), undefined).set)).set);

t.test('a new set starts all pods at once and is parked, and stays so when the mesh is whole', async (t) => {
  t.strictSame(run(wanted(), undefined).rollingUpdate, { maxUnavailable: 1, partition: 3 });
  const observed = live(run(wanted(), undefined).set);
  const { rollingUpdate, conditions, resyncAfterSeconds } = run(wanted(), observed);
  t.strictSame(rollingUpdate, { maxUnavailable: 1, partition: 3 });
  t.match(conditions, {
    MeshHealthy: { status: 'True', reason: 'Verified' },
    RolloutProgressing: { reason: 'Complete' },
    HighlyAvailable: { status: 'True' },
  });
  t.equal(resyncAfterSeconds, 300);
  t.strictSame(run(wanted(), live(run(wanted(), observed).set)).set, run(wanted(), observed).set, 'and rests');
});

t.test('a new template is written with a partition that replaces no pod, and then steps', async (t) => {
  const begun = run(wanted('v2'), settled());
  t.equal(begun.rollingUpdate['partition'], 3);
  t.match(begun.conditions['RolloutProgressing'], {
    status: 'True',
    reason: 'Stepping',
    message: /no pod replaced yet/,
  });
  t.equal(begun.resyncAfterSeconds, 3);
  const stepped = run(wanted('v2'), live(begun.set), pods('old', 'old', 'old'));
  t.equal(stepped.rollingUpdate['partition'], 2);
});

t.test('a restart by kubectl is not a new template of the hooks, and follows the rollout policy', async (t) => {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };
  const restart = (observed: KubernetesObject) =>
    run(wanted('v1', 3, annotations), observed, pods('old', 'old', 'old'), {
      reported: facts(unreachable(0), unreachable(1), unreachable(2)),
      of: parent({ 'prometheus-metacontroller.dev/strict-rollout': 'true' }),
    });
  const restarted = restart(settled());
  t.equal(restarted.set.metadata.annotations?.[HASH], settled().metadata.annotations?.[HASH]);
  t.equal(restarted.rollingUpdate['partition'], 3);
  const message = /Waiting for: am-0 is assumed ready: cannot be probed/;
  t.match(
    restarted.conditions['RolloutProgressing'],
    { status: 'True', reason: 'Waiting', message },
    'pods at rest for an hour hold nothing up',
  );
  t.match(restarted.conditions['MeshHealthy'], { status: 'Unknown', reason: 'ProbeUnreachable' });
  const since = { 'prometheus-metacontroller.dev/rolling-since': new Date(NOW - HOUR).toISOString() };
  const before = settled();
  const later = restart({
    ...before,
    metadata: { ...before.metadata, annotations: { ...before.metadata.annotations, ...since } },
  });
  t.match(later.conditions['RolloutProgressing'], { status: 'False', reason: 'Held', message });
  t.match(later.set.metadata.annotations, since, 'when it began stays');
});

t.test('the annotation with the begin of a rollout is there only during a rollout', async (t) => {
  const isRolling = ({ set }: ReturnType<typeof run>): boolean =>
    set.metadata.annotations?.['prometheus-metacontroller.dev/rolling-since'] !== undefined;
  const begun = run(wanted('v2'), settled());
  t.equal(isRolling(begun), true);
  t.equal(isRolling(run(wanted('v2'), live(begun.set), pods('old', 'old', 'new'))), true);
  t.equal(isRolling(run(wanted('v2'), live(begun.set), pods('new', 'new', 'new'))), false);
  t.equal(isRolling(run(wanted(), settled(), pods('new', 'new'))), false, 'a pod that is gone is no rollout');
  t.equal(isRolling(run(wanted('v1', 2), settled())), true, 'fewer replicas are');
});

t.test('replicas go one by one, each when the others hold its state; new ones come at once', async (t) => {
  t.equal(run(wanted('v1', 5), settled()).replicas, 5);
  const down = run(wanted('v1', 2), settled());
  t.equal(down.replicas, 2);
  const behind = run(wanted('v1', 2), settled(), undefined, { reported: facts(undefined, unreachable(1)) });
  t.equal(behind.replicas, 2, 'a peer that has been ready for long counts');
  const held = run(wanted('v1', 2), settled(), pods('new', 'new'));
  t.equal(held.replicas, 3, 'a pod is missing');
  t.match(held.conditions['RolloutProgressing'], { message: /^Waiting for: / });
});

t.test('without facts nothing is known, and nothing is forced', async (t) => {
  const { conditions } = run(wanted('v2'), live(run(wanted('v2'), settled()).set), pods('old', 'old', 'old'), {
    reported: 'none',
  });
  t.match(conditions['MeshHealthy'], { status: 'Unknown', message: /was not probed/ });
});

t.test('a flag switches the rollout policy off; one replica and OnDelete are left to the user', async (t) => {
  const of = (spec: object) => ({ ...parent(), spec }) as unknown as Alertmanager;
  const policy = parseOptions();
  t.equal(hasRolloutPolicy(of({ replicas: 3 }), policy), true);
  t.equal(hasRolloutPolicy(of({ replicas: 3 }), parseOptions(['--alertmanager-rollout=kubernetes'])), false);
  t.equal(hasRolloutPolicy(of({ replicas: 3 }), { ...policy, parity: true }), false);
  t.equal(hasRolloutPolicy(of({}), policy), false);
  t.equal(hasRolloutPolicy(of({ replicas: 3, updateStrategy: { type: 'OnDelete' } }), policy), false);
});

t.test(
  'scaling down restarts no pod: removed peers stay listed until pods are replaced for another reason',
  async (t) => {
    const template = ({ set }: { set: KubernetesObject }) => (set['spec'] as { template: object }).template;
    const three = live(run(listing(3), undefined).set);
    const two = pods('new', 'new');
    const shrunk = live({ ...three, spec: { ...(three['spec'] as object), replicas: 2 } });
    const fewer = run(listing(2), shrunk, two);
    t.strictSame(template(fewer), template({ set: listing(3) }));
    t.equal(fewer.replicas, 2);
    t.strictSame(template(run(listing(3), live(fewer.set), two)), template({ set: listing(3) }), 'three again');
    t.strictSame(
      template(run(listing(2, 'v2'), live(fewer.set), two)),
      template({ set: listing(2, 'v2') }),
      'another image',
    );
    t.strictSame(template(run(listing(4), three)), template({ set: listing(4) }), 'more replicas have to be listed');
    t.strictSame(template(run(listing(1), shrunk, two)), template({ set: listing(1) }), 'a single one without a mesh');
  },
);
