// Condition ConfigurationLoaded with running pods: a change is loaded by every pod, and a refusal has the words of the
// server.
import { gzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { noNode } from './pods.ts';

const SMALL = { resources: { requests: { cpu: '4m', memory: '50Mi' } } };
/** Seconds until pods are started, or have loaded something. */
const TIMEOUT_SECONDS = 300;
const ALERTMANAGER_FILE = (interval: string) =>
  `route: {receiver: r, group_interval: ${interval}}\nreceivers: [{name: r}]\n`;

const restarts = ({ status }: KubernetesObject): number =>
  ((status as { containerStatuses?: readonly { restartCount: number }[] }).containerStatuses ?? []).reduce(
    (sum, { restartCount }) => sum + restartCount,
    0,
  );

await inBothModes(
  (t, on) => {
    t.test('what is written is loaded, and the status says so', { timeout: 1_800_000 }, async (t) => {
      const namespace = await on.namespace();
      const said = async (kind: string, name: string) =>
        condition(await on.get(kind, name, namespace), 'ConfigurationLoaded');
      const read = (pod: string, path: string) =>
        on.client.text(`/api/v1/namespaces/${namespace}/pods/${pod}/proxy${path}`);
      /** The message of the condition, once it is True and differs from an earlier one. */
      const loaded = async (kind: string, name: string, before = ''): Promise<string> => {
        let message = '';
        await until(
          `${kind} ${name} has loaded what was written`,
          async () => {
            const found = await said(kind, name);
            message = found?.message ?? '';
            return found?.status === 'True' && message !== before;
          },
          TIMEOUT_SECONDS,
        );
        return message;
      };
      const rule = (expr: string) => prometheusRule([{ name: 'g', rules: [{ record: 'one', expr }] }], { namespace });
      const monitor = (interval: string) => serviceMonitor({ endpoints: [{ port: 'web', interval }] }, { namespace });

      await on.apply(secret('alertmanager-main', { 'alertmanager.yaml': ALERTMANAGER_FILE('61s') }, { namespace }));
      await on.apply(alertmanager({ replicas: 1, ...SMALL }, { namespace }));
      await on.apply(rule('1'));
      await on.apply(monitor('101s'));
      await on.apply(
        prometheus({ replicas: 2, ruleSelector: {}, serviceMonitorSelector: {}, ...SMALL }, { namespace }),
      );
      await on.apply({
        apiVersion: 'monitoring.coreos.com/v1alpha1',
        kind: 'PrometheusAgent',
        metadata: { name: 'agent', namespace },
        spec: { serviceMonitorSelector: {}, remoteWrite: [{ url: 'http://127.0.0.1:1/' }], ...SMALL },
      });
      // Without a selector the user writes the configuration.
      await on.apply(prometheus({ serviceMonitorSelector: undefined, ...SMALL }, { name: 'own', namespace }));
      const write = (yaml: string) =>
        on.patch(
          { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'prometheus-own', namespace } },
          { data: { 'prometheus.yaml.gz': gzipSync(yaml).toString('base64') } },
        );
      await until('the Secret of the user exists', async () => on.get('Secret', 'prometheus-own', namespace));
      await write('global: {scrape_interval: 41s}\n');

      const first = await loaded('Prometheus', 'k8s');
      await on.apply(rule('sum(up)   by (job) > 1e3'));
      const second = await loaded('Prometheus', 'k8s', first);
      for (const pod of ['prometheus-k8s-0', 'prometheus-k8s-1'])
        t.match(await read(pod, '/api/v1/rules'), 'sum by (job) (up) \\u003e 1000', `${pod} runs the rule`);
      const agent = await loaded('PrometheusAgent', 'agent');
      await on.apply(monitor('102s'));
      await loaded('Prometheus', 'k8s', second);
      await loaded('PrometheusAgent', 'agent', agent);
      for (const pod of ['prometheus-k8s-0', 'prometheus-k8s-1', 'prom-agent-agent-0'])
        t.match(await read(pod, '/api/v1/status/config'), 'scrape_interval: 1m42s', `${pod} runs the monitor`);

      const route = await loaded('Alertmanager', 'main');
      await on.apply(secret('alertmanager-main', { 'alertmanager.yaml': ALERTMANAGER_FILE('62s') }, { namespace }));
      await loaded('Alertmanager', 'main', route);
      t.match(await read('alertmanager-main-0', '/api/v2/status'), 'group_interval: 1m2s');

      const own = await loaded('Prometheus', 'own');
      await write('scrape_configs: [{job_name: a}, {job_name: a}]\n');
      await until(
        'the status has the words of the server',
        async () => (await said('Prometheus', 'own'))?.reason === 'Refused',
        TIMEOUT_SECONDS,
      );
      t.match(await said('Prometheus', 'own'), {
        status: 'False',
        message: /^prometheus-own-0 refuses it .*found multiple scrape configs with job name "a"$/,
      });
      await write('scrape_configs: [{job_name: a}]\n');
      await loaded('Prometheus', 'own', own);

      const pods = await on.list('v1', 'Pod', namespace);
      t.strictSame(
        pods.filter((pod) => restarts(pod) > 0).map(({ metadata }) => metadata.name),
        [],
        'no container restarts',
      );
    });
  },
  { needs: [noNode], propagates: true },
);
