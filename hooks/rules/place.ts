// Paths in a rule file as text for users.
import type { PrometheusRuleSpec } from '../api/prometheusrule.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';

/**
 * `group "app" rule 3 (alert "Down") expr` for the path `groups[0].rules[2].expr`, with or without `spec.` before it;
 * rules are counted from 1. A path that is not inside a group stays as it is.
 */
export function describePath(spec: PrometheusRuleSpec, path: string): string {
  const [, group, rule, rest = ''] = /^(?:spec\.)?groups\[(\d+)\](?:\.rules\[(\d+)\])?\.?(.*)$/.exec(path) ?? [];
  if (group === undefined) return path;
  const inGroup = spec.groups?.[Number(group)];
  const name = inGroup?.name ? `group ${quoted(inGroup.name)}` : `group ${Number(group) + 1}`;
  if (rule === undefined) return `${name} ${rest}`.trim();
  const found = inGroup?.rules?.[Number(rule)];
  const title = found?.alert
    ? ` (alert ${quoted(found.alert)})`
    : found?.record
      ? ` (record ${quoted(found.record)})`
      : '';
  return `${name} rule ${Number(rule) + 1}${title} ${rest}`.trim();
}

/** The issues with their paths as text. */
export const placed = (spec: PrometheusRuleSpec, issues: readonly Issue[]): Issue[] =>
  issues.map((found) => issue(found.reason, describePath(spec, found.path), found.message));
