// The kubelet's Service, made by the hooks, and a running Prometheus that scrapes the kubelet by it with the monitor of
// kube-prometheus.
import { prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { noField, setup } from './field.ts';
import { allowDiscovery, forbidDiscovery, noNode, targets } from './pods.ts';

/** Seconds until the pod is started, configured and has scraped. */
const TIMEOUT = 240;

await inOneMode(
  (t, on) => {
    t.test('the kubelet is scraped', { timeout: 600_000 }, async (t) => {
      const namespace = await on.namespace();
      const serviceAccountName = 'prometheus-k8s';
      await allowDiscovery(on, namespace, serviceAccountName);
      await on.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccountName, namespace } });
      const monitor = setup('kube-prometheus', namespace).find(
        ({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'kubelet',
      );
      if (monitor) await on.apply(monitor);
      const resources = { requests: { cpu: '4m', memory: '50Mi' } };
      await on.apply(prometheus({ replicas: 1, serviceAccountName, resources }, { namespace }));
      await until('the Service is there', () => on.get('Service', 'kubelet', 'kube-system'));
      const isUp = async () => {
        const all = await targets(on, namespace, 'prometheus-k8s-0');
        return all.some(
          ({ scrapePool, health }) => scrapePool === `serviceMonitor/${namespace}/kubelet/0` && health === 'up',
        );
      };
      await until('its target is up', isUp, TIMEOUT);
      t.pass('its target is up');
      await forbidDiscovery(on, namespace, serviceAccountName);
    });
  },
  { flags: ['--kubelet-service=kube-system/kubelet'], needs: [() => noField, noNode] },
);
