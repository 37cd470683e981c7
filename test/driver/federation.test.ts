// Federation as users see it: labels come and go, and the consumer follows, with Metacontroller's behaviour in both
// apply modes.
import t from 'tap';
import { condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { namespace, prometheus } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { exportsOf, share } from './multicluster.ts';
import { type World, type WorldOptions, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const OWN = 'prometheus-metacontroller.dev';
const consumer = (labels = { [`${OWN}/federation-of`]: 'global' }, spec = {}) =>
  prometheus(spec, { name: 'global', labels });
const member = (name: string, labels: Record<string, string> = { [`${OWN}/federate`]: 'global' }, spec = {}) =>
  prometheus({ replicas: 2, ...spec }, { name, labels });

const start = async (
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  more: Partial<WorldOptions> = {},
): Promise<World> => {
  const w = await world({ strategy, ...more });
  t.teardown(() => w.close());
  await w.apply(namespace('monitoring'));
  return w;
};
const jobs = async (w: World, name = 'global'): Promise<string[]> =>
  prometheusConfig(await w.get('secrets', `prometheus-${name}`, 'monitoring', 'v1')).scrape_configs.map(
    ({ job_name }) => job_name,
  );
const health = async (w: World) => condition(await w.get('prometheuses', 'global', 'monitoring'), 'FederationHealthy');
const rests = async (w: World): Promise<unknown> => {
  w.writes();
  for (let i = 0; i < 5; i++) await w.driver.resync();
  return w.writes();
};

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test(
      'a new member needs no edit on the consumer, one without its label is removed, and nothing more is written',
      async (t) => {
        const w = await start(t, strategy);
        await w.apply(consumer());
        t.match(await health(w), { status: 'False', reason: 'NoMembers' });
        await w.apply(member('a'));
        const before = await w.get('prometheuses', 'global', 'monitoring');
        await w.apply(member('b'));
        t.strictSame(await jobs(w), ['federate/monitoring/a', 'federate/monitoring/b']);
        t.match(await health(w), { status: 'True', message: 'members: 2 found, 2 in use' });
        t.equal(
          (await w.get('prometheuses', 'global', 'monitoring'))?.metadata.generation,
          before?.metadata.generation,
        );
        t.strictSame(await rests(w), []);
        await w.apply(member('a', {}));
        t.strictSame(await jobs(w), ['federate/monitoring/b']);
        await w.remove('prometheuses', 'b', 'monitoring');
        t.strictSame(await jobs(w), []);
        t.strictSame(await rests(w), []);
      },
    );

    t.test(
      'a new label on an existing Prometheus is reported as waiting, and has an effect with the next change of its ' +
        'spec',
      async (t) => {
        const w = await start(t, strategy);
        await w.apply(prometheus({}, { name: 'global' }));
        await w.apply(member('a'));
        await w.apply(consumer());
        t.match(await health(w), {
          status: 'Unknown',
          reason: 'MembersUnread',
          message: /updated within 20 minutes/,
        });
        t.strictSame(await jobs(w), []);
        await w.apply(consumer(undefined, { paused: false }));
        t.strictSame(await jobs(w), ['federate/monitoring/a']);
        await w.apply(prometheus({}, { name: 'global', labels: {} }));
        t.strictSame(await jobs(w), []);
        t.equal(await health(w), undefined);
      },
    );

    t.test('two clusters are joined by exports and imports, and a third needs no edit', async (t) => {
      const clusters = ['eu-1', 'us-1', 'asia-1'] as const;
      const worlds: World[] = [];
      for (const cluster of clusters) {
        const flags = [`--cluster-name=${cluster}`, '--multicluster-services=v1beta1'];
        const w = await start(t, strategy, { flags, controller: 'manifests/federation/controller.yaml' });
        worlds.push(w);
        await w.apply(member('k8s'));
      }
      const [eu, us, asia] = worlds as [World, World, World];
      await eu.apply(consumer());
      await share(eu, 'eu-1', worlds);
      await share(us, 'us-1', worlds);
      t.strictSame(await jobs(eu), ['federate/eu-1/monitoring/k8s', 'federate/us-1/monitoring/k8s']);
      await share(asia, 'asia-1', worlds);
      t.equal((await jobs(eu)).length, 3);
      t.match(await health(eu), { status: 'True', message: 'members: 3 found, 3 in use' });
      for (const w of worlds) t.strictSame(await rests(w), []);
      await us.apply(member('k8s', {}));
      t.strictSame(await exportsOf(us), [], 'without the label nothing is exported');
      t.equal(await us.get('services', 'prometheus-k8s-us-1', 'monitoring', 'v1'), undefined);
    });
  });
}
