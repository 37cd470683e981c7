// kube-prometheus with running pods: real Prometheus and Alertmanager, configured by the hooks, doing their work.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheusRule, secret } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { type Env, STRATEGIES } from './env.ts';
import { applySetup, noField } from './field.ts';
import {
  allowDiscovery,
  forbidDiscovery,
  heldAlerts,
  hostAddress,
  loadedAlerts,
  nodeElsewhere,
  peers,
  service,
  targets,
  wholeMesh,
} from './pods.ts';

const SMALL = { requests: { cpu: '4m', memory: '50Mi' } };
/** Seconds until pods are started, configured and scraped. */
const TIMEOUT_SECONDS = 240;

/** A target on this machine that remembers the credentials of the last scrape. */
async function target(): Promise<{ port: number; last(): string; close(): void }> {
  let last = '';
  const server = createServer((request, response) => {
    last = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    response.setHeader('content-type', 'text/plain; version=0.0.4').end('answer 42\n');
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    last: () => last,
    close: () => server.close(),
  };
}

const app = (name: string, component: string, instance: string) => ({
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/instance': instance,
  'app.kubernetes.io/name': name,
});
const up = (on: Env, namespace: string, pool: string, count: number) =>
  until(
    `${count} targets of ${pool} are up`,
    async () => {
      const all = (await targets(on, namespace, 'prometheus-k8s-0')).filter(({ scrapePool }) =>
        scrapePool.startsWith(pool),
      );
      const ups = all.filter(({ health }) => health === 'up');
      if (ups.length === count) return true;
      throw new Error(`of ${all.length} targets ${ups.length} are up`);
    },
    TIMEOUT_SECONDS,
  );

/** Scrapes a target with the credentials of the Secret `creds`. */
const scrapeHost = (namespace: string, address: string): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata: { name: 'host', namespace },
  spec: {
    scrapeInterval: '1s',
    scrapeTimeout: '1s',
    staticConfigs: [{ targets: [address] }],
    basicAuth: { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } },
  },
});

