// The PrometheusRule kind: groups of alerting and recording rules.

import { type Static, Type } from '@sinclair/typebox';
import { objectFields } from './shared/meta.ts';
import { Duration, IntOrString, NonEmptyDuration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { mapList, optional, required } from './shared/schema.ts';
import { ConfigResourceStatus } from './shared/status.ts';

export const Rule = Type.Object({
  alert: optional(Type.String()),
  annotations: optional(StringMap),
  expr: IntOrString,
  for: optional(Duration),
  keep_firing_for: optional(NonEmptyDuration),
  labels: optional(StringMap),
  record: optional(Type.String()),
});
export type Rule = Static<typeof Rule>;

export const RuleGroup = Type.Object({
  interval: optional(Duration),
  labels: optional(StringMap),
  limit: optional(Type.Integer()),
  name: NonEmptyString,
  partial_response_strategy: optional(Type.String({ pattern: '^(?i)(abort|warn)?$' })),
  query_offset: optional(Duration),
  rules: optional(Type.Array(Rule)),
});
export type RuleGroup = Static<typeof RuleGroup>;

export const PrometheusRuleSpec = Type.Object({
  groups: optional(mapList(RuleGroup, ['name'])),
});
export type PrometheusRuleSpec = Static<typeof PrometheusRuleSpec>;

export const PrometheusRule = Type.Object({
  ...objectFields,
  spec: required(PrometheusRuleSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type PrometheusRule = Static<typeof PrometheusRule>;
