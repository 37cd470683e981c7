// What a workload's status says about its pods, and which changes, Services and deletions it goes through.

import t from 'tap';
import type { KindMap } from '../../../hooks/core/hook.ts';
import { inputs, listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { failed, resourcesAccepted } from '../../../hooks/workload/conditions.ts';
import { immutableChanges, losesData } from '../../../hooks/workload/immutable.ts';
import { isMine } from '../../../hooks/workload/instance.ts';
import { checkGoverningService, checkStorageClass } from '../../../hooks/workload/prerequisites.ts';
import { ownedOrAbsent } from '../../../hooks/workload/services.ts';
import { availability, combine } from '../../../hooks/workload/status.ts';
import { dataStorage, storageMount } from '../../../hooks/workload/storage.ts';
import { teardown } from '../../../hooks/workload/teardown.ts';
import { tlsAssetSecrets, tlsAssetsVolume } from '../../../hooks/workload/tlsassets.ts';
import { checkServerTls, webConfig } from '../../../hooks/workload/webconfig.ts';
import { prometheus, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';

const set = (replicas: number): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 's', namespace: 'monitoring', uid: 'set' },
  spec: { replicas, selector: { matchLabels: { app: 's' } } },
  status: { updateRevision: 'new' },
});

interface PodFields {
  readonly phase?: string;
  readonly conditions?: readonly object[];
  readonly revision?: string;
  readonly owner?: string;
  readonly labels?: Record<string, string>;
}
const READY = [{ type: 'Ready', status: 'True' }];
const pod = (
  i: number,
  { phase = 'Running', conditions = READY, revision = 'new', owner = 'set', labels = { app: 's' } }: PodFields = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `s-${i}`,
    namespace: 'monitoring',
    labels: { ...labels, 'controller-revision-hash': revision },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: owner, controller: true }],
  },
  status: { phase, conditions },
});
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

t.test('shards together: the worst counts, and each line says whose it is', async (t) => {
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

t.test('fields of a StatefulSet that cannot change in place', async (t) => {
  const of = (spec: object): KubernetesObject => ({ ...set(1), spec });
  t.strictSame(immutableChanges(undefined, of({})), []);
  t.strictSame(
    immutableChanges(of({ replicas: 1, template: 1 }), of({ replicas: 2, template: 2 })),
    [],
    'what may change',
  );
  t.strictSame(immutableChanges(of({ serviceName: 'a' }), of({ serviceName: 'b' })), ['serviceName']);
  t.strictSame(immutableChanges(of({}), of({ podManagementPolicy: 'OrderedReady' })), [], 'a default is no change');
  t.strictSame(immutableChanges(of({ selector: 1 }), of({ selector: 2, volumeClaimTemplates: [{}] })), [
    'selector',
    'volumeClaimTemplates',
  ]);
  t.ok(losesData(of({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })));
  t.notOk(losesData(of({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } })));
  t.notOk(losesData(undefined));
});

const service: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'shared', namespace: 'monitoring' },
  spec: { selector: { app: 's' } },
};
const ownedBy = (uid: string): KubernetesObject => ({
  ...service,
  metadata: {
    ...service.metadata,
    ownerReferences: [{ apiVersion: 'x', kind: 'Prometheus', name: 'k8s', uid, controller: true }],
  },
});

t.test('a shared Service is returned by whoever controls it, or where there is none', async (t) => {
  const parent = prometheus({}, { uid: 'me' });
  const answer = (observed: KubernetesObject[], related: KubernetesObject[]) =>
    ownedOrAbsent(parent, service, {
      observed: listers(kindMap(observed)),
      related: listers(kindMap(related)),
    });
  t.strictSame(answer([], []), [service], 'it is absent');
  t.strictSame(answer([ownedBy('me')], [ownedBy('me')]), [service], 'it is mine');
  t.strictSame(answer([], [ownedBy('sibling')]), [], "it is a sibling's");
  t.strictSame(answer([], [service]), [], 'it belongs to a user');
  t.strictSame(answer([ownedBy('me')], []), [service], 'it is a child, and not sent as related');
});

t.test('what must exist before', async (t) => {
  const storage = { volumeClaimTemplate: { spec: { storageClassName: 'fast' } } };
  const classes = (...names: string[]) =>
    listers({
      'StorageClass.storage.k8s.io/v1': Object.fromEntries(
        names.map((name) => [name, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name } }]),
      ),
    }).storageClasses;
  const { services } = listers(kindMap([service]));
  t.strictSame(checkStorageClass(storage, classes('fast')), []);
  t.match(checkStorageClass(storage, classes('slow')), [
    { reason: 'StorageClassMissing', message: /"fast" does not exist/ },
  ]);
  t.strictSame(checkStorageClass(storage, listers({}).storageClasses), [], 'what was not sent is not known');
  t.strictSame(checkStorageClass(undefined, classes()), []);
  t.strictSame(checkGoverningService('shared', 'monitoring', { app: 's', more: 'x' }, services), []);
  t.match(checkGoverningService('shared', 'monitoring', { app: 'other' }, services), [
    { message: /does not select the pods/ },
  ]);
  t.match(checkGoverningService('none', 'monitoring', {}, services), [{ message: /does not exist/ }]);
});

