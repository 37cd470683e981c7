// The governing Service of all Alertmanagers of a namespace.
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import { governingService } from '../../../workload/services.ts';
import { declaresUdp } from './pod.ts';

/** `alertmanager-operated`. It also resolves pods that are not ready: peers need each other before. */
export const alertmanagerService = (alertmanager: KubernetesObject, options: Options): KubernetesObject =>
  governingService(
    alertmanager,
    {
      app: 'alertmanager',
      operated: 'alertmanager',
      ports: (web) => [
        { name: web, port: 9093, protocol: 'TCP', targetPort: web },
        { name: 'tcp-mesh', port: 9094, protocol: 'TCP', targetPort: 'mesh-tcp' },
        ...(declaresUdp(options) ? [{ name: 'udp-mesh', port: 9094, protocol: 'UDP', targetPort: 'mesh-udp' }] : []),
      ],
      more: { publishNotReadyAddresses: true },
    },
    options,
  );
