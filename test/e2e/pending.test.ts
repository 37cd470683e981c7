// An Alertmanager waits for its configuration, and never loses the one it has.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanagerConfig } from '../support/config.ts';
import { alertmanager, configMap } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode, missing } from './both.ts';
import { commands, shell } from './document.ts';
import { noNode, peers } from './pods.ts';

const CONFIG = 'route: {receiver: ours}\nreceivers: [{name: ours}]\n';
/** Seconds for pods to start: kubelet looks for a missing volume again after two minutes at most. */
const TIMEOUT_SECONDS = 240;

interface PodStatus {
  readonly phase: string;
  readonly containerStatuses?: readonly { readonly restartCount: number }[];
}
const statusOf = (pod: KubernetesObject): PodStatus => pod['status'] as PodStatus;

const skip = await missing([noNode]);

await inOneMode((t, on) => {
  t.test(
    'pods stay Pending until the configuration exists, and keep it when it is lost',
    { skip, timeout: 600_000 },
    async (t) => {
      const namespace = await on.namespace();
      const resources = { requests: { cpu: '4m', memory: '50Mi' } };
      await on.apply(alertmanager({ replicas: 3, resources }, { namespace }));
      const pods = () => on.list('v1', 'Pod', namespace);
      const loaded = async () => condition(await on.get('Alertmanager', 'main', namespace), 'ConfigLoaded');
      await until('the status names what to create', async () => (await loaded())?.reason === 'ConfigMissing');
      t.match((await loaded())?.message, /alertmanager-main/);
      await until('pods are on their node', async () => {
        const all = await pods();
        return all.length === 3 && all.every((pod) => condition(pod, 'PodScheduled')?.status === 'True');
      });
      t.ok((await pods()).every((pod) => statusOf(pod).phase === 'Pending'));
      t.notOk(await on.get('Secret', 'alertmanager-main-generated', namespace));

      const given = configMap('main', { 'alertmanager.yaml': CONFIG }, { namespace });
      await on.apply(given);
      for (const i of [0, 1, 2])
        await until(
          `peer ${i} sees all three`,
          async () => (await peers(on, namespace, `alertmanager-main-${i}`)) === 3,
          TIMEOUT_SECONDS,
        );
      await until('the status says that it is loaded', async () => (await loaded())?.status === 'True');

      const running = async () =>
        (await pods()).map((pod) => [pod.metadata.uid, statusOf(pod).containerStatuses?.map((c) => c.restartCount)]);
      const receivers = async () =>
        alertmanagerConfig(await on.get('Secret', 'alertmanager-main-generated', namespace))['receivers'];
      const before = await running();
      await on.apply(configMap('main', { 'alertmanager.yaml': 'route: {receiver: nobody}\n' }, { namespace }));
      await until('a mistake is reported', async () => (await loaded())?.reason === 'InvalidConfig');
      t.strictSame(await receivers(), [{ name: 'ours' }], 'the last good one stays in use');
      await on.delete(given);
      await until('the loss is reported', async () => (await loaded())?.reason === 'ConfigRemoved');
      t.strictSame(await receivers(), [{ name: 'ours' }], 'it stays in use');
      t.strictSame(await running(), before, 'no pod was restarted');
    },
  );

  t.test('the hooks are let in where a NetworkPolicy guards the pods, as the document says', async (t) => {
    const namespace = await on.namespace();
    await shell(commands('alertmanager.md', 'reach').replaceAll('-n monitoring', `-n ${namespace}`));
    const [policy] = await on.list('networking.k8s.io/v1', 'NetworkPolicy', namespace);
    t.match(policy, {
      metadata: { name: 'alertmanager-hooks' },
      spec: { ingress: [{ ports: [{ port: 9093 }, { port: 9094 }] }] },
    });
  });
});
