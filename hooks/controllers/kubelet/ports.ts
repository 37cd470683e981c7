// Ports and labels of all objects of the kubelet Service.
import type { Options } from '../../core/options.ts';

/** The ports of a kubelet (Kubernetes: ports and protocols). */
export const kubeletPorts = (options: Options) => [
  { name: 'https-metrics', port: 10250, protocol: 'TCP' },
  { name: 'cadvisor', port: 4194, protocol: 'TCP' },
  ...(options.kubeletHttpMetrics ? [{ name: 'http-metrics', port: 10255, protocol: 'TCP' }] : []),
];

export const kubeletLabels = (options: Options): Readonly<Record<string, string>> => ({
  ...options.labels,
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': 'kubelet',
  'k8s-app': 'kubelet',
});
