// The condition RulesValid: which rules are not in use, and why.
import type { PrometheusRule } from '../api/prometheusrule.ts';
import type { NewCondition } from '../core/conditions.ts';
import { type Issue, text } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { firstLines } from '../workload/conditions.ts';
import { placed } from './place.ts';
import type { SelectedRule } from './select.ts';
import type { FileResult } from './userfiles.ts';

const named = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

const fileLine = ({ map, key, isKept }: FileResult, found: Issue): string =>
  `ConfigMap ${named(map)} key ${key}: ${text(found)}${isKept ? ' (the last valid copy stays in use)' : ''}`;

const ruleLines = ({ object, issues }: SelectedRule): string[] =>
  placed((object as unknown as PrometheusRule).spec, issues).map(
    (found) => `PrometheusRule ${named(object)}: ${text(found)}`,
  );

/** `RulesValid`: False with the first issues, each with object, key, group and rule; else True with notes. */
export function rulesValid(results: readonly FileResult[], rules: readonly SelectedRule[]): NewCondition {
  const type = 'RulesValid';
  const lines = [
    ...results.flatMap((result) => result.issues.map((found) => fileLine(result, found))),
    ...rules.flatMap(ruleLines),
  ];
  if (lines.length > 0) return { type, status: 'False', reason: 'InvalidRuleFile', message: firstLines(lines) };
  const notes = results.flatMap(({ map, key, note }) => (note ? [`ConfigMap ${named(map)} key ${key}: ${note}`] : []));
  return { type, status: 'True', reason: '', message: firstLines(notes) };
}
