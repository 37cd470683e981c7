// What users may rely on about the children of objects, tried with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { configMap, prometheus, prometheusRule, secret } from '../support/objects.ts';
import { infoOf } from './kinds.ts';
import { STRATEGIES, start } from './monitoring.ts';
import type { World } from './world.ts';

const edit = async (
  w: World,
  object: KubernetesObject,
  change: (copy: { metadata: Record<string, unknown>; [field: string]: unknown }) => void,
) => {
  const live = structuredClone(await w.api.get(infoOf(object), object.metadata)) as never as {
    metadata: Record<string, unknown>;
  };
  change(live);
  await w.api.update(live as never, 'kubectl');
  await w.driver.settle();
};

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test("a user's labels and annotations on children stay, and an edit of ours is taken back", async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({ replicas: 2 }));
      const child = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      await edit(w, child, (copy) => {
        copy.metadata['labels'] = { ...(copy.metadata['labels'] as object), 'team.example.com/owner': 'me' };
        copy.metadata['annotations'] = { ...(copy.metadata['annotations'] as object), 'example.com/note': 'hands off' };
        (copy['spec'] as Record<string, unknown>)['replicas'] = 7;
      });
      const after = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      t.equal(after.metadata.labels?.['team.example.com/owner'], 'me');
      t.equal(after.metadata.annotations?.['example.com/note'], 'hands off');
      t.equal((after['spec'] as { replicas: number }).replicas, 2);
    });

    t.test('kubectl rollout restart works: its annotation stays in the pod template', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      const child = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      await edit(w, child, (copy) => {
        const template = (copy['spec'] as { template: { metadata: { annotations: Record<string, string> } } }).template;
        template.metadata.annotations['kubectl.kubernetes.io/restartedAt'] = '2026-11-24T10:00:00Z';
      });
      await w.apply(prometheus({ replicas: 3 }));
      const after = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as never as {
        spec: { template: { metadata: KubernetesObject['metadata'] } };
      };
      t.equal(after.spec.template.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'], '2026-11-24T10:00:00Z');
    });

    t.test('a Service of a sibling stays with it, and is adopted after the sibling is deleted', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({}, { name: 'one' }));
      await w.apply(prometheus({ portName: 'other' }, { name: 'two' }));
      const owner = async () =>
        (await w.get('services', 'prometheus-operated', 'monitoring', 'v1'))?.metadata.ownerReferences?.[0]?.name;
      t.equal(await owner(), 'one');
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.equal(await owner(), 'one');
      await w.remove('prometheuses', 'one', 'monitoring');
      t.equal(await owner(), 'two');
    });

    t.test('a ConfigMap of the user survives beside ours, byte for byte', async (t) => {
      const w = await start(t, strategy);
      await w.apply(configMap('notes', { 'a.yaml': 'groups: []  # mine\n' }));
      await w.apply(prometheus({ ruleSelector: {} }));
      await w.apply(prometheusRule([{ name: 'g', rules: [{ alert: 'Up', expr: 'up == 0' }] }]));
      await w.remove('prometheuses', 'k8s', 'monitoring');
      t.strictSame((await w.get('configmaps', 'notes', 'monitoring', 'v1'))?.['data'], {
        'a.yaml': 'groups: []  # mine\n',
      });
    });

    t.test('storage changes: the StatefulSet is recreated, once', async (t) => {
      const w = await start(t, strategy);
      const storage = (size: string) => ({
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } },
      });
      await w.apply(prometheus(storage('10Gi')));
      const before = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      await w.apply(prometheus(storage('20Gi')));
      const after = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      t.not(after?.metadata.uid, before?.metadata.uid);
      t.match(JSON.stringify(after), /20Gi/);
      w.writes();
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.strictSame(w.writes(), []);
      t.strictSame(w.driver.errors, []);
    });

    t.test('a StatefulSet whose volumes are deleted with it is not recreated without a request', async (t) => {
      const w = await start(t, strategy);
      const storage = (size: string) => ({
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' },
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } },
      });
      await w.apply(prometheus(storage('10Gi')));
      const before = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      await w.apply(prometheus({ ...storage('20Gi'), replicas: 2 }));
      const after = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      t.equal(after?.metadata.uid, before?.metadata.uid, 'it is still the same');
      t.equal((after?.['spec'] as { replicas?: number } | undefined)?.replicas, 2, 'what can change has changed');
      t.equal(condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'Reconciled')?.reason, 'RecreateRequired');
    });

    t.test('fewer shards: with the policy Retain they stay until their deadline', async (t) => {
      let now = new Date('2026-11-24T10:00:00Z');
      const w = await start(t, strategy, { clock: () => now });
      const policy = { shardRetentionPolicy: { whenScaled: 'Retain' }, retention: '2h' };
      await w.apply(prometheus({ shards: 2, ...policy }));
      await w.apply(prometheus({ shards: 1, ...policy }));
      const second = () => w.get('statefulsets', 'prometheus-k8s-shard-1', 'monitoring', 'apps/v1');
      t.equal(
        (await second())?.metadata.annotations?.['operator.prometheus.io/deletion-deadline'],
        '2026-11-24T12:00:00Z',
      );
      t.equal(w.driver.nextResync(), 60);
      now = new Date('2026-11-24T11:59:00Z');
      await w.driver.resync();
      t.ok(await second());
      now = new Date('2026-11-24T12:00:01Z');
      await w.driver.resync();
      t.notOk(await second());
    });

    t.test(
      'a Prometheus without selectors leaves its configuration Secret to the user, even if the hooks created it',
      async (t) => {
        const w = await start(t, strategy);
        const bare = prometheus({ serviceMonitorSelector: undefined });
        await w.apply(secret('prometheus-mine', { 'prometheus.yaml.gz': 'first' }));
        await w.apply({ ...bare, metadata: { ...bare.metadata, name: 'mine' } });
        await w.apply(bare);
        const read = async (name: string) => (await w.get('secrets', name, 'monitoring', 'v1')) as KubernetesObject;
        t.strictSame(
          (await read('prometheus-mine')).metadata.ownerReferences ?? [],
          [],
          'it stays the property of the user',
        );
        await edit(w, await read('prometheus-k8s'), (copy) => {
          copy['data'] = { 'prometheus.yaml.gz': 'bWluZQ==' };
        });
        for (let i = 0; i < 3; i++) await w.driver.resync();
        t.strictSame((await read('prometheus-k8s'))['data'], { 'prometheus.yaml.gz': 'bWluZQ==' });
        await w.remove('prometheuses', 'mine', 'monitoring');
        t.ok(await read('prometheus-mine'));
      },
    );
  });
}
