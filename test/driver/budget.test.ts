// The budgets of a mesh and of shards beside budgets of users, with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace, podDisruptionBudget, prometheus } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const budgetOf = (name: string, matchLabels: Readonly<Record<string, string>>): KubernetesObject =>
  podDisruptionBudget({ maxUnavailable: 1, selector: { matchLabels } }, { name });
const get = (w: World, name: string) => w.get('poddisruptionbudgets', name, 'monitoring', 'policy/v1');
const MESH = 'alertmanager-main-mesh';

for (const strategy of STRATEGIES)
  t.test(`with ${strategy}`, async (t) => {
    const start = async (test: typeof t, ...before: KubernetesObject[]): Promise<World> => {
      const w = await world({ strategy });
      test.teardown(() => w.close());
      for (const object of [namespace('monitoring'), ...before]) await w.apply(object);
      await w.apply(alertmanager({ replicas: 3 }));
      return w;
    };

    t.test('an Alertmanager of three has a budget, which is written once and goes with it', async (t) => {
      const w = await start(t);
      t.match(await get(w, MESH), { spec: { maxUnavailable: 1, selector: { matchLabels: { alertmanager: 'main' } } } });
      w.writes();
      for (let i = 0; i < 5; i++) await w.driver.resync();
      t.strictSame(w.writes(), []);
      await w.remove('alertmanagers', 'main', 'monitoring');
      t.equal(await get(w, MESH), undefined);
      t.strictSame(w.driver.errors, []);
    });

    t.test('it makes room for the budget that kube-prometheus brings, and comes back when that goes', async (t) => {
      const w = await start(t);
      await w.apply(
        budgetOf('alertmanager-main', {
          'app.kubernetes.io/name': 'alertmanager',
          'app.kubernetes.io/instance': 'main',
        }),
      );
      t.equal(await get(w, MESH), undefined);
      t.match(condition(await w.get('alertmanagers', 'main', 'monitoring'), 'HighlyAvailable'), {
        message: /no PodDisruptionBudget created: alertmanager-main/,
      });
      t.ok(await get(w, 'alertmanager-main'));
      await w.remove('poddisruptionbudgets', 'alertmanager-main', 'monitoring', 'policy/v1');
      t.ok(await get(w, MESH));
      t.strictSame(w.driver.errors, []);
    });

    t.test("a user's budget of its name is left alone", async (t) => {
      const theirs = budgetOf(MESH, { app: 'other' });
      const w = await start(t, theirs);
      const live = await get(w, MESH);
      t.strictSame(live?.['spec'], theirs['spec']);
      t.strictSame(live?.metadata.ownerReferences ?? [], []);
    });

    t.test('fewer replicas than two need none', async (t) => {
      const w = await start(t);
      await w.apply(alertmanager({ replicas: 1 }));
      t.equal(await get(w, MESH), undefined);
    });

    t.test('a sharded Prometheus has one for each shard, which makes room for that of kube-prometheus', async (t) => {
      const OURS = ['prometheus-k8s-shard-0', 'prometheus-k8s-shard-1', 'prometheus-k8s-query'];
      const w = await world({ strategy });
      t.teardown(() => w.close());
      const labels = { 'app.kubernetes.io/part-of': 'kube-prometheus' };
      for (const object of [
        namespace('monitoring'),
        prometheus({ shards: 2, replicas: 2, serviceMonitorSelector: {}, podMetadata: { labels } }),
      ])
        await w.apply(object);
      for (const name of OURS) t.match(await get(w, name), { spec: { maxUnavailable: 1 } }, name);
      w.writes();
      for (let i = 0; i < 5; i++) await w.driver.resync();
      t.strictSame(w.writes(), []);
      await w.apply(budgetOf('prometheus-k8s', labels));
      for (const name of OURS) t.equal(await get(w, name), undefined, name);
      t.match(condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'HighlyAvailable'), {
        message: /no PodDisruptionBudget created: prometheus-k8s/,
      });
      await w.remove('poddisruptionbudgets', 'prometheus-k8s', 'monitoring', 'policy/v1');
      for (const name of OURS) t.ok(await get(w, name), name);
      await w.remove('prometheuses', 'k8s', 'monitoring');
      for (const name of OURS) t.equal(await get(w, name), undefined, name);
      t.strictSame(w.driver.errors, []);
    });
  });
