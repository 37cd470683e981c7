// Expressions that have no result over the data set, or fail, and why. All others have to have one.
import type { Expected, Known } from './compare.ts';
import { rules } from './expressions.ts';

const because = (reason: string, names: string): (readonly [string, string])[] =>
  names
    .trim()
    .split('\n')
    .map((name) => [name.trim(), reason] as const);

/** Rules of kube-prometheus, by name; where not all of its expressions are empty, with a part of those that are. */
export const EMPTY_RULES: Known = new Map([
  ...because(
    'no target of this job ever fails in the data set',
    `AlertmanagerClusterDown
     KubeAPIInstanceUnreachable
     KubeControllerManagerInstanceUnreachable
     KubeSchedulerInstanceUnreachable
     KubeletDown
     etcdInsufficientMembers
     etcdMembersDown`,
  ),
  ...because(
    'no value of the data set exceeds the threshold',
    `GrafanaRequestsFailing
     KubeAPITerminatedRequests
     KubeCPUQuotaOvercommit
     KubeMemoryQuotaOvercommit
     KubeQuotaFullyUsed
     NodeDiskIOSaturation
     NodeMemoryMajorPagesFaults
     NodeNetworkInterfaceFlapping
     PrometheusHighQueryLoad stack-kube-prometheus-stac
     etcdDatabaseHighFragmentationRatio
     etcdDatabaseQuotaLowSpace
     etcdHighNumberOfFailedProposals`,
  ),
  ...because(
    'the state that the rule looks for does not last long enough, or is not there',
    `AlertmanagerMembersInconsistent
     KubeCPUOvercommit
     KubeHpaReplicasMismatch
     KubeJobNotCompleted
     KubeMemoryOvercommit
     KubeStateMetricsShardingMismatch
     PrometheusNotIngestingSamples`,
  ),
  ...because(
    'a series that the rule reads is not in the data set, or finds no partner',
    `AlertmanagerClusterFailedToSendAlerts integration!~\`.*\`
     KubeletClientCertificateExpiration
     KubeletPodStartUpLatencyHigh
     instance:node_load1_per_cpu:ratio
     node:node_num_cpu:sum`,
  ),
]);

/** Expressions of our own table. */
export const EMPTY: Known = new Map([
  ...because(
    'blocks of text have no native histograms: live.test.ts asks for them',
    `histogram_avg(http_request_duration_seconds_count)
     histogram_count(http_request_duration_seconds_count)
     histogram_sum(http_request_duration_seconds_count)
     histogram_stddev(http_request_duration_seconds_count)
     histogram_stdvar(http_request_duration_seconds_count)`,
  ),
  ...because('blocks of text have no start timestamps', 'start_timestamp(http_requests_total)'),
  ...because('the labels of the two sides differ: no series has a partner', 'temperature_celsius * queue_depth'),
  ...because('no series has an external label', 'up{prometheus="monitoring/k8s"}'),
]);

export const FAILING: Known = new Map([
  ...because('the name goes, and then the series of a target are alike', 'count_over_time({job="shop"}[1m])'),
  ...because('a string is no result of a range query', '"text"'),
]);

const LABELLED = 'what is recorded has the external labels, and the count has none';
/** Of these nothing comes where Thanos is asked. */
const EMPTY_RULES_IN_THANOS: Known = new Map([
  ...because('it has a result within a later range alone, which tier.test.ts asks for', 'TargetDown'),
  ...because(LABELLED, 'cluster:node_cpu:ratio'),
]);
const EMPTY_IN_THANOS: Known = new Map(
  because(LABELLED, 'cluster:node_cpu:sum_rate5m / count(sum by (instance, cpu) (node_cpu_seconds_total))'),
);

/** What the PromQL of the Thanos release does not know. */
export const FAILING_IN_THANOS: Known = new Map(
  because(
    'this release of Thanos does not know it',
    `histogram_quantiles(sum by (le) (rate(http_request_duration_seconds_bucket[10m])), "q", 0.5, 0.9)
     increase(http_requests_total[5m] anchored)
     integral(temperature_celsius[10m])
     max_of(3, scalar(sum(temperature_celsius)))
     min_of(3, scalar(sum(temperature_celsius)))
     rate(http_requests_total[5m] smoothed)
     start_timestamp(http_requests_total)
     sum(last_over_time(temperature_celsius[step() + 1m]))
     temperature_celsius + start() - end() + step() + range()
     temperature_celsius smoothed`,
  ),
);

/** Expressions of listed rules. */
const expressionsOf = (listed: Known): (readonly [string, string])[] =>
  [...listed].flatMap(([name, reason]) => {
    const [rule = '', part = ''] = name.split(' ');
    const found = [...rules()].filter(([expr, names]) => names.includes(rule) && expr.includes(part));
    return found.map(([expr]) => [expr, reason] as const);
  });

/** What is known of all expressions over the data set. */
export const known = (): Required<Expected> => ({
  failing: FAILING,
  empty: new Map([...EMPTY, ...expressionsOf(EMPTY_RULES)]),
});

/** The same where Thanos is asked. */
export const knownInThanos = (): Required<Expected> => ({
  failing: new Map([...FAILING, ...FAILING_IN_THANOS]),
  empty: new Map([...known().empty, ...EMPTY_IN_THANOS, ...expressionsOf(EMPTY_RULES_IN_THANOS)]),
});
