// Whether pods of a workload run: replicas, StatefulSet, pods, volumes.
import type { KubernetesObject } from '../core/meta.ts';
import { type Cluster, idOf } from './cluster.ts';
import { listAt, numberAt, textAt } from './fields.ts';
import { OPERATED } from './generated.ts';
import { mayServe, type PodState, podState } from './podstate.ts';
import { patch } from './repair.ts';
import { broken, type Evidence, ok, type Repair, type Step, unknown, warning } from './step.ts';
import type { Workload } from './workloads.ts';

/** The StatefulSets of a workload that are given, one for each shard, or its DaemonSet. */
function sets({ object, namespace, name }: Workload, of: Cluster): readonly KubernetesObject[] {
  const prefix = `${OPERATED[object.kind]?.prefix ?? ''}${name}`;
  return ['StatefulSet', 'DaemonSet'].flatMap((kind) =>
    of
      .of(kind, namespace)
      .filter(({ metadata }) => metadata.name === prefix || metadata.name.startsWith(`${prefix}-shard-`)),
  );
}

/** The pods of a workload that are given, by their names and labels. */
export const podsOf = (workload: Workload, of: Cluster): readonly KubernetesObject[] =>
  of.once(`pods of ${workload.id}`, () => findPods(workload, of));

function findPods({ object, namespace, name }: Workload, of: Cluster): readonly KubernetesObject[] {
  const { prefix = '', label = '' } = OPERATED[object.kind] ?? {};
  const ofSet = /^(?:-shard-\d+)?-\w+$/;
  return of.of('Pod', namespace).filter(({ metadata }) => {
    const start = `${prefix}${name}`;
    const named = metadata.name.startsWith(start) && ofSet.test(metadata.name.slice(start.length));
    return named && (metadata.labels?.[label] ?? name) === name;
  });
}

const describePod = ({ metadata }: KubernetesObject): Repair => ({
  action: 'See the events of the pod.',
  command: `kubectl -n ${metadata.namespace} describe pod ${metadata.name}`,
});

const logs = ({ metadata }: KubernetesObject, container: string): Repair => ({
  action: 'See why the container ends.',
  command: `kubectl -n ${metadata.namespace} logs ${metadata.name} -c ${container} --previous`,
});

/** Volume claims of the pods that are not bound. */
const pendingClaims = ({ metadata, ...pod }: KubernetesObject, of: Cluster): readonly KubernetesObject[] =>
  listAt(pod, 'spec', 'volumes').flatMap((volume) => {
    const claim = of.get(
      'PersistentVolumeClaim',
      metadata.namespace,
      textAt(volume, 'persistentVolumeClaim', 'claimName') ?? '',
    );
    return claim && textAt(claim, 'status', 'phase') === 'Pending' ? [claim] : [];
  });

function claimStep(workload: Workload, of: Cluster): Step | undefined {
  const prefix = OPERATED[workload.object.kind]?.prefix ?? '';
  const own = of
    .of('PersistentVolumeClaim', workload.namespace)
    .find(
      ({ metadata, ...rest }) =>
        metadata.name.includes(`-${prefix}${workload.name}-`) && textAt(rest, 'status', 'phase') === 'Pending',
    );
  const claim = own ?? podsOf(workload, of).flatMap((pod) => pendingClaims(pod, of))[0];
  if (!claim) return undefined;
  const wanted = textAt(claim, 'spec', 'storageClassName');
  return broken(
    'running',
    'VolumePending',
    `PersistentVolumeClaim ${claim.metadata.name} of ${workload.id} ` +
      `is Pending${wanted ? ` (storage class ${wanted})` : ''}`,
    {
      evidence: [{ object: idOf(claim), field: 'status.phase', found: 'Pending', expected: 'Bound' }],
      repair: [
        {
          action: 'See why no volume is bound.',
          command: `kubectl -n ${workload.namespace} describe pvc ${claim.metadata.name}`,
        },
      ],
    },
  );
}

const podEvidence = (pod: KubernetesObject, { reason }: PodState): Evidence => ({
  object: idOf(pod),
  field: 'status',
  found: reason,
  expected: 'Ready',
});

