// Data sources as objects of grafana-operator.
import t from 'tap';
import { namespace, prometheus, secret } from '../support/objects.ts';
import { annotated, OWN, SMALL, STRATEGIES, steady } from './grafanaworld.ts';
import { world } from './world.ts';

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test(
      'with grafana-operator each is a GrafanaDatasource beside the Grafana, and recreated where it cannot change',
      async (t) => {
        const w = await world({ strategy, controller: 'manifests/grafana-operator/controller.yaml' });
        t.teardown(() => w.close());
        const label = { [`${OWN}/grafana`]: 'operator' };
        await w.apply(namespace('grafana', label));
        await w.apply(prometheus(SMALL));
        const get = () =>
          w.get(
            'grafanadatasources',
            'prometheus-datasource-monitoring.k8s',
            'grafana',
            'grafana.integreatly.org/v1beta1',
          );
        const before = await get();
        t.match(before?.['spec'], {
          uid: 'monitoring_k8s',
          instanceSelector: { matchExpressions: [{ key: 'dashboards', operator: 'In', values: ['grafana'] }] },
          datasource: {
            name: 'monitoring/k8s',
            url: 'http://prometheus-k8s-query.monitoring.svc:9090',
            editable: false,
          },
        });
        await steady(t, w);
        const object = namespace('grafana', label);
        await w.apply({
          ...object,
          metadata: { ...object.metadata, annotations: { [`${OWN}/grafana-instances`]: 'team=a' } },
        });
        const after = await get();
        t.not(after?.metadata.uid, before?.metadata.uid);
        t.match(after?.['spec'], { instanceSelector: { matchExpressions: [{ key: 'team' }] } });
        await w.apply(secret('reader', { token: 'abc\n' }, { labels: { [`${OWN}/grafana-credentials`]: '' } }));
        await w.apply(
          annotated('k8s', { [`${OWN}/grafana-credentials`]: 'reader', [`${OWN}/grafana-credentials-for`]: 'grafana' }),
        );
        t.match((await get())?.['spec'], {
          valuesFrom: [
            { targetPath: 'secureJsonData.httpHeaderValue1', valueFrom: { secretKeyRef: { key: 'httpHeaderValue1' } } },
          ],
          datasource: {
            jsonData: { httpHeaderName1: 'Authorization' },
            secureJsonData: { httpHeaderValue1: '${httpHeaderValue1}' },
          },
        });
        const copy = await w.get('secrets', 'prometheus-datasource-monitoring.k8s', 'grafana', 'v1');
        t.strictSame(copy?.['data'], { httpHeaderValue1: Buffer.from('Bearer abc').toString('base64') });
        await steady(t, w);
        await w.apply(annotated('k8s', { [`${OWN}/grafana-org`]: '2' }));
        t.match((await get())?.metadata.annotations?.[`${OWN}/issues`], /always in the first organization/);
        await w.remove('prometheuses', 'k8s', 'monitoring');
        t.notOk(await get());
        t.notOk(await w.get('secrets', 'prometheus-datasource-monitoring.k8s', 'grafana', 'v1'));
      },
    );
  });
}