await inBothModes(
  (t, on, strategy) => {
    let namespace = '';
    let given: readonly KubernetesObject[] = [];
    let scraped: Awaited<ReturnType<typeof target>>;
    const parent = (kind: string) => given.find((object) => object.kind === kind) as KubernetesObject;
    t.teardown(() => scraped?.close());

    t.test('kube-prometheus: its pods become ready, and the status says so', { timeout: 600_000 }, async (t) => {
      namespace = await on.namespace();
      scraped = await target();
      await allowDiscovery(on, namespace, 'prometheus-k8s');
      await on.apply(secret('creds', { user: 'bob', password: 'old' }, { namespace }));
      given = await applySetup(on, 'kube-prometheus', namespace);
      for (const kind of ['Prometheus', 'Alertmanager']) await on.patch(parent(kind), { spec: { resources: SMALL } });
      await on.apply(service(namespace, 'prometheus-k8s', app('prometheus', 'prometheus', 'k8s'), 9090));
      await on.apply(service(namespace, 'alertmanager-main', app('alertmanager', 'alert-router', 'main'), 9093));
      await on.apply(scrapeHost(namespace, `${await hostAddress(on)}:${scraped.port}`));
      for (const [kind, name, replicas] of [
        ['Prometheus', 'k8s', 2],
        ['Alertmanager', 'main', 3],
      ] as const) {
        const live = await until(
          `${kind} is available`,
          async () => {
            const found = await on.get(kind, name, namespace);
            return condition(found, 'Available')?.status === 'True' ? found : undefined;
          },
          TIMEOUT_SECONDS,
        );
        t.equal(
          (live['status'] as { availableReplicas?: number }).availableReplicas,
          replicas,
          `${replicas} pods of ${kind}`,
        );
      }
    });

    // What a configured Prometheus does is the same in each mode; how its pods are replaced and what rests are not.
    if (strategy === STRATEGIES[0]) {
      t.test('its own targets are up', { timeout: 600_000 }, async () => {
        await up(on, namespace, `serviceMonitor/${namespace}/prometheus-k8s/`, 4);
        await up(on, namespace, `serviceMonitor/${namespace}/alertmanager-main/`, 6);
      });

      t.test('rules are loaded, and alerts reach every Alertmanager of the mesh', { timeout: 900_000 }, async () => {
        const isLoaded = async () => (await loadedAlerts(on, namespace, 'prometheus-k8s-0')).includes('Watchdog');
        await until('Watchdog is loaded', isLoaded, TIMEOUT_SECONDS);
        for (const i of [0, 1, 2]) {
          const pod = `alertmanager-main-${i}`;
          await until(`${pod} sees three peers`, async () => (await peers(on, namespace, pod)) === 3, TIMEOUT_SECONDS);
          await until(
            `${pod} holds Watchdog`,
            async () => (await heldAlerts(on, namespace, pod)).includes('Watchdog'),
            TIMEOUT_SECONDS,
          );
        }
      });

      // The kubelet brings changed files to pods once a minute or so: all changes wait for it together.
      t.test(
        'a new rule and a rotated credential are in use, the target of a deleted ServiceMonitor is gone',
        { timeout: 900_000 },
        async (t) => {
          await until('the old credential is used', () => scraped.last() === 'bob:old', TIMEOUT_SECONDS);
          const rules = [{ name: 'e2e', rules: [{ alert: 'EndToEnd', expr: 'vector(1)' }] }];
          const rule = await on.apply(prometheusRule(rules, { namespace, name: 'e2e' }));
          await on.apply(secret('creds', { user: 'bob', password: 'new' }, { namespace }));
          const monitor = given.find(
            ({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'alertmanager-main',
          );
          if (monitor) await on.delete(monitor);
          const isLoaded = async () => (await loadedAlerts(on, namespace, 'prometheus-k8s-0')).includes('EndToEnd');
          await until('the new rule is loaded', isLoaded, TIMEOUT_SECONDS);
          t.pass('the new rule is loaded');
          await until('the new credential is used', () => scraped.last() === 'bob:new', TIMEOUT_SECONDS);
          t.pass('the new credential is used');
          await up(on, namespace, `serviceMonitor/${namespace}/alertmanager-main/`, 0);
          t.pass('the target is gone');
          await on.delete(rule);
          await until('the deleted rule is gone', async () => !(await isLoaded()), TIMEOUT_SECONDS);
          t.pass('the deleted rule is gone');
        },
      );
    }

    t.test('kubectl rollout restart replaces the pods, and they come back', { timeout: 900_000 }, async (t) => {
      const pod = async () => await on.get('Pod', 'prometheus-k8s-0', namespace);
      const before = (await pod())?.metadata.uid;
      const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'prometheus-k8s', namespace } };
      await on.patch(set, { spec: { template: { metadata: { annotations } } } });
      await until(
        'the pod is another one',
        async () => {
          const now = (await pod())?.metadata.uid;
          return now !== undefined && now !== before;
        },
        TIMEOUT_SECONDS,
      );
      await until('it is ready', async () => condition(await pod(), 'Ready')?.status === 'True', TIMEOUT_SECONDS);
      t.ok((await targets(on, namespace, 'prometheus-k8s-0')).length > 0);
    });

    t.test('what the pods do causes no writes once they rest', { timeout: 900_000 }, async (t) => {
      const parents = [parent('Prometheus'), parent('Alertmanager')];
      await until(
        'all are available again',
        async () => {
          const live = await Promise.all(parents.map(({ kind, metadata }) => on.get(kind, metadata.name, namespace)));
          return live.every((found) => condition(found, 'Available')?.status === 'True');
        },
        TIMEOUT_SECONDS,
      );
      await wholeMesh(on, namespace);
      const before = await on.rested(namespace);
      for (let i = 0; i < 5; i++) for (const one of parents) await on.nudge(one);
      t.strictSame(await on.versions(namespace), before);
      await forbidDiscovery(on, namespace, 'prometheus-k8s');
    });
  },
  { needs: [() => noField, nodeElsewhere] },
);
