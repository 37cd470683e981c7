// Removes fields that the release of Prometheus or Thanos does not support, as the Go operator does. The object stays
// in use.
import type { PrometheusRuleSpec, Rule, RuleGroup } from '../api/prometheusrule.ts';
import { knows } from '../versions/prometheus.ts';
import { thanosKnows } from '../versions/thanos.ts';
import type { RuleContext } from './context.ts';
import { RULE_DURATIONS, type RuleDuration } from './fields.ts';

type Floor =
  | 'rules.group_labels'
  | 'rules.limit'
  | 'rules.query_offset'
  | 'rules.utf8'
  | NonNullable<RuleDuration['since']>;

/** Whether the workload supports this part of rule files. */
export const understands = ({ flavour, version }: RuleContext, what: Floor): boolean =>
  flavour === 'thanos' ? thanosKnows(version, what) : knows(version, what);

function sanitizeRule(rule: Rule, context: RuleContext): Rule {
  const unsupported = RULE_DURATIONS.filter(
    ({ key, since }) => since && rule[key] !== undefined && !understands(context, since),
  ).map(({ key }) => key);
  if (unsupported.length === 0) return rule;
  return Object.fromEntries(Object.entries(rule).filter(([key]) => !unsupported.some((one) => one === key))) as Rule;
}

function sanitizeGroup(group: RuleGroup, context: RuleContext): RuleGroup {
  const { labels, limit, partial_response_strategy, query_offset, rules, ...rest } = group;
  return {
    ...rest,
    ...(labels && understands(context, 'rules.group_labels') ? { labels } : {}),
    ...(limit !== undefined && understands(context, 'rules.limit') ? { limit } : {}),
    ...(partial_response_strategy && context.flavour === 'thanos' ? { partial_response_strategy } : {}),
    ...(query_offset !== undefined && understands(context, 'rules.query_offset') ? { query_offset } : {}),
    ...(rules ? { rules: rules.map((rule) => sanitizeRule(rule, context)) } : {}),
  };
}

/**
 * The spec without unsupported fields: limit, query_offset, labels of a group, durations of a rule. No release of
 * Prometheus supports partial_response_strategy.
 */
export const sanitizeRules = (spec: PrometheusRuleSpec, context: RuleContext): PrometheusRuleSpec => ({
  ...(spec.groups ? { groups: spec.groups.map((group) => sanitizeGroup(group, context)) } : {}),
});
