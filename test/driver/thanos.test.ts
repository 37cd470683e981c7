// A Thanos tier with Metacontroller's behaviour, in both apply modes: it settles, is left alone, follows changes, and
// goes without a trace.
import t from 'tap';
import { condition } from '../support/condition.ts';
import { namespace, prometheus, prometheusRule, secret } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const SPEC = {
  shards: 2,
  replicas: 2,
  ruleSelector: {},
  thanos: { objectStorageConfig: { name: 'store', key: 'bucket.yaml' } },
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'alertmanager-main', port: 'web' }] },
  storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '10Gi' } } } } },
};
const alertmanagers = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'alertmanager-main', namespace: 'monitoring' },
  spec: {
    clusterIP: '10.0.0.9',
    selector: { alertmanager: 'main' },
    ports: [{ name: 'web', port: 9093, targetPort: 'web' }],
  },
};

async function settled(w: World): Promise<readonly unknown[]> {
  w.writes();
  for (let i = 0; i < 3; i++) await w.driver.resync();
  return w.writes();
}

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    const w = await world({ strategy, flags: ['--query-tier=thanos', '--resharding=at-once'] });
    t.teardown(() => w.close());
    const get = (resource: string, name: string, apiVersion = 'apps/v1') =>
      w.get(resource, name, 'monitoring', apiVersion);
    for (const object of [namespace('monitoring'), secret('store', { 'bucket.yaml': 'type: S3' }), alertmanagers])
      await w.apply(object);
    await w.apply(prometheusRule([{ name: 'g', rules: [{ alert: 'Up', expr: 'up == 0' }] }]));
    await w.apply(prometheus(SPEC));

    t.test('it is made, and then nothing is written any more', async (t) => {
      t.ok(await get('deployments', 'prometheus-k8s-query'));
      t.ok(await get('statefulsets', 'prometheus-k8s-ruler'));
      t.ok(await get('services', 'prometheus-k8s-ruler-alerts-0', 'v1'));
      t.match(condition(await get('prometheuses', 'k8s', 'monitoring.coreos.com/v1'), 'QueryComplete'), {
        reason: 'QueryTierDown',
      });
      t.strictSame(await settled(w), []);
    });

    t.test('kubectl rollout restart works on Thanos Query', async (t) => {
      const live = structuredClone(await get('deployments', 'prometheus-k8s-query')) as never as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      live.spec.template.metadata.annotations['kubectl.kubernetes.io/restartedAt'] = '2026-11-24T10:00:00Z';
      await w.api.update(live as never, 'kubectl');
      await w.driver.settle();
      await w.apply(prometheus({ ...SPEC, replicas: 3 }));
      const after = JSON.stringify((await get('deployments', 'prometheus-k8s-query'))?.['spec']);
      t.match(after, /restartedAt/);
      t.match(after, /"replicas":3/);
      t.strictSame(await settled(w), []);
    });

    t.test('without the annotation it is deleted, and the shards evaluate their rules again', async (t) => {
      await w.apply(prometheus(SPEC, { annotations: { 'prometheus-metacontroller.dev/query-tier': 'none' } }));
      t.equal(await get('deployments', 'prometheus-k8s-query'), undefined);
      t.equal(await get('statefulsets', 'prometheus-k8s-ruler'), undefined);
      t.match(JSON.stringify((await get('configmaps', 'prometheus-k8s-rulefiles-0', 'v1'))?.['data']), /up == 0/);
      await w.apply(prometheus(SPEC, { annotations: { 'prometheus-metacontroller.dev/query-tier': 'auto' } }));
      t.ok(await get('deployments', 'prometheus-k8s-query'));
    });

    t.test('with the Prometheus everything goes', async (t) => {
      await w.remove('prometheuses', 'k8s', 'monitoring');
      const left = w.api
        .all()
        .filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'Prometheus'));
      t.strictSame(left, []);
      t.equal(await get('prometheuses', 'k8s', 'monitoring.coreos.com/v1'), undefined);
    });
  });
}
