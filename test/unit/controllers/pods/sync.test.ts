// When a pod is annotated with the digest of what it mounts.
import t from 'tap';
import { customizePods, syncPods } from '../../../../hooks/controllers/pods/sync.ts';
import type { DecoratorRequest } from '../../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { MOUNTED } from '../../../../hooks/core/revision.ts';

const options = parseOptions();
const VOLUMES = [
  { name: 'config', secret: { secretName: 'prometheus-shop' } },
  { name: 'tls', projected: { sources: [{ secret: { name: 'shop-tls' } }, { configMap: { name: 'ca' } }] } },
  { name: 'rules', configMap: { name: 'shop-rules', optional: true } },
  { name: 'token', projected: { sources: [{ serviceAccountToken: {} }, { configMap: { name: 'kube-root-ca.crt' } }] } },
  { name: 'data', emptyDir: {} },
];
const OWNER = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop', uid: 's-1', controller: true };

type More = { readonly [field: string]: unknown };
const pod = (annotations: Record<string, string> = {}, metadata: More = {}, more: More = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop-0', namespace: 'mon', uid: 'p-1', annotations, ownerReferences: [OWNER], ...metadata },
  spec: { nodeName: 'n', volumes: VOLUMES },
  status: { phase: 'Running' },
  ...more,
});
const set = (labels: Record<string, string> = { 'controller-uid': 'u' }, uid = 's-1'): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'shop', namespace: 'mon', uid, labels },
});
const secret = (resourceVersion: string, data = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'prometheus-shop', namespace: 'mon', uid: 'c-1', resourceVersion },
  data,
});

const request = (object: KubernetesObject, content: KubernetesObject, owner = set()): DecoratorRequest => ({
  object,
  attachments: {},
  related: { 'Secret.v1': { 'mon/prometheus-shop': content }, 'StatefulSet.apps/v1': { 'mon/shop': owner } },
  finalizing: false,
});
const NOW = new Date('2026-11-30T10:00:00.000Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const annotation = (given: DecoratorRequest, now = NOW) =>
  syncPods(given, undefined, now, options).annotations?.[MOUNTED] ?? undefined;

t.test('the hook asks for what the pod mounts, and for its workload', async (t) => {
  t.strictSame(customizePods({ parent: pod() }, options).relatedResources, [
    { apiVersion: 'v1', resource: 'secrets', namespace: 'mon', names: ['prometheus-shop', 'shop-tls'] },
    { apiVersion: 'v1', resource: 'configmaps', namespace: 'mon', names: ['ca', 'shop-rules'] },
    { apiVersion: 'apps/v1', resource: 'statefulsets', namespace: 'mon', names: ['shop'] },
  ]);
  t.strictSame(customizePods({ parent: pod({}, { ownerReferences: [] }) }, options).relatedResources, []);
});

t.test('a pod is annotated once for each version of what it mounts', async (t) => {
  const first = annotation(request(pod(), secret('one'))) ?? '';
  t.match(first, /^[\w+/]{16} 2026-11-30T10:00:00\.000Z$/);
  const known = pod({ [MOUNTED]: first });
  t.equal(annotation(request(known, secret('one')), later(60_000)), undefined, 'nothing is written at rest');
  t.equal(
    annotation(request(known, secret('one', { password: 'aHVudGVyMg==' })), later(60_000)),
    undefined,
    'nothing is derived from secrets',
  );
  const second = annotation(request(known, secret('two')), later(60_000)) ?? '';
  t.match(second, /2026-11-30T10:01:00\.000Z$/);
  t.not(second.split(' ')[0], first.split(' ')[0]);
});

t.test('changes within five seconds are written together, with the last one', async (t) => {
  const known = pod({ [MOUNTED]: `older ${NOW.toISOString()}` });
  for (const [ms, seconds] of [
    [0, 6],
    [1, 6],
    [1200, 5],
    [5499, 1],
  ] as const)
    t.strictSame(
      syncPods(request(known, secret('two')), undefined, later(ms), options),
      { status: null, attachments: [], resyncAfterSeconds: seconds },
      `${ms} ms later`,
    );
  t.ok(annotation(request(known, secret('two')), later(5500)));
  t.ok(annotation(request(known, secret('two')), later(-60_000)), 'a clock that was ahead holds nothing up');
});

t.test('pods of others, and pods that do not run, stay as they are', async (t) => {
  const content = secret('one');
  const cases: readonly (readonly [string, DecoratorRequest])[] = [
    ['the Go operator made the StatefulSet', request(pod(), content, set({}))],
    ['another StatefulSet has the name now', request(pod(), content, set({ 'controller-uid': 'u' }, 's-2'))],
    ['a pod without owner', request(pod({}, { ownerReferences: [] }), content)],
    ['a pod that is being deleted', request(pod({}, { deletionTimestamp: 'x' }), content)],
    ['a pod without a node', request(pod({}, {}, { spec: { volumes: VOLUMES } }), content)],
    ['a pod that has ended', request(pod({}, {}, { status: { phase: 'Failed' } }), content)],
  ];
  for (const [title, given] of cases)
    t.strictSame(syncPods(given, undefined, NOW, options), { status: null, attachments: [] }, title);
  const off = parseOptions(['--propagation=false']);
  t.strictSame(syncPods(request(pod(), content), undefined, NOW, off), { status: null, attachments: [] });
  t.strictSame(customizePods({ parent: pod() }, off).relatedResources, []);
});
