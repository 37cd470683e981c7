// The budget of a mesh beside budgets of users, with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/kube/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const budgetOf = (name: string, matchLabels: Readonly<Record<string, string>>): KubernetesObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace: 'monitoring' },
  spec: { maxUnavailable: 1, selector: { matchLabels } },
});
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
      await w.apply(budgetOf('alertmanager-main', { 'app.kubernetes.io/name': 'alertmanager', 'app.kubernetes.io/instance': 'main' }));
      t.equal(await get(w, MESH), undefined);
      t.match(condition(await w.get('alertmanagers', 'main', 'monitoring'), 'HighlyAvailable'), {
        message: /limited by the PodDisruptionBudget alertmanager-main;/,
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
  });
