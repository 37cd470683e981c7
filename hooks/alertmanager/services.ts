// The governing Service that all Alertmanagers of a namespace share.
import type { Alertmanager } from '../crds/alertmanager.ts';
import type { KubernetesObject } from '../kube/meta.ts';
import type { Options } from '../options.ts';
import { childMeta } from '../workload/meta.ts';
import { declaresUdp } from './pod.ts';

/** `alertmanager-operated`, headless: gives every pod its DNS name as soon as it runs, as peers need it before they are ready. */
export const governingService = (alertmanager: Alertmanager, options: Options): KubernetesObject => {
  const web = alertmanager.spec.portName || 'web';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(alertmanager as unknown as KubernetesObject, 'alertmanager-operated', options, { 'operated-alertmanager': 'true' }),
    spec: {
      clusterIP: 'None',
      ports: [
        { name: web, port: 9093, protocol: 'TCP', targetPort: web },
        { name: 'tcp-mesh', port: 9094, protocol: 'TCP', targetPort: 'mesh-tcp' },
        ...(declaresUdp(options) ? [{ name: 'udp-mesh', port: 9094, protocol: 'UDP', targetPort: 'mesh-udp' }] : []),
      ],
      publishNotReadyAddresses: true,
      selector: { 'app.kubernetes.io/name': 'alertmanager' },
    },
  };
};
