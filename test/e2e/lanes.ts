// Which end-to-end tests run beside which others. Lanes run at the same time, each on a cluster of its own; the steps
// of a lane follow each other.

export interface Step {
  /** Names of files, without `.test.ts`; the longest first. */
  readonly files: readonly string[];
  /** How many of them run at a time. */
  readonly jobs: number;
}

export interface Lane {
  readonly name: string;
  /**
   * `given`: the cluster of KUBECONFIG or of test/cluster/up.sh, with a node. `own`: a control plane without a node,
   * started for this lane.
   */
  readonly cluster: 'given' | 'own';
  readonly steps: readonly Step[];
}

/** Each environment has a label of its own (scope.ts), so files of one step do not touch each other's objects. */
const POD_FILES = [
  'rollout',
  'federation',
  'sharding',
  'pods',
  'explain',
  'loaded',
  'operatoralerts',
  'thanos',
  'rules',
  'admission',
  'volumes',
  'pending',
  'kubelet',
];

export const LANES: readonly Lane[] = [
  {
    name: 'pods',
    cluster: 'given',
    steps: [
      { files: POD_FILES, jobs: 6 },
      // These remove our CRDs, and with them every Prometheus in the cluster.
      { files: ['install'], jobs: 1 },
      { files: ['chartpods'], jobs: 1 },
      { files: ['tutorial'], jobs: 1 },
    ],
  },
  {
    name: 'objects',
    cluster: 'own',
    steps: [{ files: ['converge', 'lifecycle', 'children', 'changes', 'replicas', 'moves', 'bundles'], jobs: 3 }],
  },
  {
    name: 'whole cluster',
    cluster: 'own',
    // These see every object of a cluster, take the API server away, or change a CRD. The last two remove our CRDs.
    steps: [
      {
        files: ['migrate', 'clusters', 'outage', 'grafana', 'explainothers', 'conversion', 'stacks', 'chart'],
        jobs: 1,
      },
    ],
  },
];