t.test('which parents are ours', async (t) => {
  const mine = (flags: string[], metadata: object = {}, namespaces: string[] = [], selector = '') =>
    isMine(prometheus({}, metadata), namespaces, selector, parseOptions(flags));
  const id = { annotations: { 'operator.prometheus.io/controller-id': 'a' } };
  t.ok(mine([]));
  t.notOk(mine([], id), 'somebody else has a name');
  t.notOk(mine(['--controller-id=a']), 'we have one, and the object asks for none');
  t.ok(mine(['--controller-id=a'], id));
  t.notOk(mine(['--namespaces=other']));
  t.notOk(mine(['--deny-namespaces=monitoring']));
  t.ok(mine(['--namespaces=other'], {}, ['monitoring']), 'the narrower list wins');
  t.notOk(mine([], {}, [], 'team=a'));
  t.ok(mine([], { labels: { team: 'a' } }, [], 'team in (a,b)'));
});

t.test('deletion goes workloads first, then the rest, then the parent', async (t) => {
  const secret: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'x', namespace: 'monitoring' },
    data: {},
  };
  const at = (...children: KubernetesObject[]) =>
    teardown(inputs({ parent: prometheus(), children: kindMap(applied(children)), related: {}, finalizing: true }));
  t.match(at(set(1), secret), { finalized: false, children: [secret] });
  t.match(at(secret), { finalized: false, children: [] });
  t.match(at(), { finalized: true, children: [] });
});

t.test('TLS files fill Secrets one after the other, by name', async (t) => {
  const files = new Map([
    ['c', 'x'.repeat(600_000)],
    ['a', 'x'.repeat(300_000)],
    ['b', 'x'.repeat(100_000)],
  ]);
  const keys = (flags: string[], content = files) =>
    tlsAssetSecrets(prometheus(), 'p', content, parseOptions(flags)).map(({ data }) => Object.keys(data ?? {}));
  t.strictSame(keys([]), [['a', 'b'], ['c']]);
  t.strictSame(keys(['--apply-strategy=dynamic-apply']), [['a'], ['b'], ['c']]);
  t.strictSame(keys([], new Map()), [[]], 'there is always one');
  const secrets = tlsAssetSecrets(prometheus(), 'p', files, parseOptions());
  t.match(tlsAssetsVolume(secrets), {
    name: 'tls-assets',
    projected: { sources: [{ secret: { name: 'p-tls-assets-0' } }, { secret: { name: 'p-tls-assets-1' } }] },
  });
});

t.test('storage', async (t) => {
  t.match(dataStorage(undefined, 'db'), { volume: { name: 'db', emptyDir: {} }, mountName: 'db' });
  t.match(dataStorage({ emptyDir: { medium: 'Memory' } }, 'db'), { volume: { emptyDir: { medium: 'Memory' } } });
  t.match(dataStorage({ ephemeral: { a: 1 } }, 'db'), { volume: { ephemeral: { a: 1 } } });
  t.match(dataStorage({ volumeClaimTemplate: { spec: { accessModes: [] } } }, 'db'), {
    claimTemplate: { metadata: { name: 'db' }, spec: { accessModes: ['ReadWriteOnce'] } },
  });
  const made = dataStorage({ volumeClaimTemplate: { metadata: { name: 'mine' } } }, 'db');
  t.strictSame(storageMount({}, made, '/d', 'sub'), { name: 'mine', mountPath: '/d', subPath: 'sub' });
  t.strictSame(storageMount({ disableMountSubPath: true }, made, '/d', 'sub'), { name: 'mine', mountPath: '/d' });
  const completed = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'mine' },
    spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
    status: { phase: 'Pending' },
  };
  t.strictSame(
    dataStorage({ volumeClaimTemplate: { metadata: { name: 'mine' } } }, 'db', [completed]).claimTemplate,
    completed,
    'as the API server completed it',
  );
});

const key = { name: 'tls', key: 'k' };
const cert = { secret: { name: 'tls', key: 'c' } };
const wrongTls: readonly (readonly [name: string, tls: object, paths: readonly string[]])[] = [
  ['key and certificate', { keySecret: key, cert }, []],
  ['both as files', { keyFile: '/k', certFile: '/c' }, []],
  ['nothing', {}, ['keySecret', 'cert']],
  ['key from two places', { keySecret: key, keyFile: '/k', cert }, ['keyFile']],
  ['certificate from two places', { keySecret: key, cert, certFile: '/c' }, ['certFile']],
  ['certificate in a Secret and a ConfigMap', { keySecret: key, cert: { ...cert, configMap: key } }, ['cert']],
  ['client authority from two places', { keySecret: key, cert, client_ca: cert, clientCAFile: '/x' }, ['clientCAFile']],
];

t.test('a server certificate', async (t) => {
  for (const [name, tls, paths] of wrongTls)
    t.strictSame(
      checkServerTls(tls, 'w').map(({ path }) => path.slice(2)),
      paths,
      name,
    );
  t.equal(webConfig(undefined, 's', '/d').text, '', 'no settings, no content');
  const made = webConfig(
    { tlsConfig: { keySecret: key, cert, client_ca: { configMap: { name: 'ca', key: 'ca.crt' } } } },
    's',
    '/d',
  );
  t.match(made.text, 'client_ca_file: /d/configmap/ca-ca/ca.crt');
  t.equal(made.volumes.length, 4);
  t.strictSame(
    made.mounts.map(({ mountPath }) => mountPath),
    ['/d/web-config.yaml', '/d/secret/tls-key', '/d/secret/tls-cert', '/d/configmap/ca-ca'],
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
