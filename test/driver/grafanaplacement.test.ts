// The organization of a data source, the default data source, and the objects that a Grafana shows.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { namespace, prometheus } from '../support/objects.ts';
import { annotated, env, OWN, SMALL, STRATEGIES, steady } from './grafanaworld.ts';

const space = (name: string, annotations: Record<string, string>): KubernetesObject => ({
  ...namespace(name, { [`${OWN}/grafana`]: 'sidecar' }),
  metadata: { ...namespace(name, { [`${OWN}/grafana`]: 'sidecar' }).metadata, annotations },
});

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test('another organization: the data source moves, and nothing of it stays behind', async (t) => {
      const { w, of, names, pass } = await env(t, strategy);
      await w.apply(annotated('k8s', {}));
      for (const [org, id] of Object.entries({ 2: 2, shop: 7 })) {
        await w.apply(annotated('k8s', { [`${OWN}/grafana-org`]: org }));
        t.strictSame(await names(), [`${id} monitoring/k8s`]);
      }
      await pass(61);
      t.notMatch([...of.files.values()].join(), /deleteDatasources/);
      t.strictSame(await names(), ['7 monitoring/k8s']);
      t.strictSame(of.errors, []);
      await steady(t, w);
    });

    t.test(
      'of two with the default annotation the older one is the default; the other reports it, and follows it ' +
        'without a rejected reload',
      async (t) => {
        const { w, of, names, pass } = await env(t, strategy);
        const claim = { [`${OWN}/grafana-default`]: 'true' };
        await w.apply(annotated('second', claim, { creationTimestamp: '2026-02-01T00:00:00Z' }));
        await w.apply(annotated('elsewhere', { ...claim, [`${OWN}/grafana-org`]: '2' }));
        await w.apply(annotated('first', claim, { creationTimestamp: '2026-01-01T00:00:00Z' }));
        const defaults = async () =>
          (await names()) && of.store.all().flatMap(({ isDefault, name }) => (isDefault ? [name] : []));
        t.strictSame((await defaults()).sort(), ['monitoring/elsewhere', 'monitoring/first']);
        const reported = await w.get('configmaps', 'prometheus-datasource-monitoring.second', 'grafana', 'v1');
        t.match(
          reported?.metadata.annotations?.[`${OWN}/issues`],
          /^Prometheus monitoring\/second .*monitoring\/first is older/,
        );
        await steady(t, w);
        await w.remove('prometheuses', 'first', 'monitoring');
        t.strictSame((await defaults()).sort(), ['monitoring/elsewhere', 'monitoring/second']);
        await pass(61);
        t.strictSame(of.errors, [], 'no reload was refused');
        await steady(t, w);
      },
    );

    t.test("fifty instances and a user's own default: no reload is refused, and the default stays", async (t) => {
      const { w, of, names } = await env(t, strategy);
      of.files.set(
        'mine.yaml',
        JSON.stringify({ datasources: [{ name: 'Mine', uid: 'mine', type: 'loki', isDefault: true }] }),
      );
      for (let i = 0; i < 50; i++) await w.apply(prometheus(SMALL, { name: `p${i}` }));
      t.equal((await names()).length, 51);
      t.strictSame(of.errors, []);
      t.strictSame(
        of.store.all().flatMap(({ isDefault, name }) => (isDefault ? [name] : [])),
        ['Mine'],
      );
    });

    t.test('a Grafana shows what its Namespace selects: some namespaces, some objects', async (t) => {
      const { w, of, names } = await env(t, strategy);
      await w.apply(prometheus(SMALL, { labels: { team: 'a' } }));
      await w.apply(prometheus(SMALL, { name: 'b', labels: { team: 'b' } }));
      await w.apply(prometheus(SMALL, { name: 'far', namespace: 'far', labels: { team: 'a' } }));
      await w.apply(space('grafana', { [`${OWN}/grafana-selector`]: 'team=a' }));
      t.strictSame(await names(), ['1 far/far', '1 monitoring/k8s']);
      await w.apply(
        space('grafana', { [`${OWN}/grafana-selector`]: 'team=a', [`${OWN}/grafana-namespaces`]: 'monitoring, other' }),
      );
      t.strictSame(await names(), ['1 monitoring/k8s']);
      await w.apply(space('grafana', { [`${OWN}/grafana-selector`]: 'team in (' }));
      t.strictSame(await names(), ['1 monitoring/k8s'], 'a selector that cannot be read changes nothing');
      const reported = await w.get('configmaps', 'prometheus-datasource-monitoring.k8s', 'grafana', 'v1');
      t.match(
        reported?.metadata.annotations?.[`${OWN}/issues`],
        /grafana-selector\]: "team in \(" is not a label selector/,
      );
      t.strictSame(of.errors, []);
      await steady(t, w);
    });
  });
}
