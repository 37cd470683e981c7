// Tenancy for rules: every series that they read and write has the namespace of their object as a label.
import type { PrometheusRuleSpec, Rule, RuleGroup } from '../api/prometheusrule.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { templateWords } from '../gotemplate/check.ts';
import type { Dialect } from '../promql/dialect.ts';
import { type Enforced, enforceText, joinsUnnamed } from '../promql/enforce.ts';
import { parseExpr, problemText } from '../promql/parse.ts';
import type { RuleContext } from './context.ts';
import { enforcedDialect } from './dialect.ts';

/** The enforced label with its value; `undefined` without one, or for an excluded object. */
export function enforcedFor(namespace: string, name: string, context: RuleContext): Enforced | undefined {
  const label = context.enforcedNamespaceLabel;
  return label && !context.isExcluded(namespace, name) ? { label, value: namespace } : undefined;
}

/** `InvalidTemplate` issues of templates that call `query`: Prometheus runs it over the series of all tenants. */
export const checkQueries = (texts: Rule['labels'], path: string, { label, value }: Enforced): Issue[] =>
  Object.entries(texts ?? {})
    .filter(([, text]) => templateWords(String(text)).includes('query'))
    .map(([name]) =>
      issue(
        'InvalidTemplate',
        `${path}.${name}`,
        `the template calls query, which cannot be restricted to ${label}=${quoted(value)}: remove the call. ` +
          '$labels and $value are allowed.',
      ),
    );

/** Checks templates. Labels of a group are labels of its alerts. */
const checkTexts = (group: RuleGroup, path: string, by: Enforced): Issue[] => [
  ...checkQueries(group.labels, `${path}.labels`, by),
  ...(group.rules ?? []).flatMap((rule, j) => [
    ...checkQueries(rule.labels, `${path}.rules[${j}].labels`, by),
    ...checkQueries(rule.annotations, `${path}.rules[${j}].annotations`, by),
  ]),
];

const INFO =
  'info() without a second argument reads target_info of all tenants: ' +
  'add a selector, as in info(metric, {k8s_cluster_name=~".+"})';

function joinsTargetInfo(text: string, dialect: Dialect): boolean {
  if (!/info/i.test(text)) return false;
  const parsed = parseExpr(text, dialect);
  return 'expr' in parsed && joinsUnnamed(parsed.expr);
}

/**
 * The spec with the label in every rule and every selector. Issues: `InvalidExpression` for an expression that cannot
 * be parsed, `InvalidTemplate` for a template that calls `query`. The Go operator writes such templates; parity does
 * the same.
 */
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
    if (!context.options.parity && joinsTargetInfo(String(rule.expr), dialect))
      issues.push(issue('InvalidExpression', `${path}.expr`, INFO));
    if ('text' in enforced) return { ...rule, labels, expr: enforced.text };
    issues.push(
      issue(
        'InvalidExpression',
        `${path}.expr`,
        `the label ${by.label} cannot be enforced, because this is not PromQL: ${problemText(enforced.problem)}`,
      ),
    );
    return { ...rule, labels };
  };
  const groups = (spec.groups ?? []).map((group, i) => {
    const at = `spec.groups[${i}]`;
    if (!context.options.parity) issues.push(...checkTexts(group, at, by));
    return {
      ...group,
      ...(group.rules ? { rules: group.rules.map((rule, j) => enforceRule(rule, `${at}.rules[${j}]`)) } : {}),
    };
  });
  return { spec: spec.groups ? { groups } : {}, issues };
}
