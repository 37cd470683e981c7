// The annotation of pods with what they mount, tried with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { MOUNTED } from '../../hooks/core/revision.ts';
import { alertmanager, prometheus, readyPod, secret, serviceMonitor } from '../support/objects.ts';
import { STRATEGIES, start } from './monitoring.ts';
import type { World } from './world.ts';

const NAMESPACE = 'monitoring';
const RECEIVER = 'route: {receiver: r}\nreceivers: [{name: r}]\n';

/** The pod that Kubernetes would make of a StatefulSet, on a node. */
async function startPod(w: World, set: string): Promise<KubernetesObject> {
  const made = (await w.get('statefulsets', set, NAMESPACE, 'apps/v1')) as KubernetesObject;
  const { template } = made['spec'] as { template: { spec: Record<string, unknown> } };
  const pod = { ...readyPod(made), spec: { ...template.spec, nodeName: 'node0' } };
  await w.apply(pod);
  return pod;
}

for (const strategy of STRATEGIES)
  t.test(`with ${strategy}`, async (t) => {
    t.test('a pod is annotated when what it mounts changes, and nothing else of it is written', async (t) => {
      let now = Date.parse('2026-11-30T10:00:00Z');
      const w = await start(t, strategy, { clock: () => new Date(now) });
      await w.apply(secret('alertmanager-main', { 'alertmanager.yaml': RECEIVER }));
      await w.apply(prometheus({}));
      await w.apply(alertmanager({ replicas: 1 }));
      await w.apply(serviceMonitor());
      const [server, peer] = [await startPod(w, 'prometheus-k8s'), await startPod(w, 'alertmanager-main')];
      const live = async ({ metadata }: KubernetesObject) =>
        (await w.get('pods', metadata.name, NAMESPACE, 'v1')) as KubernetesObject;
      const mounted = async (pod: KubernetesObject) => (await live(pod)).metadata.annotations?.[MOUNTED] ?? '';
      const podWrites = () => w.writes().filter(({ object }) => /^Pod\b/.test(object)).length;
      const [first, other] = [await mounted(server), await mounted(peer)];
      t.match([first, other], [/^\S{16} 2026-/, /^\S{16} 2026-/]);

      podWrites();
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.equal(podWrites(), 0, 'at rest nothing is written');

      now += 60_000;
      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', interval: '31s' }] }));
      t.not(await mounted(server), first, 'a changed monitor reaches its pod');
      t.equal(await mounted(peer), other, 'and no other');
      t.equal(podWrites(), 1);

      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', interval: '32s' }] }));
      t.equal(podWrites(), 0, 'the next change waits');
      now += 5500;
      await w.driver.resync();
      t.equal(podWrites(), 1, 'and is written after some seconds');

      now += 60_000;
      await w.apply(secret('alertmanager-main', { 'alertmanager.yaml': `${RECEIVER}# new\n` }));
      t.not(await mounted(peer), other, 'a changed file of an Alertmanager reaches its pod');
      const { annotations: _ours, resourceVersion: _version, ...metadata } = (await live(peer)).metadata;
      t.match(metadata, peer.metadata);
      t.strictSame((await live(peer))['spec'], peer['spec']);
    });

    t.test('--propagation=false writes nothing', async (t) => {
      const w = await start(t, strategy, { flags: ['--propagation=false'] });
      await w.apply(prometheus({}));
      const pod = await startPod(w, 'prometheus-k8s');
      t.strictSame((await w.get('pods', pod.metadata.name, NAMESPACE, 'v1'))?.metadata.annotations ?? {}, {});
    });
  });
