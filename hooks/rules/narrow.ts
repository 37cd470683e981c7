// Checks rules of a ServiceMonitor: they must select only its targets.
import type { PrometheusRuleSpec, Rule } from '../api/prometheusrule.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { Enforced } from '../promql/enforce.ts';
import { selectorsOf } from '../promql/enforce.ts';
import { parseExpr } from '../promql/parse.ts';
import type { RuleContext } from './context.ts';
import { enforcedDialect } from './dialect.ts';
import { checkQueries } from './enforce.ts';

function checkExpr(rule: Rule, path: string, by: Enforced, context: RuleContext): Issue[] {
  const parsed = parseExpr(String(rule.expr), enforcedDialect(context));
  // The enforcement that follows reports invalid PromQL.
  if ('problem' in parsed) return [];
  const matchers = selectorsOf(parsed.expr).flatMap(({ matchers: all }) => all);
  const other = matchers.find(({ name, op, value }) => name === by.label && !(op === '=' && value === by.value));
  if (!other) return [];
  const text = `${other.name}${other.op}${quoted(other.value)}`;
  return [
    issue(
      'InvalidRule',
      `${path}.expr`,
      `selects ${text}, but these rules read only the targets of ${by.value}: remove the matcher`,
    ),
  ];
}

/** `InvalidRule` and `InvalidTemplate` issues of rules that select other targets. `by`: label of the ServiceMonitor. */
export function checkNarrow(spec: PrometheusRuleSpec, by: Enforced, context: RuleContext): Issue[] {
  return (spec.groups ?? []).flatMap((group, i) => [
    ...checkQueries(group.labels, `groups[${i}].labels`, by),
    ...(group.rules ?? []).flatMap((rule, j) => {
      const path = `groups[${i}].rules[${j}]`;
      const own = rule.labels?.[by.label];
      return [
        ...checkExpr(rule, path, by, context),
        ...(own === undefined || own === by.value
          ? []
          : [
              issue('InvalidRule', `${path}.labels.${by.label}`, `is set to ${by.value} on every rule here: remove it`),
            ]),
        ...checkQueries(rule.labels, `${path}.labels`, by),
        ...checkQueries(rule.annotations, `${path}.annotations`, by),
      ];
    }),
  ]);
}
