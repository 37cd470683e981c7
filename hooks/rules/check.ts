// Whether Prometheus loads the rules (prometheus.io: configuration/recording_rules, alerting_rules). With one invalid
// rule Prometheus loads no rule at all, so the whole object is rejected.
import type { PrometheusRuleSpec, Rule, RuleGroup } from '../api/prometheusrule.ts';
import { parseDuration } from '../core/duration.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { checkTemplate } from '../gotemplate/check.ts';
import type { Dialect } from '../promql/dialect.ts';
import { parseExpr, problemText } from '../promql/parse.ts';
import type { Version } from '../versions/version.ts';
import type { RuleContext } from './context.ts';
import { workloadDialect } from './dialect.ts';
import { RULE_DURATIONS, type RuleDuration } from './fields.ts';
import { understands } from './sanitize.ts';

/** What the workload accepts. */
interface Syntax {
  readonly dialect: Dialect;
  /** Whether names may have any character, not only ASCII letters, digits and `_`. */
  readonly utf8: boolean;
  /** The release of Prometheus that reads templates; `undefined` for any. */
  readonly release: Version | undefined;
}

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const METRIC_NAME = '__name__';

const isName = (name: string, legacy: RegExp, utf8: boolean): boolean =>
  utf8 ? name !== '' && name.isWellFormed() : legacy.test(name);

const rename = (utf8: boolean, characters = 'ASCII letters, digits and _'): string =>
  utf8 ? 'it must not be empty' : `use ${characters}, no digit first`;

/** The `InvalidDuration` issue of a text. */
export const invalidDuration = (text: string, path: string): Issue =>
  issue('InvalidDuration', path, `${quoted(text)} is not a duration: write it as 30s, 5m or 1h30m, below 292 years`);

function checkDuration(text: string | undefined, path: string, mayBeEmpty: boolean): Issue[] {
  if (text === undefined || (text === '' && mayBeEmpty) || parseDuration(text) !== undefined) return [];
  return [invalidDuration(text, path)];
}

function checkLabels(labels: Rule['labels'], path: string, { utf8 }: Syntax): Issue[] {
  return Object.entries(labels ?? {}).flatMap(([name, value]) => {
    if (name === METRIC_NAME)
      return [issue('InvalidLabelName', `${path}.${name}`, 'a rule cannot set the metric name: remove this label')];
    if (!isName(name, LABEL, utf8))
      return [issue('InvalidLabelName', `${path}.${name}`, `${quoted(name)} is not a label name: ${rename(utf8)}`)];
    return String(value).isWellFormed()
      ? []
      : [issue('InvalidRule', `${path}.${name}`, 'the value is not valid Unicode')];
  });
}

const checkAnnotations = (annotations: Rule['annotations'], path: string, { utf8 }: Syntax): Issue[] =>
  Object.keys(annotations ?? {})
    .filter((name) => !isName(name, LABEL, utf8))
    .map((name) =>
      issue('InvalidLabelName', `${path}.${name}`, `${quoted(name)} is not an annotation name: ${rename(utf8)}`),
    );

function checkTemplates(map: Rule['labels'], path: string, { release }: Syntax): Issue[] {
  return Object.entries(map ?? {}).flatMap(([name, value]) => {
    const problem = checkTemplate(String(value), 'prometheus', release);
    return problem ? [issue('InvalidTemplate', `${path}.${name}`, `is not a valid template: ${problem}`)] : [];
  });
}

function checkKind(rule: Rule, path: string): Issue[] {
  if (rule.record && rule.alert) return [issue('InvalidRule', path, 'has both record and alert: write two rules')];
  return rule.record || rule.alert ? [] : [issue('InvalidRule', path, 'needs record or alert')];
}

function checkExpr(rule: Rule, path: string, { dialect }: Syntax): Issue[] {
  const text = String(rule.expr ?? '');
  if (text === '') return [issue('InvalidExpression', `${path}.expr`, 'is empty: write a PromQL expression')];
  const parsed = parseExpr(text, dialect);
  return 'problem' in parsed
    ? [issue('InvalidExpression', `${path}.expr`, `is not valid PromQL: ${problemText(parsed.problem)}`)]
    : [];
}

function checkRecording(rule: Rule, path: string, { utf8 }: Syntax): Issue[] {
  const name = rule.record ?? '';
  const only = (field: 'annotations' | RuleDuration['key']) =>
    issue('InvalidRule', `${path}.${field}`, 'is only for alerting rules: remove it from this recording rule');
  return [
    ...(Object.keys(rule.annotations ?? {}).length > 0 ? [only('annotations')] : []),
    ...RULE_DURATIONS.flatMap(({ key }) => (parseDuration(rule[key] ?? '') ? [only(key)] : [])),
    ...(isName(name, METRIC, utf8)
      ? []
      : [
          issue(
            'InvalidRule',
            `${path}.record`,
            `${quoted(name)} is not a metric name: ${rename(utf8, 'ASCII letters, digits, _ and :')}`,
          ),
        ]),
    ...(/[{}]/.test(name)
      ? [issue('InvalidRule', `${path}.record`, `${quoted(name)} has braces: move this text to expr`)]
      : []),
  ];
}

function checkRule(rule: Rule, path: string, syntax: Syntax): Issue[] {
  return [
    ...checkKind(rule, path),
    ...checkExpr(rule, path, syntax),
    ...RULE_DURATIONS.flatMap(({ key, mayBeEmpty }) => checkDuration(rule[key], `${path}.${key}`, mayBeEmpty)),
    ...(rule.record ? checkRecording(rule, path, syntax) : []),
    ...checkLabels(rule.labels, `${path}.labels`, syntax),
    ...checkAnnotations(rule.annotations, `${path}.annotations`, syntax),
    ...(rule.alert ? checkTemplates(rule.labels, `${path}.labels`, syntax) : []),
    ...(rule.alert ? checkTemplates(rule.annotations, `${path}.annotations`, syntax) : []),
  ];
}

function checkGroup(group: RuleGroup, path: string, isRepeated: boolean, syntax: Syntax): Issue[] {
  return [
    ...(group.name ? [] : [issue('InvalidRule', `${path}.name`, 'is empty: give the group a name')]),
    ...(isRepeated
      ? [
          issue(
            'InvalidRule',
            `${path}.name`,
            `${quoted(group.name)} is also the name of an earlier group: choose another`,
          ),
        ]
      : []),
    ...checkDuration(group.interval, `${path}.interval`, true),
    ...checkDuration(group.query_offset, `${path}.query_offset`, false),
    ...checkLabels(group.labels, `${path}.labels`, syntax),
    ...(group.rules ?? []).flatMap((rule, i) => checkRule(rule, `${path}.rules[${i}]`, syntax)),
  ];
}

/**
 * Checks a sanitised spec. Issues in the order of the spec: `InvalidRule`, `InvalidExpression`, `InvalidTemplate`,
 * `InvalidDuration` and `InvalidLabelName`.
 */
export function checkRules(spec: PrometheusRuleSpec, context: RuleContext): Issue[] {
  const syntax: Syntax = {
    dialect: workloadDialect(context),
    utf8: understands(context, 'rules.utf8') && !context.legacyNames,
    release: context.flavour === 'prometheus' && !context.options.parity ? context.version : undefined,
  };
  const names = new Set<string>();
  return (spec.groups ?? []).flatMap((group, i) => {
    const isRepeated = names.has(group.name);
    names.add(group.name);
    return checkGroup(group, `spec.groups[${i}]`, isRepeated, syntax);
  });
}
