// The governing Service of all Prometheus objects of a namespace.
import type { Prometheus } from '../../api/prometheus.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { governingService } from '../../workload/services.ts';

/** `prometheus-operated`: the web port, and gRPC where a Thanos sidecar runs. */
export const prometheusService = (parent: Prometheus, options: Options): KubernetesObject =>
  governingService(
    parent as unknown as KubernetesObject,
    {
      app: 'prometheus',
      operated: 'prometheus',
      ports: (web) => [
        { name: web, port: 9090, protocol: 'TCP', targetPort: web },
        ...(parent.spec.thanos === undefined
          ? []
          : [{ name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' }]),
      ],
    },
    options,
  );
