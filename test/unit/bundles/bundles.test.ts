// Bundles: a workload gets the same configuration from the bundles of namespaces as from the objects in them.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { ROUTES } from '../../../hooks/app/routing/routes.ts';
import { bundlesOf } from '../../../hooks/bundles/write.ts';
import { conditionOf } from '../../../hooks/core/conditions.ts';
import type { CustomizeResponse, DecoratorResponse, KindMap, SyncResponse } from '../../../hooks/core/hook.ts';
import type { ConfigMap, KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { relatedObjects } from '../../../hooks/core/related.ts';

import { namespace, prometheus, prometheusRule, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';
import { CALL, workloadOf } from '../../support/workloads.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const LONG_AGO = '2025-01-01T00:00:00Z';
const direct = parseOptions();
const bundled = parseOptions(['--bundle-namespace=hooks']);

/** The answer of a hook. */
function answer<T>(path: string, body: unknown, options = bundled): T {
  const route = ROUTES.find((one) => one.path === path);
  return route?.answer(body, undefined, NOW, options) as T;
}

const old = (name: string, labels: Record<string, string> = {}): KubernetesObject => {
  const object = namespace(name, labels);
  return { ...object, metadata: { ...object.metadata, creationTimestamp: LONG_AGO } };
};

/** The bundles that the decorator writes for all namespaces. */
function bundlesFor(objects: readonly KubernetesObject[], options = bundled): KubernetesObject[] {
  return objects
    .filter(({ kind }) => kind === 'Namespace')
    .flatMap((object) => {
      const { relatedResources } = answer<CustomizeResponse>('/bundles/customize', { parent: object }, options);
      const related = relatedObjects(relatedResources, objects);
      const body = { object, attachments: {}, related, finalizing: false };
      return answer<DecoratorResponse>('/bundles/sync', body, options).attachments;
    });
}

interface Workload {
  readonly path: string;
  readonly parent: KubernetesObject;
}

/** The response for a workload among the objects of a cluster, which Metacontroller selects. */
function synced(
  { path, parent }: Workload,
  objects: readonly KubernetesObject[],
  options = bundled,
  children: KindMap = {},
) {
  const { relatedResources } = answer<CustomizeResponse>(`${path}/customize`, { parent }, options);
  const related = relatedObjects(relatedResources, objects);
  return {
    response: answer<SyncResponse>(`${path}/sync`, { parent, children, related, finalizing: false }, options),
    related,
  };
}

t.test('a workload gets the same answer from bundles as from the objects in them', async (t) => {
  fc.assert(
    fc.property(CALL, (call) => {
      const { path, parent, objects } = workloadOf(call);
      const { response } = synced({ path, parent }, objects, direct);
      const from = synced({ path, parent }, [...objects, ...bundlesFor(objects)]);
      const { figures: _, ...expected } = response;
      const { figures: __, ...found } = from.response;
      t.strictSame(found, expected);
      t.notOk(from.related['ServiceMonitor.monitoring.coreos.com/v1'], 'no monitor is sent');
    }),
    { numRuns: 100, seed: 25 },
  );
});

const everything = prometheus({
  serviceMonitorNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
});
const workload = { path: '/prometheus', parent: everything };
const cluster = [
  old('monitoring'),
  old('shop'),
  serviceMonitor({}, { namespace: 'shop' }),
  prometheusRule([{ name: 'g', rules: [{ record: 'a', expr: 'up' }] }], { namespace: 'shop' }),
];
const isOf = (name: string) => (object: KubernetesObject) =>
  object.metadata.labels?.['prometheus-metacontroller.dev/bundle-of'] === name;

t.test('while a namespace has no bundle, nothing changes and the condition says why', async (t) => {
  const bundles = bundlesFor(cluster);
  const before = applied(synced(workload, [...cluster, ...bundles]).response.children, everything);
  const { response } = synced(
    workload,
    [...cluster, ...bundles.filter((bundle) => !isOf('shop')(bundle))],
    bundled,
    kindMap(before),
  );
  t.strictSame(
    response.children.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
    before.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
  );
  const condition = conditionOf(response, 'Reconciled');
  t.equal(condition?.status, 'Unknown');
  t.equal(condition?.reason, 'WaitingForBundles');
  t.match(condition?.message, /\(shop\).*namespace hooks/);
  t.ok(response.resyncAfterSeconds);
});

t.test('a namespace of the last minute and one that is deleted need no bundle', async (t) => {
  const fresh = (metadata: Partial<KubernetesObject['metadata']>): KubernetesObject => {
    const object = namespace('new');
    return { ...object, metadata: { ...object.metadata, ...metadata } };
  };
  const bundles = bundlesFor(cluster);
  for (const metadata of [
    { creationTimestamp: '2025-12-31T23:59:30Z' },
    { creationTimestamp: LONG_AGO, deletionTimestamp: '2025-12-31T23:59:30Z' },
  ]) {
    const { response } = synced(workload, [...cluster, fresh(metadata), ...bundles]);
    t.not(conditionOf(response, 'Reconciled')?.reason, 'WaitingForBundles');
    t.ok(response.children.length > 0);
  }
});

t.test('only ConfigMaps in the namespace of bundles count', async (t) => {
  const forged = bundlesFor(cluster).map((bundle) => ({
    ...bundle,
    metadata: { ...bundle.metadata, namespace: 'shop' },
  }));
  const { relatedResources } = answer<CustomizeResponse>('/prometheus/customize', { parent: everything });
  const related = { ...relatedObjects(relatedResources, cluster), ...kindMap(forged) };
  const response = answer<SyncResponse>('/prometheus/sync', {
    parent: everything,
    children: {},
    related,
    finalizing: false,
  });
  t.equal(conditionOf(response, 'Reconciled')?.reason, 'WaitingForBundles');
});

t.test('a damaged bundle and one of several without the others count as unknown', async (t) => {
  const bundles = bundlesFor(cluster);
  const changes: ((bundle: ConfigMap) => ConfigMap)[] = [
    (bundle) => ({ ...bundle, binaryData: { 'objects.jsonl.gz': 'bm90IGd6aXA=' } }),
    (bundle) => ({ ...bundle, binaryData: {} }),
    (bundle) => ({ ...bundle, data: { parts: '2', part: '0' } }),
  ];
  for (const change of changes) {
    const objects = bundles.map((bundle) => (isOf('shop')(bundle) ? change(bundle as ConfigMap) : bundle));
    const { response } = synced(workload, [...cluster, ...objects]);
    t.equal(conditionOf(response, 'Reconciled')?.reason, 'WaitingForBundles');
  }
});

t.test('hooks whose bundles were turned off change nothing while Metacontroller still sends them', async (t) => {
  const { related } = synced(workload, [...cluster, ...bundlesFor(cluster)]);
  const body = { parent: everything, children: {}, related, finalizing: false };
  const response = answer<SyncResponse>('/prometheus/sync', body, direct);
  t.equal(conditionOf(response, 'Reconciled')?.reason, 'WaitingForBundles');
});

t.test('hooks whose bundles were turned on read the objects while Metacontroller still sends these', async (t) => {
  const { related, response } = synced(workload, cluster, direct);
  const body = { parent: everything, children: {}, related, finalizing: false };
  t.strictSame(answer<SyncResponse>('/prometheus/sync', body).children, response.children);
});

const many = (count: number, note = ''): KubernetesObject[] =>
  Array.from({ length: count }, (_, i) =>
    serviceMonitor({}, { name: `app-${i}`, namespace: 'shop', uid: String(i), annotations: { note } }),
  );
const NOTE = 'x'.repeat(1000);
const contents = (bundles: readonly ConfigMap[]) =>
  Object.fromEntries(bundles.map(({ metadata, binaryData }) => [metadata.name, binaryData?.['objects.jsonl.gz']]));

t.test('a change of one of many objects writes one bundle', async (t) => {
  const before = contents(bundlesOf('shop', many(2000, NOTE), [], bundled));
  const changed = many(2000, NOTE).map((object, i) =>
    i === 700 ? { ...object, spec: { ...(object['spec'] as object), jobLabel: 'other' } } : object,
  );
  const after = contents(bundlesOf('shop', changed, [], bundled));
  t.ok(Object.keys(before).length > 1);
  t.strictSame(Object.keys(after), Object.keys(before));
  t.equal(Object.keys(after).filter((name) => after[name] !== before[name]).length, 1);
});

t.test('the number of bundles follows the objects, and does not change back for a few', async (t) => {
  const one = bundlesOf('shop', many(350, NOTE), [], bundled);
  const two = bundlesOf('shop', many(500, NOTE), one, bundled);
  const still = bundlesOf('shop', many(350, NOTE), two, bundled);
  const back = bundlesOf('shop', many(20, NOTE), still, bundled);
  t.strictSame(
    [one, two, still, back].map(({ length }) => length),
    [1, 2, 2, 1],
  );
  t.strictSame(bundlesOf('shop', [], [], bundled).length, 1, 'a namespace without objects has an empty bundle');
});

t.test('an object of many levels is read like one that Metacontroller sends', async (t) => {
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 200; level++) deep = { deep };
  const objects = [...cluster, serviceMonitor(deep, { name: 'deep', namespace: 'shop' })];
  const { response } = synced(workload, [...objects, ...bundlesFor(objects)]);
  t.strictSame(response.children, synced(workload, objects, direct).response.children);
});

t.test('a write of the status changes no bundle', async (t) => {
  const [plain = serviceMonitor()] = many(1);
  const reported = {
    ...plain,
    metadata: { ...plain.metadata, resourceVersion: '7', managedFields: [{ manager: 'kubelet' }] },
    status: { bindings: [] },
  };
  t.strictSame(bundlesOf('shop', [reported], [], bundled), bundlesOf('shop', [plain], [], bundled));
});

t.test('objects that do not fit are rejected alone, with the reason', async (t) => {
  const options = parseOptions(['--bundle-namespace=hooks', '--apply-strategy=dynamic-apply']);
  const noise = Array.from({ length: 2500 }, (_, i) => createHash('sha512').update(String(i)).digest('base64')).join(
    '',
  );
  const large = serviceMonitor({}, { name: 'large', namespace: 'shop', annotations: { noise } });
  const objects = [...cluster, large];
  const { response } = synced(workload, [...objects, ...bundlesFor(objects, options)], options);
  const accepted = conditionOf(response, 'ResourcesAccepted');
  t.equal(accepted?.status, 'False');
  t.match(accepted?.message, /ServiceMonitor shop\/large.*too large for the bundle/);
  t.ok(response.children.some(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-k8s'));
});

t.test(
  'the bundles of a namespace that is deleted stay, and those of other namespaces than the watched are not made',
  async (t) => {
    const [bundle] = bundlesFor(cluster).filter(isOf('shop'));
    const object = { ...old('shop'), metadata: { ...old('shop').metadata, deletionTimestamp: LONG_AGO } };
    const body = { object, attachments: kindMap(applied(bundle ? [bundle] : [])), related: {}, finalizing: false };
    t.equal(answer<DecoratorResponse>('/bundles/sync', body).attachments.length, 1);
    const only = parseOptions(['--bundle-namespace=hooks', '--namespaces=monitoring']);
    t.strictSame(
      bundlesFor(cluster, only).map(({ metadata }) => metadata.name),
      ['bundle-monitoring-1-0'],
    );
  },
);
