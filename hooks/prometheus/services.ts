// The governing Service that all Prometheus objects of a namespace share.
import type { Prometheus } from '../crds/prometheus.ts';
import type { KubernetesObject } from '../kube/meta.ts';
import type { Options } from '../options.ts';
import { childMeta } from '../workload/meta.ts';

/** Its ports: the web port, and gRPC where a Thanos sidecar runs. */
const ports = (portName: string, thanos: boolean) => [
  { name: portName, port: 9090, protocol: 'TCP', targetPort: portName },
  ...(thanos ? [{ name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' }] : []),
];

/** `prometheus-operated`, headless: gives every pod its DNS name. */
export const governingService = (parent: Prometheus, options: Options): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: childMeta(parent as unknown as KubernetesObject, 'prometheus-operated', options, { 'operated-prometheus': 'true' }),
  spec: {
    clusterIP: 'None',
    ports: ports(parent.spec.portName || 'web', parent.spec.thanos !== undefined),
    selector: { 'app.kubernetes.io/name': 'prometheus' },
  },
});
