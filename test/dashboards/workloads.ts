// The dashboard of rollouts of Alertmanagers, and of shards.
import { type Dashboard, graph, type Panel, type Row, twoStates } from './panels.ts';

const OBJECT = 'namespace=~"$namespace",name=~"$name"';
const PROMETHEUS_PODS = 'namespace=~"$namespace",pod=~"prometheus-($name)-.*"';
const ALERTMANAGER_PODS = 'namespace=~"$namespace",pod=~"alertmanager-($name)-.*"';

const condition = (type: string, status: string): string =>
  `max by (kind, namespace, name) (prometheus_metacontroller:condition:latest{type="${type}",${status},${OBJECT}})`;

/** A condition over time: 1 while it has the good status, else 0. */
const state = (type: string, good: string, [bad, fine]: readonly [string, string]): Panel => ({
  title: type,
  type: 'state-timeline',
  width: 8,
  targets: [
    {
      expr: `${condition(type, `status="${good}"`)} or 0 * ${condition(type, `status!="${good}"`)}`,
      legend: '{{kind}} {{namespace}}/{{name}}',
    },
  ],
  mappings: twoStates(bad, fine),
});

const POD = '{{namespace}}/{{pod}}';

const rollouts: Row = {
  title: 'Rollouts of Alertmanagers',
  panels: [
    state('RolloutProgressing', 'True', ['Held', 'Complete or moving']),
    state('MeshHealthy', 'True', ['Not healthy', 'Healthy']),
    state('HighlyAvailable', 'True', ['One pod is one too few', 'One pod may fail']),
    {
      title: 'What each rollout does',
      type: 'table',
      width: 8,
      targets: [{ expr: `prometheus_metacontroller:condition:latest{type="RolloutProgressing",${OBJECT}}` }],
      hidden: ['Value', 'type'],
    },
    graph('Peers that each pod sees', `alertmanager_cluster_members{${ALERTMANAGER_PODS}}`, POD, { width: 8 }),
    graph(
      'Alerts of each pod',
      `sum by (namespace, pod) (alertmanager_alerts{${ALERTMANAGER_PODS},state="active"})`,
      POD,
      { width: 8 },
    ),
  ],
};

const configurations: Row = {
  title: 'Configurations',
  panels: [
    state('ConfigurationLoaded', 'True', ['Not loaded by all pods', 'Loaded']),
    state('ConfigLoaded', 'True', ['Invalid or missing', 'Valid']),
    state('RulesValid', 'True', ['Rules are left out', 'All rules in use']),
    graph(
      'Last reload of each Prometheus',
      `time() - prometheus_config_last_reload_success_timestamp_seconds{${PROMETHEUS_PODS}}`,
      POD,
      { unit: 's' },
    ),
    graph(
      'Last reload of each Alertmanager',
      `time() - alertmanager_config_last_reload_success_timestamp_seconds{${ALERTMANAGER_PODS}}`,
      POD,
      { unit: 's' },
    ),
  ],
};

const shards: Row = {
  title: 'Shards',
  panels: [
    state('Resharding', 'False', ['Targets move', 'Settled']),
    state('QueryComplete', 'True', ['A shard or the tier is down', 'Complete']),
    state('FederationHealthy', 'True', ['Members are missing', 'All members in use']),
    graph('Series of each shard', `prometheus_tsdb_head_series{${PROMETHEUS_PODS}}`, POD),
    graph(
      'Targets of each shard',
      `sum by (namespace, pod) (prometheus_target_scrape_pool_targets{${PROMETHEUS_PODS}})`,
      POD,
    ),
    graph(
      'Samples per second of each shard',
      `sum by (namespace, pod) (rate(prometheus_tsdb_head_samples_appended_total{${PROMETHEUS_PODS}}[$__rate_interval]))`,
      POD,
    ),
    graph('Memory of each shard', `process_resident_memory_bytes{${PROMETHEUS_PODS}}`, POD, { unit: 'bytes' }),
    graph(
      'Failed evaluations of rules per second',
      `sum by (namespace, pod) (rate(prometheus_rule_evaluation_failures_total{${PROMETHEUS_PODS}}[$__rate_interval]))`,
      POD,
    ),
    graph('Remote reads that a shard answers', `prometheus_remote_read_handler_queries{${PROMETHEUS_PODS}}`, POD),
  ],
};

const CONDITIONS = 'prometheus_metacontroller_condition';

export const workloads: Dashboard = {
  uid: 'prometheus-metacontroller-workloads',
  title: 'Prometheus Metacontroller / Rollouts and shards',
  description: 'Rollouts of Alertmanagers, configurations, and shards of Prometheus.',
  variables: [
    { name: 'namespace', label: 'Namespace', query: `label_values(${CONDITIONS}, namespace)` },
    { name: 'name', label: 'Object', query: `label_values(${CONDITIONS}{namespace=~"$namespace"}, name)` },
  ],
  rows: [rollouts, configurations, shards],
};
