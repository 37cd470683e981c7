// A parent moves from one controller to another, by its label: for a Metacontroller of its own, or a queue of its own.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { env } from './env.ts';
import { LABEL } from './scope.ts';

const uids = (children: readonly KubernetesObject[]): string[] =>
  children.map(({ kind, metadata }) => `${kind}/${metadata.name} ${metadata.uid}`).sort();

await inBothModes((t, on, strategy) => {
  t.test('it keeps all its children, and the new controller goes on with them', async (t) => {
    const namespace = await on.namespace();
    const parent = await on.apply(prometheus({}, { namespace }));
    await on.apply(serviceMonitor({}, { namespace }));
    await until('the StatefulSet is there', () => on.get('StatefulSet', 'prometheus-k8s', namespace));
    await on.rested(namespace);
    const before = uids(await on.children(namespace));
    const other = await env(strategy);
    t.teardown(() => other.close());
    await on.patch(parent, { metadata: { labels: { [LABEL]: other.scope } } });
    await until('the old controller has removed its finalizer', async () => {
      const found = await on.get('Prometheus', 'k8s', namespace);
      const finalizers = found?.metadata.finalizers ?? [];
      return finalizers.length === 1 && finalizers[0]?.includes(other.scope);
    });
    await other.nudge(parent);
    await other.nudge(parent);
    t.strictSame(uids(await on.children(namespace)), before);
    await on.patch(parent, { spec: { replicas: 3 } });
    await until('the new controller applies changes', async () => {
      const set = await on.get('StatefulSet', 'prometheus-k8s', namespace);
      return (set?.['spec'] as { replicas?: number } | undefined)?.replicas === 3;
    });
    t.strictSame(uids(await on.children(namespace)), before);
    await on.delete(parent);
    await until('it can be deleted', async () => (await on.get('Prometheus', 'k8s', namespace)) === undefined);
  });
});
