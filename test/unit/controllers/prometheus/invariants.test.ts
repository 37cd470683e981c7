// Invariants of a sync: the order of what it is sent does not matter, and what it answered is no reason to answer
// something else.

import fc from 'fast-check';
import t from 'tap';
import { WORKLOADS } from '../../../../hooks/app/routing/workloads.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import {
  alertmanager,
  namespace,
  prometheus,
  prometheusRule,
  secret,
  serviceMonitor,
} from '../../../support/objects.ts';
import { applied, kindMap } from '../../../support/requests.ts';

const now = new Date('2026-05-05T00:00:00Z');
const options = parseOptions();

const monitoring = (kind: string, spec: Record<string, unknown>, version = 'v1'): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind,
  metadata: { name: kind.toLowerCase(), namespace: 'monitoring', uid: `uid-${kind}`, generation: 1 },
  spec,
});
const parents: readonly KubernetesObject[] = [
  prometheus(
    { ruleSelector: {}, podMonitorSelector: {}, shards: 2, remoteWrite: [{ url: 'http://x' }] },
    { uid: 'p', generation: 1 },
  ),
  prometheus(
    {
      ruleSelector: {},
      shards: 2,
      replicas: 2,
      thanos: {},
      alerting: { alertmanagers: [{ name: 'am', port: 'web' }] },
    },
    { name: 'tiered', uid: 't', generation: 1, annotations: { 'prometheus-metacontroller.dev/query-tier': 'thanos' } },
  ),
  alertmanager({ alertmanagerConfigSelector: {} }, { uid: 'a', generation: 1 }),
  monitoring('PrometheusAgent', { serviceMonitorSelector: {} }, 'v1alpha1'),
  monitoring('ThanosRuler', { ruleSelector: {}, queryEndpoints: ['http://q'] }),
];

const objects: readonly KubernetesObject[] = [
  namespace('monitoring'),
  serviceMonitor({}, { name: 'b' }),
  serviceMonitor({}, { name: 'a' }),
  serviceMonitor({ endpoints: [{ port: 'web', relabelings: [{ action: 'drop', regex: '(' }] }] }, { name: 'bad' }),
  monitoring('PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'web' }] }),
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0' }] }], { name: 'r2', uid: 'r2' }),
  prometheusRule([{ name: 'g', rules: [{ alert: 'B', expr: 'up == 0' }] }], { name: 'r1', uid: 'r1' }),
  secret('alertmanager-main', { 'alertmanager.yaml': 'route: { receiver: a }\nreceivers: [{ name: a }]\n' }),
  monitoring('AlertmanagerConfig', { route: { receiver: 'r' }, receivers: [{ name: 'r' }] }, 'v1alpha1'),
];

function sync(
  parent: KubernetesObject,
  related: readonly KubernetesObject[],
  children: readonly KubernetesObject[] = [],
) {
  const workload = WORKLOADS[parent.kind];
  if (!workload) throw new Error(`no workload is called ${parent.kind}`);
  return workload.sync(
    inputs({ parent, children: kindMap(children), related: kindMap(related), finalizing: false }),
    {},
    now,
    options,
  );
}

for (const parent of parents) {
  t.test(`${parent.kind} ${parent.metadata.name}`, async (t) => {
    const first = sync(parent, objects);
    t.ok(first.children.length > 3);

    t.test('the order of what is sent does not matter', async (t) => {
      fc.assert(
        fc.property(fc.shuffledSubarray([...objects], { minLength: objects.length }), (shuffled) => {
          t.strictSame(sync(parent, shuffled), first);
        }),
        { numRuns: 15 },
      );
    });

    t.test('what was answered, applied and sent again, is answered again', async (t) => {
      const again = sync({ ...parent, status: first.status }, objects, applied(first.children, parent));
      t.strictSame(again.children, first.children);
      const third = sync({ ...parent, status: again.status }, objects, applied(again.children, parent));
      t.strictSame(third, again, 'and the status has come to rest');
    });

    t.test('a mistake in the parent, and its correction, leave no trace', async (t) => {
      const broken = { ...parent, spec: { ...(parent['spec'] as object), version: 'none' }, status: first.status };
      const stopped = sync(broken, objects, applied(first.children, parent));
      const byName = (children: readonly KubernetesObject[]) =>
        new Map(children.map((child) => [`${child.kind} ${child.metadata.name}`, child]));
      t.strictSame(byName(stopped.children), byName(first.children));
      t.strictSame(
        sync({ ...parent, status: stopped.status }, objects, applied(stopped.children, parent)).children,
        first.children,
      );
    });

    t.test('paused, every child is answered as it was applied', async (t) => {
      const paused = { ...parent, spec: { ...(parent['spec'] as object), paused: true, replicas: 7 } };
      t.equal(sync(paused, objects, applied(first.children, parent)).children.length, first.children.length);
      t.match(sync(paused, objects, applied(first.children, parent)).status, { paused: true });
    });

    t.test('what is sent is not changed', async (t) => {
      const before = JSON.stringify([parent, objects]);
      sync(parent, objects, applied(first.children, parent));
      t.equal(JSON.stringify([parent, objects]), before);
    });
  });
}
