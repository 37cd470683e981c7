// Parents come and go, share a namespace, and live through hooks that are away.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { alertmanagerConfig, prometheusConfig } from '../support/config.ts';
import { alertmanager, prometheus, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import type { Env } from './env.ts';

const live = (on: Env, kind: string, name: string, namespace: string) =>
  until(`${kind} ${name} is there`, () => on.get(kind, name, namespace));
const gone = (on: Env, kind: string, name: string, namespace: string) =>
  until(`${kind} ${name} is gone`, async () => !(await on.get(kind, name, namespace)));
const scraped = (on: Env, namespace: string, name: string) =>
  until(`${name} is scraped`, async () => {
    const { scrape_configs } = prometheusConfig(await on.get('Secret', 'prometheus-k8s', namespace));
    return scrape_configs.some((job) => job.job_name === `serviceMonitor/${namespace}/${name}/0`);
  });

await inBothModes((t, on) => {
  t.test('a deleted Prometheus leaves nothing of ours, and one of the same name starts afresh', async (t) => {
    const namespace = await on.namespace();
    const first = await on.apply(prometheus({}, { namespace }));
    const before = await live(on, 'StatefulSet', 'prometheus-k8s', namespace);
    await on.delete(first);
    await gone(on, 'Prometheus', 'k8s', namespace);
    await until('no child is left', async () => (await on.children(namespace)).length === 0);
    await on.apply(prometheus({}, { namespace }));
    const after = await live(on, 'StatefulSet', 'prometheus-k8s', namespace);
    t.not(after.metadata.uid, before.metadata.uid);
  });

  t.test('deleted and created again at once: the new one gets its children', async (t) => {
    const namespace = await on.namespace();
    const first = await on.apply(prometheus({}, { namespace }));
    await live(on, 'StatefulSet', 'prometheus-k8s', namespace);
    await on.delete(first);
    const second = await until('the name is free', async () => {
      const made = await on.apply(prometheus({ replicas: 2 }, { namespace }));
      return made.metadata.uid !== first.metadata.uid && !made.metadata.deletionTimestamp ? made : undefined;
    });
    await until('the StatefulSet belongs to the new one', async () => {
      const set = await on.get('StatefulSet', 'prometheus-k8s', namespace);
      return set?.metadata.ownerReferences?.[0]?.uid === second.metadata.uid;
    });
    const children = await on.children(namespace);
    t.ok(children.every(({ metadata }) => metadata.ownerReferences?.[0]?.uid === second.metadata.uid));
  });

  t.test('two Prometheus in one namespace share a Service without a quarrel, and it outlives its owner', async (t) => {
    const namespace = await on.namespace();
    const one = await on.apply(prometheus({}, { name: 'one', namespace }));
    const owner = async () =>
      (await on.get('Service', 'prometheus-operated', namespace))?.metadata.ownerReferences?.[0]?.name;
    await until('the first has made the Service', async () => (await owner()) === 'one');
    const two = await on.apply(prometheus({}, { name: 'two', namespace }));
    await live(on, 'StatefulSet', 'prometheus-two', namespace);
    const before = await on.rested(namespace);
    for (let i = 0; i < 3; i++) for (const parent of [one, two]) await on.nudge(parent);
    t.strictSame(await on.versions(namespace), before);
    await on.delete(one);
    await until('the second has taken it over', async () => (await owner()) === 'two');
    await gone(on, 'StatefulSet', 'prometheus-one', namespace);
    t.ok(await on.get('StatefulSet', 'prometheus-two', namespace));
  });

  t.test('an object of the same name that belongs to another controller is not taken', async (t) => {
    const namespace = await on.namespace();
    const foreign: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'owner', namespace },
    };
    const { metadata } = await on.apply(foreign);
    const ownerReferences = [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: metadata.uid ?? '', controller: true },
    ];
    await on.apply(secret('prometheus-k8s', { mine: 'yes' }, { namespace, ownerReferences }));
    await on.apply(prometheus({}, { namespace }));
    await live(on, 'StatefulSet', 'prometheus-k8s', namespace);
    const after = await on.get('Secret', 'prometheus-k8s', namespace);
    t.equal(after?.metadata.ownerReferences?.[0]?.name, 'owner');
    t.strictSame(after?.['data'], { mine: 'eWVz' });
  });

  t.test('pods of an Alertmanager wait for its configuration, which then never vanishes', async () => {
    const namespace = await on.namespace();
    await on.apply(alertmanager({ replicas: 1 }, { namespace }));
    await live(on, 'StatefulSet', 'alertmanager-main', namespace);
    const raw = await on.apply(
      secret(
        'alertmanager-main',
        { 'alertmanager.yaml': 'route:\n  receiver: team\nreceivers:\n- name: team\n' },
        { namespace },
      ),
    );
    const generated = async () => {
      const file = alertmanagerConfig(await on.get('Secret', 'alertmanager-main-generated', namespace));
      return (file['route'] as { receiver?: string }).receiver === 'team';
    };
    await until('it is generated', generated);
    await on.delete(raw);
    const parent = await live(on, 'Alertmanager', 'main', namespace);
    await on.nudge(parent);
    if (!(await generated())) throw new Error('the configuration vanished');
  });

  t.test('hooks that are away change nothing, and what was missed is made up for when they are back', async (t) => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    await live(on, 'StatefulSet', 'prometheus-k8s', namespace);
    const before = await on.rested(namespace);
    await on.hooks.stop();
    await on.apply(serviceMonitor({}, { namespace }));
    t.strictSame(await on.versions(namespace), before);
    await on.hooks.start();
    await scraped(on, namespace, 'app');
  });

  t.test('hooks killed again and again while monitors arrive: all are scraped in the end', async () => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    const names = Array.from({ length: 12 }, (_, i) => `app-${i}`);
    for (const [i, name] of names.entries()) {
      await on.apply(serviceMonitor({}, { namespace, name }));
      if (i % 4 !== 0) continue;
      await on.hooks.stop('SIGKILL');
      await on.hooks.start();
    }
    for (const name of names) await scraped(on, namespace, name);
  });

  t.test('whoever calls the hooks is restarted: nothing is written for it', async (t) => {
    const namespace = await on.namespace();
    const parent = await on.apply(prometheus({}, { namespace }));
    await on.apply(serviceMonitor({}, { namespace }));
    await scraped(on, namespace, 'app');
    const before = await on.rested(namespace);
    const resume = await on.pauseEngine();
    await resume();
    await on.nudge(parent);
    t.strictSame(await on.versions(namespace), before);
  });
});
