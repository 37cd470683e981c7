// Credentials of data sources: added, changed and removed without a refused reload.
import t from 'tap';
import { condition } from '../support/condition.ts';
import { secret } from '../support/objects.ts';
import { annotated, env, OWN, STRATEGIES, steady } from './grafanaworld.ts';

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test('credentials come and go: the data source stays, and with it the last good ones', async (t) => {
      const { w, of, names } = await env(t, strategy);
      const labels = { [`${OWN}/grafana-credentials`]: '' };
      const secured = annotated('k8s', {
        [`${OWN}/grafana-credentials`]: 'reader',
        [`${OWN}/grafana-credentials-for`]: 'grafana',
      });
      await w.apply(secured);
      t.strictSame(await names(), ['1 monitoring/k8s']);
      const issues = async (kind: string) =>
        (await w.get(kind, 'prometheus-datasource-monitoring.k8s', 'grafana', 'v1'))?.metadata.annotations?.[
          `${OWN}/issues`
        ];
      t.match(await issues('configmaps'), /Secret "monitoring\/reader" does not exist, or does not have the label/);
      const reported = async () => condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'GrafanaDatasource');
      t.match(await reported(), {
        status: 'False',
        reason: 'SecretMissing',
        message: /Secret "monitoring\/reader" does not exist/,
      });
      await w.apply(secret('reader', { username: 'bob', password: 'pa$$word$HOME' }, { labels }));
      await names();
      t.match(of.store.all(), [
        { basicAuth: true, basicAuthUser: 'bob', secureJsonData: { basicAuthPassword: 'pa$$word$HOME' } },
      ]);
      t.equal(of.files.size, 1, 'the file without credentials is gone');
      t.equal(await issues('secrets'), undefined);
      t.equal((await reported())?.status, 'True');
      await steady(t, w);
      await w.remove('secrets', 'reader', 'monitoring', 'v1');
      await names();
      t.match(of.store.all(), [{ secureJsonData: { basicAuthPassword: 'pa$$word$HOME' } }]);
      t.match(await issues('secrets'), /does not exist/);
      t.notMatch(JSON.stringify(w.driver.errors), /pa\$/);
      await steady(t, w);
      await w.apply(annotated('k8s', {}));
      await names();
      t.match(of.store.all(), [{ basicAuth: false, secureJsonData: {} }]);
      t.equal(of.store.all().length, 1);
      t.equal(await reported(), undefined, 'an object without annotations has no condition');
      t.strictSame(of.errors, []);
    });

    t.test('the default gets credentials and loses them without a refused reload', async (t) => {
      const { w, of, names } = await env(t, strategy);
      await w.apply(
        secret('reader', { username: 'bob', password: 'x' }, { labels: { [`${OWN}/grafana-credentials`]: '' } }),
      );
      const claim = { [`${OWN}/grafana-default`]: 'true' };
      const rounds: readonly Readonly<Record<string, string>>[] = [
        {},
        { [`${OWN}/grafana-credentials`]: 'reader', [`${OWN}/grafana-credentials-for`]: 'grafana' },
        {},
      ];
      for (const more of rounds) {
        await w.apply(annotated('k8s', { ...claim, ...more }));
        await names();
        t.match(of.store.all(), [{ isDefault: true, basicAuth: Object.keys(more).length > 0 }]);
      }
      t.strictSame(of.errors, []);
      await steady(t, w);
    });

    t.test(
      'credentials that are gone while a data source leaves and returns: it returns without them, ' +
        'and does not wait for them',
      async (t) => {
        const { w, of, names, pass } = await env(t, strategy);
        const annotations = { [`${OWN}/grafana-credentials`]: 'reader', [`${OWN}/grafana-credentials-for`]: 'grafana' };
        await w.apply(secret('reader', { token: 'abc' }, { labels: { [`${OWN}/grafana-credentials`]: '' } }));
        await w.apply(annotated('k8s', annotations));
        await w.apply(annotated('k8s', { ...annotations, [`${OWN}/grafana-org`]: '2' }));
        await w.remove('secrets', 'reader', 'monitoring', 'v1');
        t.strictSame(await names(), ['2 monitoring/k8s']);
        t.equal(w.driver.nextResync(), undefined, 'the file waits for the Secret, not for the time');
        await w.remove('prometheuses', 'k8s', 'monitoring');
        t.strictSame(await names(), []);
        await w.apply(annotated('k8s', annotations));
        t.strictSame(await names(), ['1 monitoring/k8s']);
        t.match(of.store.all(), [{ secureJsonData: {} }]);
        await pass(61);
        await steady(t, w);
        t.strictSame(of.errors, []);
      },
    );
  });
}
