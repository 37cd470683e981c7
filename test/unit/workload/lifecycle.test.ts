// Which changes, Services and deletions a workload goes through, and what must exist before.
import t from 'tap';
import { inputs, listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { immutableChanges, losesData } from '../../../hooks/workload/immutable.ts';
import { isMine } from '../../../hooks/workload/instance.ts';
import { checkGoverningService, checkStorageClass } from '../../../hooks/workload/prerequisites.ts';
import { ownedOrAbsent } from '../../../hooks/workload/services.ts';
import { teardown } from '../../../hooks/workload/teardown.ts';
import { prometheus, secret as secretOf } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';
import { set } from './statefulset.ts';

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

t.test('a shared Service is returned by its controller, or where it does not exist', async (t) => {
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
  const deleted = prometheus({}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
  const at = (...children: KubernetesObject[]) =>
    teardown(inputs({ parent: deleted, children: kindMap(applied(children)), related: {}, finalizing: true }));
  t.match(at(set(1), secret), { finalized: false, children: [secret] });
  t.match(at(secret), { finalized: false, children: [] });
  t.match(at(), { finalized: true, children: [] });
});

t.test('a parent that moves to another controller, by its labels, keeps all children', async (t) => {
  const children = [set(1), secretOf('prometheus-k8s', { 'prometheus.yaml.gz': 'x' })];
  const request = { parent: prometheus(), children: kindMap(applied(children)), related: {}, finalizing: true };
  t.match(teardown(inputs(request)), { finalized: true, children });
});
