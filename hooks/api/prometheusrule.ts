// The PrometheusRule kind: groups of alerting and recording rules.

import { type Static, Type } from '@sinclair/typebox';
import { objectFields } from './shared/meta.ts';
import { Duration, IntOrString, NonEmptyDuration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { mapList, optional, required } from './shared/schema.ts';
import { ConfigResourceStatus } from './shared/status.ts';

export const Rule = Type.Object({
  alert: optional(Type.String(), 'Name of the alert; excludes record.'),
  annotations: optional(StringMap, 'Texts that go with the alert; templates are expanded.'),
  expr: required(IntOrString, 'PromQL expression.'),
  for: optional(Duration, 'How long the expression must hold before the alert fires.'),
  keep_firing_for: optional(
    NonEmptyDuration,
    'How long the alert goes on firing once the expression holds no more. Prometheus >= 2.42, Thanos >= 0.34.',
  ),
  labels: optional(StringMap, 'Labels added to the result, or replaced.'),
  record: optional(Type.String(), 'Name of the series to record; excludes alert.'),
});
export type Rule = Static<typeof Rule>;

export const RuleGroup = Type.Object({
  interval: optional(Duration, 'Time between evaluations of the group; that of the workload if unset.'),
  labels: optional(
    StringMap,
    'Labels for the results of all rules; those of a rule win. Prometheus >= 3.0, Thanos >= 0.39.',
  ),
  limit: optional(
    Type.Integer(),
    'Most alerts or series a rule may give; 0 is no limit. Prometheus >= 2.31, Thanos >= 0.24.',
  ),
  name: required(NonEmptyString, 'Name of the group.'),
  partial_response_strategy: optional(
    Type.String({ pattern: '^(?i)(abort|warn)?$' }),
    'Thanos only: whether rules fail (abort) or go on (warn) when a store does not answer.',
  ),
  query_offset: optional(Duration, 'How far in the past the group is evaluated. Prometheus >= 2.53, Thanos >= 0.38.'),
  rules: optional(Type.Array(Rule), 'Rules, evaluated in this order.'),
});
export type RuleGroup = Static<typeof RuleGroup>;

export const PrometheusRuleSpec = Type.Object({
  groups: optional(mapList(RuleGroup, ['name']), 'Groups of rules.'),
});
export type PrometheusRuleSpec = Static<typeof PrometheusRuleSpec>;

export const PrometheusRule = Type.Object({
  ...objectFields,
  spec: required(PrometheusRuleSpec, 'The rules.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type PrometheusRule = Static<typeof PrometheusRule>;
