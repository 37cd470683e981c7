// Children as they were last applied: what is answered when nothing may change.
import t from 'tap';
import { keepChild, keepChildren, lastApplied } from '../../../hooks/core/lastapplied.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';

const wanted: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'ns', labels: { a: 'b' } },
  spec: { ports: [{ name: 'web', port: 80 }] },
};
const LAST = 'metacontroller.k8s.io/last-applied-configuration';
const observed = (text: string): KubernetesObject => ({
  ...wanted,
  metadata: {
    ...wanted.metadata,
    uid: 'u',
    resourceVersion: '7',
    labels: { a: 'b', theirs: 'x' },
    annotations: { [LAST]: text },
  },
  spec: { ports: [{ name: 'web', port: 80, nodePort: 30000 }], clusterIP: '10.0.0.1' },
});
const stub = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'ns' } };

t.test('with dynamic apply, the annotation tells', async (t) => {
  t.strictSame(keepChild(observed(JSON.stringify(wanted))), wanted);
  t.strictSame(keepChildren([observed(JSON.stringify(wanted))]), [wanted]);
});

t.test('a damaged annotation tells nothing: the child is named, and so not deleted', async (t) => {
  for (const text of ['', '{', 'null', '42', '[]', '"text"', '{}', '{"metadata":null}', '{"metadata":[]}']) {
    t.equal(lastApplied(observed(text)), undefined, JSON.stringify(text));
    t.strictSame(keepChild(observed(text)), stub, JSON.stringify(text));
  }
});

t.test('an annotation that names another object is not believed', async (t) => {
  for (const other of [
    { ...wanted, metadata: { ...wanted.metadata, name: 'other' } },
    { ...wanted, metadata: { ...wanted.metadata, namespace: 'other' } },
    { ...wanted, kind: 'Secret' },
    { ...wanted, apiVersion: 'v2' },
    { metadata: {} },
  ]) {
    const kept = keepChild(observed(JSON.stringify(other)));
    t.match({ kind: kept.kind, apiVersion: kept.apiVersion, metadata: kept.metadata }, stub, JSON.stringify(other));
  }
});

const managed = (fieldsV1: Record<string, unknown>, more: Record<string, unknown> = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: 's',
    namespace: 'ns',
    uid: 'u',
    labels: { a: 'b', theirs: 'x' },
    annotations: { note: 'x' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'P', name: 'p', uid: 'p' }],
    managedFields: [
      { manager: 'kubectl', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      { manager: 'metacontroller', operation: 'Update', fieldsV1: { 'f:status': {} } },
      { manager: 'metacontroller', operation: 'Apply', fieldsV1, ...more },
    ],
  },
  spec: {
    replicas: 7,
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:1', args: ['x', 'y'], ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] },
          { name: 'injected', image: 'b' },
        ],
      },
    },
  },
  status: { replicas: 7 },
});

t.test('with server-side apply, the managed fields tell: what others added is left out', async (t) => {
  const kept = keepChild(
    managed({
      'f:metadata': { 'f:labels': { 'f:a': {} }, 'f:ownerReferences': { 'k:{"uid":"p"}': {} } },
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"a"}': {
                '.': {},
                'f:name': {},
                'f:image': {},
                'f:args': {},
                'f:ports': {
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
                },
              },
            },
          },
        },
      },
    }),
  );
  t.strictSame(kept, {
    metadata: { labels: { a: 'b' }, name: 's', namespace: 'ns' },
    spec: {
      template: {
        spec: {
          containers: [{ name: 'a', image: 'a:1', args: ['x', 'y'], ports: [{ containerPort: 80, protocol: 'TCP' }] }],
        },
      },
    },
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
  });
});

t.test('sets, removed fields, and unreadable keys', async (t) => {
  const kept = keepChild({
    ...managed({
      'f:metadata': { 'f:finalizers': { 'v:"mine"': {} } },
      'f:spec': { 'f:gone': { 'f:x': {} }, 'f:list': { 'k:{"name":"not there"}': {}, 'i:0': {} } },
    }),
    spec: { list: [{ name: 'other' }] },
  } as KubernetesObject);
  t.strictSame(kept['spec'], { list: [] });
  const damaged = managed({ 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{broken': {} } } } } });
  t.doesNotThrow(() => keepChild(damaged), 'a key that is no JSON is not ours to repeat');
});

t.test('fields of the status, and of others, are not what we applied', async (t) => {
  const kept = keepChild(managed({ 'f:status': {} }, { subresource: 'status' }));
  t.strictSame(kept, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 's', namespace: 'ns' } });
});
