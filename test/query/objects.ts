// Metrics of kube-state-metrics and cAdvisor about the same objects: pods on nodes and what owns them, so that joins
// find their partners.
import { combinations, type Family, families, type Kind } from './metrics.ts';

type Labels = Readonly<Record<string, string>>;

export interface Pod {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly owner: Labels;
}

/** How many times as many nodes, pods and targets there are as usual: SCALE, a whole number. */
export const SCALE = Number(process.env['SCALE'] ?? 1);

export const NODES: readonly string[] = Array.from({ length: 30 * SCALE }, (_, i) => `node-${i}`);
const NAMESPACES = ['default', 'kube-system', 'monitoring', 'shop'];

const OWNERS = ['ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', '', 'Node', 'Custom'];
const owner = (kind: string, i: number): Labels =>
  kind === '' ? { owner_kind: '', owner_name: '' } : { owner_kind: kind, owner_name: `${kind.toLowerCase()}-${i % 9}` };

export const PODS: readonly Pod[] = Array.from({ length: 90 * SCALE }, (_, i) => ({
  namespace: NAMESPACES[i % NAMESPACES.length] as string,
  pod: `pod-${i}`,
  node: NODES[i % NODES.length] as string,
  owner: owner(OWNERS[i % OWNERS.length] as string, i),
}));

const each = (
  kind: Kind,
  name: string,
  labels: readonly Labels[],
  ...more: (readonly [string, readonly string[]])[]
): Family => ({
  kind,
  name,
  labels: labels.flatMap((own) => combinations(more).map((rest) => ({ ...own, ...rest }))),
});

const pods = PODS.map(({ namespace, pod }) => ({ namespace, pod }));
const nodes = NODES.map((node) => ({ node }));
const named = (key: string, count: number): Labels[] =>
  Array.from({ length: count }, (_, i) => ({
    namespace: NAMESPACES[i % NAMESPACES.length] as string,
    [key]: `${key}-${i}`,
  }));

const RESOURCES = ['resource', ['cpu', 'memory']] as const;
const workloads = (prefix: string, key: string, names: string): Family[] =>
  names.split(' ').map((name) => each('flag', `${prefix}_${name}`, named(key, 8)));

const ownedBy = (key: string, lower: string, kinds: readonly string[]): Labels[] =>
  named(key, 9).flatMap(({ namespace }, i) =>
    NAMESPACES.map((space) => ({
      namespace: space ?? (namespace as string),
      [key]: `${lower}-${i}`,
      owner_kind: kinds[i % kinds.length] as string,
      owner_name: kinds[i % kinds.length] === '' ? '' : `owner-${i}`,
    })),
  );

/** Series of kube-state-metrics. */
export const STATE: readonly Family[] = [
  each('info', 'kube_node_info', nodes),
  each('info', 'kube_node_role', nodes.slice(0, 2), ['role', ['control-plane']]),
  each('flag', 'kube_node_spec_unschedulable', nodes),
  each(
    'flag',
    'kube_node_spec_taint',
    nodes.slice(3, 7),
    ['key', ['node.kubernetes.io/unreachable']],
    ['effect', ['NoSchedule']],
  ),
  each('flag', 'kube_node_status_condition', nodes, ['condition', ['Ready', 'MemoryPressure']], ['status', ['true']]),
  each('total', 'kube_node_status_allocatable', nodes, RESOURCES),
  each('total', 'kube_node_status_capacity', nodes, ['resource', ['pods']]),
  each(
    'info',
    'kube_pod_info',
    PODS.map(({ namespace, pod, node }) => ({ namespace, pod, node })),
  ),
  each(
    'info',
    'kube_pod_owner',
    PODS.map(({ namespace, pod, owner: of }) => ({ namespace, pod, ...of })),
  ),
  each('flag', 'kube_pod_status_phase', pods, ['phase', ['Pending', 'Running', 'Unknown']]),
  each('flag', 'kube_pod_status_ready', pods, ['condition', ['true']]),
  each('flag', 'kube_pod_status_reason', pods.slice(0, 9), ['reason', ['SchedulingGated']]),
  each(
    'flag',
    'kube_pod_container_status_waiting_reason',
    pods.slice(0, 20),
    ['container', ['main']],
    ['reason', ['CrashLoopBackOff', 'ErrImagePull']],
  ),
  each('gauge', 'kube_pod_container_resource_requests', pods, ['container', ['main']], RESOURCES),
  each('gauge', 'kube_pod_container_resource_limits', pods, ['container', ['main']], RESOURCES),
  each('info', 'kube_replicaset_owner', ownedBy('replicaset', 'replicaset', ['Deployment', '', 'Rollout'])),
  each('info', 'kube_job_owner', ownedBy('job_name', 'job', ['CronJob', '', 'Pod'])),
  ...workloads(
    'kube_deployment',
    'deployment',
    'metadata_generation spec_replicas status_observed_generation status_replicas_available status_replicas_updated',
  ),
  each(
    'flag',
    'kube_deployment_status_condition',
    named('deployment', 8),
    ['condition', ['Progressing']],
    ['status', ['false']],
  ),
  ...workloads(
    'kube_statefulset',
    'statefulset',
    'metadata_generation replicas status_observed_generation status_replicas_ready status_replicas_updated',
  ),
  each('info', 'kube_statefulset_status_current_revision', named('statefulset', 8), ['revision', ['a']]),
  each('info', 'kube_statefulset_status_update_revision', named('statefulset', 4), ['revision', ['a']]),
  ...workloads(
    'kube_daemonset_status',
    'daemonset',
    'current_number_scheduled desired_number_scheduled number_available number_misscheduled updated_number_scheduled',
  ),
  ...workloads(
    'kube_horizontalpodautoscaler',
    'horizontalpodautoscaler',
    'spec_max_replicas spec_min_replicas status_current_replicas status_desired_replicas',
  ),
  ...workloads('kube_poddisruptionbudget_status', 'poddisruptionbudget', 'current_healthy desired_healthy'),
  each('flag', 'kube_job_failed', named('job_name', 8)),
  each('flag', 'kube_job_status_active', named('job_name', 8)),
  each('stamp', 'kube_job_status_start_time', named('job_name', 8)),
  each('flag', 'kube_persistentvolume_status_phase', named('persistentvolume', 6), [
    'phase',
    ['Failed', 'Pending', 'Bound'],
  ]),
  each('info', 'kube_persistentvolumeclaim_access_mode', named('persistentvolumeclaim', 4), [
    'access_mode',
    ['ReadOnlyMany'],
  ]),
  each(
    'gauge',
    'kube_resourcequota',
    named('resourcequota', 4),
    ['resource', ['cpu', 'memory']],
    ['type', ['hard', 'used']],
  ),
  ...families(`
    counter kube_state_metrics_list_total result=error,success
    counter kube_state_metrics_watch_total result=error,success
    info kube_state_metrics_total_shards
    flag kube_state_metrics_shard_ordinal shard_ordinal=0
  `),
];

