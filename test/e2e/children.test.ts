// Children in the hands of users: what is ours comes back, what is theirs stays.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import type { Env } from './env.ts';

interface StatefulSet extends KubernetesObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly metadata: KubernetesObject['metadata'] } };
}

const set = (on: Env, namespace: string, look: (set: StatefulSet) => boolean = () => true, name = 'prometheus-k8s') =>
  until(`StatefulSet ${name} as wanted`, async () => {
    const found = (await on.get('StatefulSet', name, namespace)) as StatefulSet | undefined;
    return found && look(found) ? found : undefined;
  });
const storage = (size: string) => ({
  storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } },
});

await inBothModes((t, on) => {
  t.test("an edit of ours is taken back, a user's labels and annotations stay", async (t) => {
    const namespace = await on.namespace();
    const parent = await on.apply(prometheus({ replicas: 2 }, { namespace }));
    const child = await set(on, namespace);
    const metadata = { labels: { 'team.example.com/owner': 'me' }, annotations: { 'example.com/note': 'hands off' } };
    await on.patch(child, { metadata, spec: { replicas: 7 } });
    const after = await set(on, namespace, ({ spec }) => spec.replicas === 2);
    await on.nudge(parent);
    t.equal(after.metadata.labels?.['team.example.com/owner'], 'me');
    t.equal(after.metadata.annotations?.['example.com/note'], 'hands off');
    t.equal(after.metadata.uid, child.metadata.uid);
  });

  t.test('a deleted child comes back', async (t) => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    const child = await set(on, namespace);
    await on.delete(child);
    t.not(
      (await set(on, namespace, ({ metadata }) => metadata.uid !== child.metadata.uid)).metadata.uid,
      child.metadata.uid,
    );
  });

  t.test('kubectl rollout restart works: its annotation stays in the pod template', async (t) => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    const child = await set(on, namespace);
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-24T10:00:00Z' };
    await on.patch(child, { spec: { template: { metadata: { annotations } } } });
    await on.apply(prometheus({ replicas: 3 }, { namespace }));
    const after = await set(on, namespace, ({ spec }) => spec.replicas === 3);
    t.match(after.spec.template.metadata.annotations, annotations);
  });

  t.test('paused: nothing changes until it is over', async (t) => {
    const namespace = await on.namespace();
    await on.apply(prometheus({ replicas: 1 }, { namespace }));
    await set(on, namespace);
    const before = await on.rested(namespace);
    const paused = await on.apply(prometheus({ replicas: 4, paused: true }, { namespace }));
    // Events of different kinds overtake each other.
    await until(
      'the status says Paused',
      async () => condition(await on.get('Prometheus', 'k8s', namespace), 'Reconciled')?.reason === 'Paused',
    );
    await on.apply(serviceMonitor({}, { namespace }));
    await on.nudge(paused);
    t.strictSame(await on.versions(namespace), before);
    await on.apply(prometheus({ replicas: 4, paused: false }, { namespace }));
    await set(on, namespace, ({ spec }) => spec.replicas === 4);
  });

  t.test('a mistake in the Prometheus itself leaves all children as they are', async (t) => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    await on.apply(serviceMonitor({}, { namespace }));
    await set(on, namespace);
    const before = await on.rested(namespace);
    await on.apply(prometheus({ additionalScrapeConfigs: { name: 'nowhere', key: 'jobs.yaml' } }, { namespace }));
    const found = await until('the status says so', async () => {
      const reconciled = condition(await on.get('Prometheus', 'k8s', namespace), 'Reconciled');
      return reconciled?.status === 'False' ? reconciled : undefined;
    });
    t.match(found.message, /spec\.additionalScrapeConfigs/);
    t.strictSame(await on.versions(namespace), before);
  });

  t.test('storage grows: the StatefulSet is made anew once, and rests', async (t) => {
    const namespace = await on.namespace();
    const parent = await on.apply(prometheus(storage('1Gi'), { namespace }));
    const before = await set(on, namespace);
    await on.apply(prometheus(storage('2Gi'), { namespace }));
    const after = await set(on, namespace, (found) => JSON.stringify(found).includes('2Gi'));
    t.not(after.metadata.uid, before.metadata.uid);
    const versions = await on.rested(namespace);
    for (let i = 0; i < 3; i++) await on.nudge(parent);
    t.strictSame(await on.versions(namespace), versions);
  });

  t.test('storage whose volumes go with the StatefulSet is not made anew by itself', async (t) => {
    const namespace = await on.namespace();
    const policy = { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } };
    await on.apply(prometheus({ ...policy, ...storage('1Gi') }, { namespace }));
    const before = await set(on, namespace);
    await on.apply(prometheus({ ...policy, ...storage('2Gi'), replicas: 2 }, { namespace }));
    const after = await set(on, namespace, ({ spec }) => spec.replicas === 2);
    t.equal(after.metadata.uid, before.metadata.uid);
    await until(
      'the status asks for it',
      async () => condition(await on.get('Prometheus', 'k8s', namespace), 'Reconciled')?.reason === 'RecreateRequired',
    );
  });
});
