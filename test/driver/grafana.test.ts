// Data sources come and go with their objects, in both apply modes.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { sidecar } from '../grafana/sidecar.ts';
import { alertmanager, namespace, prometheus } from '../support/objects.ts';
import { env, OWN, SMALL, STRATEGIES, steady } from './grafanaworld.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../manifests/examples/grafana.yaml');

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test(
      'twenty Prometheus objects in five namespaces have a data source each, and their deletion leaves none',
      async (t) => {
        const { w, of, names, pass } = await env(t, strategy);
        const all = Array.from({ length: 20 }, (_, i) => ({ namespace: `team-${i % 5}`, name: `p${i}` }));
        for (let i = 0; i < 5; i++) await w.apply(namespace(`team-${i}`));
        for (const metadata of all) await w.apply(prometheus(SMALL, metadata));
        t.strictSame(await names(), all.map(({ namespace, name }) => `1 ${namespace}/${name}`).sort());
        t.match(of.store.find(1, 'uid', 'team-3_p3'), {
          url: 'http://prometheus-p3-query.team-3.svc:9090',
          isDefault: false,
          readOnly: true,
          jsonData: { httpMethod: 'POST', timeInterval: '30s', manageAlerts: true, prometheusType: 'Prometheus' },
        });
        await steady(t, w);
        for (const { name, namespace } of all) await w.remove('prometheuses', name, namespace);
        t.strictSame(await names(), []);
        t.equal(of.files.size, 20, 'the files stay for a while, for a Grafana that is restarted just now');
        await pass(61);
        t.equal(of.files.size, 0);
        const left = w.api.all().filter(({ metadata }) => metadata.namespace === 'grafana');
        t.strictSame(left, []);
        t.strictSame(of.errors, []);
      },
    );

    t.test('one that is deleted and created again keeps its uid, also within the minute', async (t) => {
      const { w, of, names, pass } = await env(t, strategy);
      await w.apply(prometheus(SMALL));
      const uid = (await names()) && of.store.all()[0]?.uid;
      for (const seconds of [5, 61]) {
        await w.remove('prometheuses', 'k8s', 'monitoring');
        t.strictSame(await names(), []);
        await pass(seconds);
        await w.apply(prometheus(SMALL));
        t.strictSame(await names(), ['1 monitoring/k8s']);
        t.equal(of.store.all()[0]?.uid, uid);
      }
      await pass(61);
      t.strictSame(await names(), ['1 monitoring/k8s'], 'the tombstone takes nothing away later on');
      await steady(t, w);
    });

    t.test('an object that opts out leaves Grafana: one by its label, all by the label of the Namespace', async (t) => {
      const { w, names, pass } = await env(t, strategy);
      await w.apply(prometheus(SMALL));
      await w.apply(alertmanager({}));
      t.strictSame(await names(), ['1 monitoring/k8s', '1 monitoring/main (Alertmanager)']);
      await w.apply(prometheus(SMALL, { labels: { [`${OWN}/grafana`]: 'false' } }));
      t.strictSame(await names(), ['1 monitoring/main (Alertmanager)']);
      await pass(61);
      t.notOk(await w.get('configmaps', 'prometheus-datasource-monitoring.k8s', 'grafana', 'v1'));
      await w.apply(prometheus(SMALL, { labels: {} }));
      t.equal((await names()).length, 2);
      await w.apply(namespace('grafana', { [`${OWN}/grafana`]: 'none' }));
      t.strictSame(await names(), []);
      await pass(61);
      await steady(t, w);
    });

    t.test('a namespace that is deleted takes its data sources out of Grafana', async (t) => {
      const { w, names } = await env(t, strategy);
      await w.apply(namespace('shop'));
      await w.apply(prometheus(SMALL, { namespace: 'shop' }));
      t.strictSame(await names(), ['1 shop/k8s']);
      // What the namespace controller does, in its order: everything in it first.
      await w.remove('prometheuses', 'k8s', 'shop');
      await w.remove('namespaces', 'shop', undefined, 'v1');
      t.strictSame(await names(), []);
    });

    t.test('the example of the document: a Prometheus that knows the data source of its Alertmanager', async (t) => {
      const { w, of, names } = await env(t, strategy);
      const example = loadAll(readFileSync(EXAMPLE, 'utf8')) as KubernetesObject[];
      for (const object of example) await w.apply(object);
      await sidecar(of, 'observability').look(w.api.all());
      t.strictSame(await names(), ['1 checkout/shop', '1 checkout/shop (Alertmanager)']);
      t.match(of.store.find(1, 'uid', 'checkout_shop')?.jsonData, {
        alertmanagerUid: 'checkout_shop_am',
        exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }],
      });
      await steady(t, w);
    });
  });
}
