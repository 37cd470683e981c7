// The PrometheusRule kind: groups of alerting and recording rules.

import { type Static, Type } from '@sinclair/typebox';
import { objectFields } from './shared/meta.ts';
import { Duration, IntOrString, NonEmptyDuration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { mapList, optional, required } from './shared/schema.ts';
import { prometheusSince, thanosSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';

export const Rule = Type.Object({
  alert: optional(Type.String(), 'Name of the alert; excludes record.'),
  annotations: optional(StringMap, 'Texts that go with the alert; templates are expanded.'),
  expr: required(IntOrString, 'PromQL expression.'),
  for: optional(Duration, 'How long the expression must hold before the alert fires.'),
  keep_firing_for: optional(
    NonEmptyDuration,
    'How long the alert keeps firing after the expression no longer holds. ' +
      `${prometheusSince('rules.keep_firing_for')}, ${thanosSince('rules.keep_firing_for')}.`,
  ),
  labels: optional(StringMap, 'Labels added to the result, or replaced.'),
  record: optional(Type.String(), 'Name of the series to record; excludes alert.'),
});
export type Rule = Static<typeof Rule>;

export const RuleGroup = Type.Object({
  interval: optional(Duration, 'Time between evaluations of the group; that of the workload if unset.'),
  labels: optional(
    StringMap,
    `Labels for the results of all rules; labels of a rule override them. ${prometheusSince('rules.group_labels')}, ` +
      `${thanosSince('rules.group_labels')}.`,
  ),
  limit: optional(
    Type.Integer(),
    `Limit of alerts or series of a rule; 0 is no limit. ${prometheusSince('rules.limit')}, ` +
      `${thanosSince('rules.limit')}.`,
  ),
  name: required(NonEmptyString, 'Name of the group.'),
  partial_response_strategy: optional(
    Type.String({ pattern: '^(?i)(abort|warn)?$' }),
    'Thanos only: whether rules fail (abort) or go on (warn) when a store does not answer.',
  ),
  query_offset: optional(
    Duration,
    `The group is evaluated this long in the past. ${prometheusSince('rules.query_offset')}, ` +
      `${thanosSince('rules.query_offset')}.`,
  ),
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
