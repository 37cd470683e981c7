// What the status of a workload reports about its pods and about rejected objects.
import t from 'tap';
import type { KindMap } from '../../../hooks/core/hook.ts';
import { listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { failed, resourcesAccepted } from '../../../hooks/workload/conditions.ts';
import { availability, combine } from '../../../hooks/workload/status.ts';
import { serviceMonitor } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';
import { pod, set } from './statefulset.ts';

const pods = (...list: KubernetesObject[]): KindMap => kindMap(list);
const waiting = (type: string, message: string) => ({
  conditions: [
    { type, status: 'False', message },
    { type: 'Ready', status: 'False', message: 'not ready' },
  ],
});

const cases: readonly (readonly [
  name: string,
  replicas: number,
  pods: readonly KubernetesObject[],
  status: string,
  reason: string,
  message: string,
])[] = [
  ['all pods are ready', 2, [pod(0), pod(1)], 'True', '', ''],
  ['none is there yet', 2, [], 'False', 'NoPodReady', ''],
  ['none is wanted', 0, [], 'True', '', ''],
  [
    'one of two is ready',
    2,
    [pod(0), pod(1, waiting('PodScheduled', 'no node'))],
    'Degraded',
    'SomePodsNotReady',
    'pod s-1: no node',
  ],
  [
    'a pod that runs but is not ready',
    1,
    [pod(0, waiting('ContainersReady', 'crash'))],
    'False',
    'NoPodReady',
    'pod s-0: crash',
  ],
  [
    'a container that needed more memory than its limit',
    1,
    [
      pod(0, {
        ...waiting('ContainersReady', 'crash'),
        containerStatuses: [
          { name: 'prometheus', ready: true, lastState: { terminated: { reason: 'OOMKilled' } } },
          { name: 'config-reloader', lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
          { name: 'thanos-sidecar', state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
        ],
      }),
    ],
    'False',
    'NoPodReady',
    'pod s-0: crash; container config-reloader needed more memory than its limit (OOMKilled): ' +
      'set --config-reloader-memory-limit; ' +
      'container thanos-sidecar needed more memory than its limit (OOMKilled): raise its memory limit',
  ],
  ['a pod that is ready but has ended', 1, [pod(0, { phase: 'Succeeded' })], 'False', 'NoPodReady', ''],
  [
    'pods of others do not count',
    1,
    [pod(0, { owner: 'other' }), pod(1, { labels: { app: 'x' } })],
    'False',
    'NoPodReady',
    '',
  ],
];

t.test('availability of one StatefulSet', async (t) => {
  for (const [name, replicas, list, status, reason, message] of cases)
    t.match(availability(set(replicas), listers(pods(...list)).pods).condition, { status, reason, message }, name);
  t.match(availability(undefined, listers({}).pods).condition, { status: 'False', reason: 'StatefulSetNotFound' });
  t.strictSame(
    availability(set(3), listers(pods(pod(0), pod(1, { revision: 'old' }), pod(2, waiting('Ready', 'x')))).pods).counts,
    {
      replicas: 3,
      updatedReplicas: 2,
      availableReplicas: 2,
      unavailableReplicas: 1,
    },
  );
});

t.test('shards together: the worst counts, and each line names its shard', async (t) => {
  const good = availability(set(1), listers(pods(pod(0))).pods);
  const degraded = availability(set(2), listers(pods(pod(0), pod(1, waiting('Ready', 'slow')))).pods);
  const missing = availability(undefined, listers({}).pods);
  t.match(
    combine([
      ['0', good],
      ['1', good],
    ]).condition,
    { status: 'True', reason: '' },
  );
  t.match(
    combine([
      ['0', good],
      ['1', degraded],
    ]).condition,
    { status: 'Degraded', reason: 'SomePodsNotReady', message: 'shard 1: pod s-1: slow' },
  );
  t.match(
    combine([
      ['0', degraded],
      ['1', missing],
    ]).condition,
    { status: 'False', reason: 'SomePodsNotReadyAndStatefulSetNotFound' },
  );
  t.match(
    combine([
      ['0', good],
      ['1', degraded],
    ]).counts,
    { replicas: 3, availableReplicas: 2, unavailableReplicas: 1 },
  );
});

t.test('many rejections are reported by the first five', async (t) => {
  const issue = { reason: 'InvalidRegex', path: 'spec.x', message: 'is wrong' } as const;
  const rejected = Array.from({ length: 8 }, (_, i) => ({
    kind: 'ServiceMonitor',
    object: serviceMonitor({}, { name: `m${i}` }),
    issues: [issue, issue],
  }));
  const lines = resourcesAccepted(rejected).message.split('\n');
  t.equal(lines.length, 6);
  t.equal(lines[0], 'ServiceMonitor monitoring/m0 spec.x: is wrong');
  t.equal(lines[5], 'and 3 more');
  t.match(failed([issue]), {
    type: 'Reconciled',
    status: 'False',
    reason: 'ReconciliationFailed',
    message: 'spec.x: is wrong',
  });
});
