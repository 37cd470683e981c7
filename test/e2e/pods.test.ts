// kube-prometheus with running pods: real Prometheus and Alertmanager, configured by the hooks, doing their work.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { KubernetesObject } from '../../hooks/kube/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheusRule, secret } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes, type Test } from './both.ts';
import { applySetup, noField } from './field.ts';
import {
  allowDiscovery,
  forbidDiscovery,
  heldAlerts,
  hostAddress,
  loadedAlerts,
  noNode,
  peers,
  service,
  targets,
  wholeMesh,
} from './pods.ts';
import type { Stage } from './stage.ts';

const SMALL = { requests: { cpu: '4m', memory: '50Mi' } };
/** Seconds until pods are started, configured and scraped. */
const PATIENCE = 240;

/** A target on this machine that remembers who asked last. */
async function target(): Promise<{ port: number; last(): string; close(): void }> {
  let last = '';
  const server = createServer((request, response) => {
    last = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    response.setHeader('content-type', 'text/plain; version=0.0.4').end('answer 42\n');
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, last: () => last, close: () => server.close() };
}

const app = (name: string, component: string, instance: string) => ({
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/instance': instance,
  'app.kubernetes.io/name': name,
});
const up = (on: Stage, namespace: string, pool: string, count: number) =>
  until(
    `${count} targets of ${pool} are up`,
    async () => {
      const all = (await targets(on, namespace, 'prometheus-k8s-0')).filter(({ scrapePool }) => scrapePool.startsWith(pool));
      return all.filter(({ health }) => health === 'up').length === count;
    },
    PATIENCE,
  );

await inBothModes(
  (t, on) => {
    let namespace = '';
    let given: readonly KubernetesObject[] = [];
    let skip: string | false = noField;
    const parent = (kind: string) => given.find((object) => object.kind === kind) as KubernetesObject;

    t.test('kube-prometheus: its pods become ready, and the status says so', { skip: noField, timeout: 600_000 }, async (t) => {
      skip = await noNode(on);
      if (skip) {
        t.comment(`skipped: ${skip}`);
        return;
      }
      namespace = await on.namespace();
      await allowDiscovery(on, namespace, 'prometheus-k8s');
      given = await applySetup(on, 'kube-prometheus', namespace);
      for (const kind of ['Prometheus', 'Alertmanager']) await on.patch(parent(kind), { spec: { resources: SMALL } });
      await on.apply(service(namespace, 'prometheus-k8s', app('prometheus', 'prometheus', 'k8s'), 9090));
      await on.apply(service(namespace, 'alertmanager-main', app('alertmanager', 'alert-router', 'main'), 9093));
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
          PATIENCE,
        );
        t.equal((live['status'] as { availableReplicas?: number }).availableReplicas, replicas, `${replicas} pods of ${kind}`);
      }
    });

    const test = (name: string, work: (t: Test) => Promise<void>) =>
      t.test(name, { skip: noField, timeout: 900_000 }, async (t) => {
        if (skip) t.comment(`skipped: ${skip}`);
        else await work(t as Test);
      });

    test('its own targets are up, those of the kubelet too', async () => {
      await up(on, namespace, `serviceMonitor/${namespace}/prometheus-k8s/`, 4);
      await up(on, namespace, `serviceMonitor/${namespace}/alertmanager-main/`, 6);
      await up(on, namespace, `serviceMonitor/${namespace}/kubelet/0`, 1);
    });

    test('rules are loaded, and alerts reach every Alertmanager of the mesh', async () => {
      await until('Watchdog is loaded', async () => (await loadedAlerts(on, namespace, 'prometheus-k8s-0')).includes('Watchdog'), PATIENCE);
      for (const i of [0, 1, 2]) {
        await until(
          `alertmanager-main-${i} sees three peers`,
          async () => (await peers(on, namespace, `alertmanager-main-${i}`)) === 3,
          PATIENCE,
        );
        await until(
          `alertmanager-main-${i} holds Watchdog`,
          async () => (await heldAlerts(on, namespace, `alertmanager-main-${i}`)).includes('Watchdog'),
          PATIENCE,
        );
      }
    });

    test('a new rule is in use, a deleted one no longer', async () => {
      const rules = [{ name: 'e2e', rules: [{ alert: 'EndToEnd', expr: 'vector(1)' }] }];
      const rule = await on.apply(prometheusRule(rules, { namespace, name: 'e2e' }));
      const loaded = async () => (await loadedAlerts(on, namespace, 'prometheus-k8s-0')).includes('EndToEnd');
      await until('it is loaded', loaded, PATIENCE);
      await on.delete(rule);
      await until('it is gone', async () => !(await loaded()), PATIENCE);
    });

    test('the target of a deleted ServiceMonitor is gone', async () => {
      const monitor = given.find(({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'alertmanager-main');
      if (monitor) await on.delete(monitor);
      await up(on, namespace, `serviceMonitor/${namespace}/alertmanager-main/`, 0);
    });

    test('a rotated credential is in use', async (t) => {
      const host = await hostAddress(on);
      if (!host) {
        t.comment('skipped: the node is another machine');
        return;
      }
      const scraped = await target();
      t.teardown(scraped.close);
      await on.apply(secret('creds', { user: 'bob', password: 'old' }, { namespace }));
      await on.apply({
        apiVersion: 'monitoring.coreos.com/v1alpha1',
        kind: 'ScrapeConfig',
        metadata: { name: 'host', namespace },
        spec: {
          scrapeInterval: '1s',
          scrapeTimeout: '1s',
          staticConfigs: [{ targets: [`${host}:${scraped.port}`] }],
          basicAuth: { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } },
        },
      });
      await until('the old one is used', () => scraped.last() === 'bob:old', PATIENCE);
      await on.apply(secret('creds', { user: 'bob', password: 'new' }, { namespace }));
      await until('the new one is used', () => scraped.last() === 'bob:new', PATIENCE);
    });

    test('kubectl rollout restart replaces the pods, and they come back', async (t) => {
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
        PATIENCE,
      );
      await until('it is ready', async () => condition(await pod(), 'Ready')?.status === 'True', PATIENCE);
      t.ok((await targets(on, namespace, 'prometheus-k8s-0')).length > 0);
    });

    test('what the pods do causes no writes once they rest', async (t) => {
      const parents = [parent('Prometheus'), parent('Alertmanager')];
      await until(
        'all are available again',
        async () => {
          const live = await Promise.all(parents.map(({ kind, metadata }) => on.get(kind, metadata.name, namespace)));
          return live.every((found) => condition(found, 'Available')?.status === 'True');
        },
        PATIENCE,
      );
      await wholeMesh(on, namespace);
      const before = await on.versions(namespace);
      for (let i = 0; i < 5; i++) for (const one of parents) await on.nudge(one);
      t.strictSame(await on.versions(namespace), before);
      await forbidDiscovery(on, namespace, 'prometheus-k8s');
    });
  },
  ['--kubelet-service=kube-system/kubelet'],
);