const onNode = (node: string): Labels[] =>
  PODS.filter((pod) => pod.node === node).map(({ namespace, pod }) => ({
    namespace,
    pod,
    container: 'main',
    image: 'shop:1',
  }));

/** Series of the cAdvisor of a node. */
export const cadvisor = (node: string): Family[] => [
  ...[
    'container_cpu_usage_seconds_total',
    'container_cpu_cfs_periods_total',
    'container_cpu_cfs_throttled_periods_total',
  ].map((name) => each('counter', name, onNode(node))),
  ...['working_set_bytes', 'rss', 'cache', 'swap'].map((name) =>
    each('gauge', `container_memory_${name}`, onNode(node)),
  ),
];

/** Volumes that the kubelet of a node knows. */
export const volumes = (node: string): Family[] => {
  const i = NODES.indexOf(node);
  const claim = [
    { namespace: NAMESPACES[i % NAMESPACES.length] as string, persistentvolumeclaim: `persistentvolumeclaim-${i}` },
  ];
  return [
    ...['available_bytes', 'used_bytes', 'inodes_free', 'inodes_used'].map((name) =>
      each('gauge', `kubelet_volume_stats_${name}`, claim),
    ),
    ...['capacity_bytes', 'inodes'].map((name) => each('total', `kubelet_volume_stats_${name}`, claim)),
  ];
};

/** What the rules of the query tier recorded: series of no target. */
export const RECORDED: readonly Family[] = [
  each('total', 'instance:node_num_cpu:sum', [
    { job: 'node-exporter', instance: '10.0.0.1:9100', namespace: 'monitoring' },
  ]),
  each(
    'info',
    'node_namespace_pod:kube_pod_info:',
    PODS.map(({ namespace, pod, node }) => ({ namespace, pod, node })),
  ),
  ...families(`
    gauge cluster_verb_scope_le:apiserver_request_sli_duration_seconds_bucket:increase1h \
      verb=GET,POST scope=resource,namespace,cluster le=1,5,30,+Inf
    gauge cluster_verb_scope_le:apiserver_request_sli_duration_seconds_bucket:increase30d \
      verb=GET,POST scope=resource,namespace,cluster le=1,5,30,+Inf
    gauge cluster_verb_scope:apiserver_request_sli_duration_seconds_count:increase30d \
      verb=GET,POST scope=resource,namespace,cluster
    gauge code_verb:apiserver_request_total:increase1h code=200,500 verb=GET,POST
    gauge code_verb:apiserver_request_total:increase30d code=200,500 verb=GET,POST
    gauge code:apiserver_request_total:increase30d code=200,500 verb=read,write
    gauge namespace_cpu:kube_pod_container_resource_requests:sum namespace=shop,default
    gauge namespace_memory:kube_pod_container_resource_requests:sum namespace=shop,default
    gauge node_quantile:kubelet_pleg_relist_duration_seconds:histogram_quantile \
      quantile=0.99,0.5 instance=10.0.0.1:10250 node=node-1
    gauge namespace_job_handler_statuscode:grafana_http_request_duration_seconds_count:rate5m \
      namespace=shop handler=/api/search status_code=200,500
    gauge cluster:node_cpu:sum_rate5m
    gauge node:node_cpu_utilization:ratio_rate5m node=node-1,node-2
    gauge apiserver_request:burnrate5m verb=read,write
    gauge apiserver_request:burnrate30m verb=read,write
    gauge apiserver_request:burnrate1h verb=read,write
    gauge apiserver_request:burnrate2h verb=read,write
    gauge apiserver_request:burnrate6h verb=read,write
    gauge apiserver_request:burnrate1d verb=read,write
    gauge apiserver_request:burnrate3d verb=read,write
    info ALERTS alertname=KubeJobFailed,NodeClockSkew severity=info alertstate=firing namespace=shop,default
    info ALERTS alertname=KubePodCrashLooping severity=warning alertstate=firing namespace=default
  `),
];
