// The condition that tells users which of their rules are not in use, and why.
import type { PrometheusRule } from '../api/prometheusrule.ts';
import type { NewCondition } from '../core/conditions.ts';
import { type Issue, text } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { firstOf } from '../workload/conditions.ts';
import { placed } from './place.ts';
import type { SelectedRule } from './select.ts';
import type { FileVerdict } from './userfiles.ts';

const named = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

const fileLine = ({ map, key, isKept }: FileVerdict, found: Issue): string =>
  `ConfigMap ${named(map)} key ${key}: ${text(found)}${isKept ? ' (the last good copy stays in use)' : ''}`;

const ruleLines = ({ object, issues }: SelectedRule): string[] =>
  placed((object as unknown as PrometheusRule).spec, issues).map(
    (found) => `PrometheusRule ${named(object)}: ${text(found)}`,
  );

/**
 * `RulesValid`: False with the first mistakes, each with object, key, group and rule; True, with what else is worth
 * knowing.
 */
export function rulesValid(verdicts: readonly FileVerdict[], rules: readonly SelectedRule[]): NewCondition {
  const type = 'RulesValid';
  const lines = [
    ...verdicts.flatMap((verdict) => verdict.issues.map((found) => fileLine(verdict, found))),
    ...rules.flatMap(ruleLines),
  ];
  if (lines.length > 0) return { type, status: 'False', reason: 'InvalidRuleFile', message: firstOf(lines) };
  const notes = verdicts.flatMap(({ map, key, note }) => (note ? [`ConfigMap ${named(map)} key ${key}: ${note}`] : []));
  return { type, status: 'True', reason: '', message: firstOf(notes) };
}
