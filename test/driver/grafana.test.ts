// What users of Grafana may rely on, with Metacontroller's behaviour in both apply modes, a sidecar that follows each
// event, and a Grafana that refuses what Grafana refuses.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Grafana, grafana } from '../grafana/server.ts';
import { sidecar } from '../grafana/sidecar.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace, prometheus, secret } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, world } from './world.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../manifests/examples/grafana.yaml');
const OWN = 'prometheus-metacontroller.dev';
const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
/** A Prometheus that scrapes nothing has few children, and many of them are made here. */
const SMALL = { serviceMonitorSelector: undefined };

interface Stage {
  readonly w: World;
  readonly of: Grafana;
  /** `org name` of all data sources, once the sidecar has followed every event. */
  names(): Promise<string[]>;
  /** Lets time pass, and Metacontroller look again when it was asked to. */
  pass(seconds: number): Promise<void>;
}

/** Grafana runs in the namespace `grafana`, which says so. */
async function env(
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  label = 'sidecar',
  flags: string[] = [],
): Promise<Stage> {
  let now = Date.parse('2026-11-24T10:00:00Z');
  const w = await world({ strategy, flags, clock: () => new Date(now) });
  t.teardown(() => w.close());
  const of = grafana({ shop: 7 });
  const following = sidecar(of, 'grafana');
  let events = Promise.resolve();
  w.api.watch((before, after) => {
    events = events.then(() => following.event(before, after));
  });
  await w.apply(namespace('grafana', { [`${OWN}/grafana`]: label }));
  return {
    w,
    of,
    names: async () => {
      await events;
      return of.store
        .all()
        .map(({ orgId, name }) => `${orgId} ${name}`)
        .sort();
    },
    pass: async (seconds) => {
      now += seconds * 1000;
      await w.driver.resync();
      await events;
    },
  };
}
const space = (name: string, annotations: Record<string, string>): KubernetesObject => ({
  ...namespace(name, { [`${OWN}/grafana`]: 'sidecar' }),
  metadata: { ...namespace(name, { [`${OWN}/grafana`]: 'sidecar' }).metadata, annotations },
});
const annotated = (name: string, annotations: Record<string, string>, more: object = {}) =>
  prometheus(SMALL, { name, annotations, ...more });
const steady = async (t: { strictSame(a: unknown, b: unknown, message: string): unknown }, w: World) => {
  w.writes();
  for (let i = 0; i < 3; i++) await w.driver.resync();
  t.strictSame(w.writes(), [], 'nothing more is written');
  t.strictSame(w.driver.errors, [], 'no sync failed');
};

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

    t.test(
      'whoever opts out leaves Grafana: one object by its label, all of them with the label of the Namespace',
      async (t) => {
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
      },
    );

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

    t.test('a Grafana shows what its Namespace says: some namespaces, some objects', async (t) => {
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
      'credentials that are gone while a data source leaves and returns: it returns without them, and nobody waits ' +
        'in vain',
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

    t.test(
      'with grafana-operator each is a GrafanaDatasource beside the Grafana, and made anew where it cannot change',
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
