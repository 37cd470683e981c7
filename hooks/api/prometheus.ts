// The Prometheus kind: what PrometheusAgent does not have (rules, alerting, queries, local retention, Thanos).

import { type Static, Type } from '@sinclair/typebox';
import { PrometheusRuleExcludeConfig, shardsCoverTopology } from './parts/prometheusparts.ts';
import { commonPrometheusFields } from './parts/prometheusspec.ts';
import { ThanosSpec } from './parts/thanos.ts';
import { AlertingSpec } from './shared/alerting.ts';
import { objectFields } from './shared/meta.ts';
import { RemoteReadSpec } from './shared/remote.ts';
import { ByteSize, Duration, Quantity } from './shared/scalars.ts';
import { int32, int64, oneOf, optional, required } from './shared/schema.ts';
import { LabelSelector, SecretKeySelector } from './shared/selectors.ts';
import { prometheusSince, prometheusUntil } from './shared/since.ts';
import { PrometheusStatus } from './shared/status.ts';

export const Exemplars = Type.Object({
  maxSize: optional(int64(), 'Exemplars kept in memory; 0 keeps none. Needs the feature flag exemplar-storage.'),
});
export type Exemplars = Static<typeof Exemplars>;

export const QuerySpec = Type.Object({
  lookbackDelta: optional(Type.String(), 'How far back a query looks for the last sample of a series.'),
  maxConcurrency: optional(int32({ minimum: 1 }), 'Queries that run at once.'),
  maxSamples: optional(int32(), 'Limit of samples in memory; a query that exceeds it fails.'),
  timeout: optional(Duration, 'How long a query may take.'),
});
export type QuerySpec = Static<typeof QuerySpec>;

export const RulesAlert = Type.Object({
  forGracePeriod: optional(Type.String(), 'Least time between an alert restored after a restart and its firing.'),
  forOutageTolerance: optional(Type.String(), 'Longest outage after which the pending state of alerts is restored.'),
  resendDelay: optional(Type.String(), 'Least time before an alert is sent again.'),
});
export type RulesAlert = Static<typeof RulesAlert>;

export const Rules = Type.Object({
  alert: optional(RulesAlert, 'How the state of alerts survives restarts, and when alerts are resent.'),
});
export type Rules = Static<typeof Rules>;

export const RetainConfig = Type.Object({
  retentionPeriod: required(Duration, 'Time after which a retained shard is deleted.'),
});
export type RetainConfig = Static<typeof RetainConfig>;

export const ShardRetentionPolicy = Type.Object({
  retain: optional(
    RetainConfig,
    'For how long surplus shards stay with Retain; unset, as long as their data would (retention).',
  ),
  whenScaled: optional(
    oneOf(['Retain', 'Delete']),
    'What happens to surplus shards when shards goes down: Delete (if unset), or Retain so that their data stays ' +
      'queryable.',
  ),
});
export type ShardRetentionPolicy = Static<typeof ShardRetentionPolicy>;

export const PrometheusSpec = Type.Object(
  {
    ...commonPrometheusFields,
    additionalAlertManagerConfigs: optional(
      SecretKeySelector,
      'Key of a Secret with Alertmanagers in the syntax of Prometheus, appended unchecked; optional: true lets it ' +
        'be absent.',
    ),
    additionalAlertRelabelConfigs: optional(
      SecretKeySelector,
      'Key of a Secret with alert relabeling in the syntax of Prometheus, appended unchecked; optional: true lets ' +
        'it be absent.',
    ),
    alerting: optional(AlertingSpec, 'Alertmanagers that alerts go to.'),
    allowOverlappingBlocks: optional(
      Type.Boolean(),
      `Whether blocks may overlap in time. ${prometheusSince('arg.allow_overlapping_blocks')}, ` +
        `${prometheusUntil('arg.allow_overlapping_blocks')}. Newer releases always allow it.`,
    ),
    baseImage: optional(Type.String(), 'Deprecated, use image.'),
    disableCompaction: optional(
      Type.Boolean(),
      'True stops compaction of local blocks. Uploading by the Thanos sidecar stops or delays it anyway.',
    ),
    enableAdminAPI: optional(
      Type.Boolean(),
      'True serves the API that deletes series and writes snapshots, to every client of the web port.',
    ),
    evaluationInterval: optional(Duration, 'Time between evaluations of rules, unless their group sets one.', {
      default: '30s',
    }),
    exemplars: optional(Exemplars, 'Storage of exemplars. Needs the feature flag exemplar-storage.'),
    prometheusRulesExcludedFromEnforce: optional(
      Type.Array(PrometheusRuleExcludeConfig),
      'Deprecated, use excludedFromEnforcement.',
    ),
    query: optional(QuerySpec, 'Limits of queries.'),
    queryLogFile: optional(
      Type.String(),
      'File for queries; a bare name is put on a scratch volume at /var/log/prometheus. ' +
        `${prometheusSince('global.query_log_file')}.`,
    ),
    remoteRead: optional(Type.Array(RemoteReadSpec), 'Endpoints that queries also read.'),
    retention: optional(
      Duration,
      'How long data is kept; 24h if neither this nor retentionSize nor retentionPercentage is set.',
    ),
    retentionPercentage: optional(
      Quantity,
      'Limit of the stored data in percent of the volume, 0 to 100; 0 is no limit. Overrides retentionSize. ' +
        `${prometheusSince('storage.tsdb.retention.percentage')}.`,
    ),
    retentionSize: optional(ByteSize, `Limit of the stored data in bytes. ${prometheusSince('arg.retention_size')}.`),
    ruleNamespaceSelector: optional(
      LabelSelector,
      'Namespaces to take PrometheusRules from; {} selects all, unset selects the own namespace.',
    ),
    ruleQueryOffset: optional(
      Duration,
      'Rules are evaluated this long in the past, so that late samples count. ' +
        `${prometheusSince('global.rule_query_offset')}.`,
    ),
    ruleSelector: optional(LabelSelector, 'PrometheusRules to evaluate; {} selects all, unset selects none.'),
    rules: optional(Rules, 'Evaluation of rules.'),
    sha: optional(Type.String(), 'Deprecated, use image: digest of the image, overrides tag.'),
    shardRetentionPolicy: optional(
      ShardRetentionPolicy,
      'What happens to shards above spec.shards after scaling down.',
    ),
    tag: optional(Type.String(), 'Deprecated, use image: tag of the image.'),
    thanos: optional(ThanosSpec, 'Thanos sidecar beside Prometheus, for global queries and long storage.'),
  },
  { 'x-kubernetes-validations': [shardsCoverTopology] },
);
export type PrometheusSpec = Static<typeof PrometheusSpec>;

export const Prometheus = Type.Object({
  ...objectFields,
  spec: required(PrometheusSpec, 'The server: what it scrapes and evaluates, and the pods it runs in.'),
  status: optional(PrometheusStatus, 'Observed state; written by the operator.'),
});
export type Prometheus = Static<typeof Prometheus>;
