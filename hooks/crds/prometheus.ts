// The Prometheus kind: what it has beyond PrometheusAgent (rules, alerting, queries, local retention, Thanos).

import { type Static, Type } from '@sinclair/typebox';
import { AlertingSpec } from './shared/alerting.ts';
import { objectFields } from './shared/meta.ts';
import { PrometheusRuleExcludeConfig, shardsCoverTopology } from './shared/prometheusparts.ts';
import { commonPrometheusFields } from './shared/prometheusspec.ts';
import { RemoteReadSpec } from './shared/remote.ts';
import { ByteSize, Duration } from './shared/scalars.ts';
import { int32, int64, oneOf, optional, required } from './shared/schema.ts';
import { LabelSelector, SecretKeySelector } from './shared/selectors.ts';
import { PrometheusStatus } from './shared/status.ts';
import { ThanosSpec } from './shared/thanos.ts';

export const Exemplars = Type.Object({
  maxSize: optional(int64()),
});
export type Exemplars = Static<typeof Exemplars>;

export const QuerySpec = Type.Object({
  lookbackDelta: optional(Type.String()),
  maxConcurrency: optional(int32({ minimum: 1 })),
  maxSamples: optional(int32()),
  timeout: optional(Duration),
});
export type QuerySpec = Static<typeof QuerySpec>;

export const RulesAlert = Type.Object({
  forGracePeriod: optional(Type.String()),
  forOutageTolerance: optional(Type.String()),
  resendDelay: optional(Type.String()),
});
export type RulesAlert = Static<typeof RulesAlert>;

export const Rules = Type.Object({
  alert: optional(RulesAlert),
});
export type Rules = Static<typeof Rules>;

export const RetainConfig = Type.Object({
  retentionPeriod: Duration,
});
export type RetainConfig = Static<typeof RetainConfig>;

export const ShardRetentionPolicy = Type.Object({
  retain: optional(RetainConfig),
  whenScaled: optional(oneOf(['Retain', 'Delete'])),
});
export type ShardRetentionPolicy = Static<typeof ShardRetentionPolicy>;

export const PrometheusSpec = Type.Object(
  {
    ...commonPrometheusFields,
    additionalAlertManagerConfigs: optional(SecretKeySelector),
    additionalAlertRelabelConfigs: optional(SecretKeySelector),
    alerting: optional(AlertingSpec),
    allowOverlappingBlocks: optional(Type.Boolean()),
    baseImage: optional(Type.String()),
    disableCompaction: optional(Type.Boolean()),
    enableAdminAPI: optional(Type.Boolean()),
    evaluationInterval: optional(Duration, undefined, { default: '30s' }),
    exemplars: optional(Exemplars),
    prometheusRulesExcludedFromEnforce: optional(Type.Array(PrometheusRuleExcludeConfig)),
    query: optional(QuerySpec),
    queryLogFile: optional(Type.String()),
    remoteRead: optional(Type.Array(RemoteReadSpec)),
    retention: optional(Duration),
    retentionSize: optional(ByteSize),
    ruleNamespaceSelector: optional(LabelSelector),
    ruleQueryOffset: optional(Duration),
    ruleSelector: optional(LabelSelector),
    rules: optional(Rules),
    sha: optional(Type.String()),
    shardRetentionPolicy: optional(ShardRetentionPolicy),
    tag: optional(Type.String()),
    thanos: optional(ThanosSpec),
  },
  { 'x-kubernetes-validations': [shardsCoverTopology] },
);
export type PrometheusSpec = Static<typeof PrometheusSpec>;

export const Prometheus = Type.Object({
  ...objectFields,
  spec: required(PrometheusSpec, 'Desired state.'),
  status: optional(PrometheusStatus, 'Observed state; written by the operator.'),
});
export type Prometheus = Static<typeof Prometheus>;
