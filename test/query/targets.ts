// The targets of the data set, about 200 of 14 jobs, with intervals of 15, 30 and 60 seconds. Some end or begin in
// between, some fail for a while.
import { createHash } from 'node:crypto';
import {
  ALERTMANAGER,
  API_SERVER,
  ETCD,
  type Family,
  families,
  KUBELET,
  NODE_EXPORTER,
  OPERATOR,
  PROMETHEUS,
  SCHEDULER,
  SHOP,
} from './metrics.ts';
import { cadvisor, NODES, SCALE, STATE, volumes } from './objects.ts';

export interface Target {
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly families: readonly Family[];
  readonly interval: number;
  /** Seconds from the start of the data. */
  readonly from: number;
  readonly to: number;
  /** When its scrapes fail: `up` is 0, and the rest ends. */
  readonly failing?: readonly [from: number, to: number];
}

/** Seconds of data, over the edge of a block. */
export const LENGTH = 9000;

/** The shard that scrapes an address: what `hashmod` computes. */
export const shardOf = (address: string, shards: number): number =>
  Number(createHash('md5').update(address).digest().readBigUInt64BE(8) % BigInt(shards));

const life = (i: number): Pick<Target, 'from' | 'to' | 'failing'> => ({
  from: i % 11 === 7 ? 3300 : 0,
  to: i % 13 === 5 ? 5430 : LENGTH,
  ...(i % 9 === 4 ? { failing: [4200 + 30 * i, 5100 + 30 * i] as const } : {}),
});

const inPod = (job: string, namespace: string, i: number): Record<string, string> => ({
  job,
  namespace,
  pod: `${job}-${i}`,
  container: job.replace(/-main$|^stack-.*-/, ''),
  endpoint: 'metrics',
  service: job,
});

interface Job {
  readonly job: string;
  readonly namespace: string;
  readonly count: number;
  readonly port: number;
  readonly interval: number;
  readonly families: readonly Family[];
}

const STACK = 'stack-kube-prometheus-stac';
const RUNTIME = families('gauge go_goroutines\ncounter process_cpu_seconds_total\nstamp process_start_time_seconds');
const INFO = families('info target_info version=1.4.0,1.5.0 k8s_cluster_name=west').map((family) => ({
  ...family,
  labels: family.labels.slice(0, 1),
}));
const JOBS: readonly Job[] = [
  { job: 'apiserver', namespace: 'default', count: 3, port: 6443, interval: 30, families: API_SERVER },
  { job: 'kube-scheduler', namespace: 'kube-system', count: 2, port: 10259, interval: 30, families: SCHEDULER },
  { job: 'kube-controller-manager', namespace: 'kube-system', count: 2, port: 10257, interval: 30, families: RUNTIME },
  { job: 'kube-etcd', namespace: 'kube-system', count: 3, port: 2381, interval: 30, families: ETCD },
  { job: 'kube-proxy', namespace: 'kube-system', count: 30 * SCALE, port: 10249, interval: 60, families: RUNTIME },
  { job: 'alertmanager-main', namespace: 'monitoring', count: 3, port: 9093, interval: 30, families: ALERTMANAGER },
  { job: `${STACK}-alertmanager`, namespace: 'monitoring', count: 2, port: 9193, interval: 30, families: ALERTMANAGER },
  { job: 'prometheus-k8s', namespace: 'monitoring', count: 2, port: 9090, interval: 30, families: PROMETHEUS },
  { job: `${STACK}-prometheus`, namespace: 'monitoring', count: 2, port: 9190, interval: 30, families: PROMETHEUS },
  { job: 'prometheus-operator', namespace: 'monitoring', count: 1, port: 8080, interval: 30, families: OPERATOR },
  { job: `${STACK}-operator`, namespace: 'monitoring', count: 1, port: 8180, interval: 30, families: OPERATOR },
  {
    job: 'shop',
    namespace: 'shop',
    count: 30 * SCALE,
    port: 8000,
    interval: 15,
    families: [...SHOP, ...RUNTIME, ...INFO],
  },
];

const ofPods = JOBS.flatMap(({ job, namespace, count, port, interval, families: of }) =>
  Array.from({ length: count }, (_, i): Target => {
    const address = `10.1.${i}.7:${port}`;
    return {
      address,
      labels: { ...inPod(job, namespace, i), instance: address },
      families: of,
      interval,
      ...life(count > 9 ? i : 0),
    };
  }),
);

const ofNodes = NODES.flatMap((node, i): Target[] => {
  const exporter = `10.0.0.${i}:9100`;
  const kubelet = `10.0.0.${i}:10250`;
  const path = (metrics_path: string) => ({
    job: 'kubelet',
    namespace: 'kube-system',
    service: 'kubelet',
    node,
    instance: kubelet,
    metrics_path,
  });
  return [
    {
      address: exporter,
      labels: { ...inPod('node-exporter', 'monitoring', i), instance: exporter },
      families: NODE_EXPORTER,
      interval: 60,
      ...life(i),
    },
    {
      address: kubelet,
      labels: path('/metrics'),
      families: [...KUBELET, ...volumes(node)],
      interval: 60,
      ...life(i + 3),
    },
    { address: kubelet, labels: path('/metrics/cadvisor'), families: cadvisor(node), interval: 60, ...life(i + 5) },
    { address: kubelet, labels: path('/metrics/probes'), families: RUNTIME, interval: 60, ...life(i) },
  ];
});

const state: Target = {
  address: '10.1.9.9:8443',
  labels: { job: 'kube-state-metrics', instance: '10.1.9.9:8443' },
  families: STATE,
  interval: 60,
  from: 0,
  to: LENGTH,
};

export const TARGETS: readonly Target[] = [...ofNodes, ...ofPods, state];