function podSteps(workload: Workload, pods: readonly KubernetesObject[], of: Cluster): Step[] {
  const states = pods.map((pod) => ({ pod, state: podState(pod) }));
  const bad = states.filter(({ state }) => !mayServe(state));
  const [first] = bad;
  if (!first) return [ok('running', `${pods.length === 1 ? 'its pod is' : `its ${pods.length} pods are`} ready`)];
  const message = `pod ${first.pod.metadata.name} of ${workload.id} is not ready: ${first.state.message}`;
  const container = OPERATED[workload.object.kind]?.container ?? '';
  const repair = /Crash|Error|OOM/.test(first.state.reason)
    ? [logs(first.pod, container), describePod(first.pod)]
    : [describePod(first.pod)];
  const details = { evidence: bad.map(({ pod, state }) => podEvidence(pod, state)), repair };
  if (bad.length < states.length) return [warning('running', first.state.reason, message, details)];
  return [claimStep(workload, of) ?? broken('running', first.state.reason, message, details)];
}

/** What the status says about pods that are not given. */
function availability({ object, id }: Workload): Step | undefined {
  const found = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Available');
  const status = textAt(found, 'status');
  if (status === 'True') return ok('running', `${id} reports that its pods are available`);
  if (status !== 'False' && status !== 'Degraded') return undefined;
  const [reason, message] = [textAt(found, 'reason') || 'NotAvailable', textAt(found, 'message') ?? ''];
  const text =
    `${id} reports that ${status === 'False' ? 'no pod is' : 'not all pods are'} ` + `available: ${message || reason}`;
  return (status === 'False' ? broken : warning)('running', reason, text, {
    evidence: [{ object: id, field: 'status.conditions[Available]', found: status, expected: 'True' }],
  });
}

function missingPods(workload: Workload, of: Cluster): Step[] {
  const claim = claimStep(workload, of);
  if (claim) return [claim];
  const existing = sets(workload, of);
  const failed = existing
    .flatMap((set) => listAt(set, 'status', 'conditions'))
    .find((one) => textAt(one, 'type') === 'ReplicaFailure');
  if (failed)
    return [broken('running', 'NoPods', `no pod of ${workload.id} is created: ${textAt(failed, 'message') ?? ''}`)];
  const empty =
    existing.length > 0 &&
    existing.every(
      (set) => (numberAt(set, 'status', 'readyReplicas') ?? numberAt(set, 'status', 'numberReady') ?? 0) === 0,
    );
  const hasStatus = existing.some((set) => numberAt(set, 'status', 'replicas') !== undefined);
  if (empty && hasStatus)
    return [
      broken('running', 'NoPods', `no pod of ${workload.id} is ready (${existing.map(idOf).join(', ')})`, {
        evidence: existing.map((set) => ({ object: idOf(set), field: 'status.readyReplicas', found: '0' })),
        repair: [
          {
            action: 'See the events.',
            command: `kubectl -n ${workload.namespace} get events --sort-by=.lastTimestamp`,
          },
        ],
      }),
    ];
  const reported = availability(workload);
  if (reported) return [reported];
  if (['Pod', 'StatefulSet'].every((kind) => of.facts.complete?.includes(kind)))
    return [
      broken('running', 'NoPods', `${workload.id} has no StatefulSet and no pod: the operator has not made them`, {
        repair: [
          {
            action: 'See whether an operator runs and watches this namespace.',
            command: `kubectl -n ${workload.namespace} describe ${workload.object.kind.toLowerCase()} ${workload.name}`,
          },
        ],
      }),
    ];
  return [unknown('running', 'NotGiven', `the pods of ${workload.id} are not among the objects`)];
}

/** Whether a pod of the workload runs. */
export const running = (workload: Workload, of: Cluster): readonly Step[] =>
  of.once(`running ${workload.id}`, () => findRunning(workload, of));

function findRunning(workload: Workload, of: Cluster): Step[] {
  const { object, id } = workload;
  if (numberAt(object, 'spec', 'replicas') === 0)
    return [
      broken('running', 'NoReplicas', `${id} has 0 replicas, so no pod runs`, {
        evidence: [{ object: id, field: 'spec.replicas', found: '0', expected: '1 or more' }],
        repair: [patch(object, 'Run a pod.', { spec: { replicas: 1 } })],
      }),
    ];
  const pods = podsOf(workload, of);
  return pods.length > 0 ? podSteps(workload, pods, of) : missingPods(workload, of);
}
