// Tenancy for rules: what they read and what they give carries the namespace of their object in one label.
import type { PrometheusRuleSpec, Rule } from '../crds/prometheusrule.ts';
import { type Issue, issue } from '../kube/issue.ts';
import { type Enforced, enforceText } from '../promql/enforce.ts';
import { problemText } from '../promql/parse.ts';
import type { RuleContext } from './context.ts';
import { enforcedDialect } from './dialect.ts';

/** The label with its value, or nothing where none is enforced or the object is spared. */
export function enforcedFor(namespace: string, name: string, context: RuleContext): Enforced | undefined {
  const label = context.enforcedNamespaceLabel;
  return label && !context.isExcluded(namespace, name) ? { label, value: namespace } : undefined;
}

/** The spec with the label on every rule and in every selector. `InvalidExpression` issues where an expression cannot be read: then the label cannot be enforced. */
export function enforceRules(
  spec: PrometheusRuleSpec,
  by: Enforced,
  context: RuleContext,
): { readonly spec: PrometheusRuleSpec; readonly issues: Issue[] } {
  const dialect = enforcedDialect(context);
  const issues: Issue[] = [];
  const enforceRule = (rule: Rule, path: string): Rule => {
    const labels = { ...rule.labels, [by.label]: by.value };
    const enforced = enforceText(String(rule.expr), dialect, by);
    if ('text' in enforced) return { ...rule, labels, expr: enforced.text };
    issues.push(
      issue(
        'InvalidExpression',
        `${path}.expr`,
        `the label ${by.label} cannot be enforced, this is no PromQL: ${problemText(enforced.problem)}`,
      ),
    );
    return { ...rule, labels };
  };
  const groups = (spec.groups ?? []).map((group, i) => ({
    ...group,
    ...(group.rules ? { rules: group.rules.map((rule, j) => enforceRule(rule, `spec.groups[${i}].rules[${j}]`)) } : {}),
  }));
  return { spec: spec.groups ? { groups } : {}, issues };
}
