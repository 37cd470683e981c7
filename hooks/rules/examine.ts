// One PrometheusRule from object to rule file: enforced, sanitised, checked, written. The result is cached.
import type { PrometheusRule, PrometheusRuleSpec } from '../api/prometheusrule.ts';
import { checkShape } from '../api/shape.ts';
import { dataKey } from '../core/datakey.ts';
import { digestOf } from '../core/digest.ts';
import { alone } from '../core/isolation.ts';
import { type Issue, issue } from '../core/issue.ts';
import { issueBytes, memo, textBytes } from '../core/memo.ts';
import type { KubernetesObject, ObjectMeta } from '../core/meta.ts';
import type { Enforced } from '../promql/enforce.ts';
import { formatVersion } from '../versions/version.ts';
import { checkRules } from './check.ts';
import type { RuleContext } from './context.ts';
import { enforcedFor, enforceRules } from './enforce.ts';
import { ruleFile } from './file.ts';
import { sanitizeRules } from './sanitize.ts';
import { byteBudget } from './size.ts';

/** A checked PrometheusRule. */
export interface ExaminedRule {
  /** Why the object is rejected. */
  readonly issues: readonly Issue[];
  /** Name of its file: `<namespace>-<name>-<uid>.yaml`. */
  readonly key: string;
  /** The rule file; `undefined` without one. */
  readonly text: string | undefined;
}

const examined = memo<ExaminedRule>(({ issues, key, text }) => issueBytes(issues) + textBytes(key, text));

const objectMeta = (object: PrometheusRule): ObjectMeta => object.metadata as unknown as ObjectMeta;

function tooLarge(text: string, context: RuleContext): Issue[] {
  const { largest, measure } = byteBudget(context.options);
  const size = measure(text);
  if (size <= largest) return [];
  return [issue('TooLarge', 'spec', `the rules have ${size} bytes and a ConfigMap holds ${largest}: split them`)];
}

/** A rule file, or the issues. */
export type Written = { readonly text: string } | { readonly issues: readonly Issue[] };

/** Enforces the labels of `by`, removes fields that the workload does not support, checks and writes the rules. */
export function writeRules(spec: PrometheusRuleSpec, by: readonly Enforced[], context: RuleContext): Written {
  let enforced = spec;
  for (const one of by) {
    const next = enforceRules(enforced, one, context);
    if (next.issues.length > 0) return { issues: next.issues };
    enforced = next.spec;
  }
  const known = sanitizeRules(enforced, context);
  const issues = checkRules(known, context);
  if (issues.length > 0) return { issues };
  const text = ruleFile(known, context.options);
  const large = tooLarge(text, context);
  return large.length > 0 ? { issues: large } : { text };
}

/** The key of a rule file in its ConfigMap. */
export const ruleKey = (...parts: readonly string[]): string => dataKey(`${parts.join('-')}.yaml`);

function examineNow(object: PrometheusRule, context: RuleContext): ExaminedRule {
  const { namespace = '', name, uid = '' } = objectMeta(object);
  const key = ruleKey(namespace, name, uid);
  const malformed = checkShape(object as unknown as KubernetesObject);
  if (malformed.length > 0) return { issues: malformed, key, text: undefined };
  const by = enforcedFor(namespace, name, context);
  // The Go operator ignores such an object without an issue.
  if (by && context.options.parity && enforceRules(object.spec, by, context).issues.length > 0)
    return { issues: [], key, text: undefined };
  const written = writeRules(object.spec, by ? [by] : [], context);
  return 'text' in written ? { issues: [], key, text: written.text } : { issues: written.issues, key, text: undefined };
}

/** The parts of the context that the check depends on, as a key of the cache. Most changes of a workload keep it. */
export function fingerprint(label: string, context: RuleContext): string {
  const { flavour, version, enableFeatures, legacyNames, readsOthers, options } = context;
  const of = [flavour, formatVersion(version), label, enableFeatures, legacyNames, readsOthers];
  return JSON.stringify([...of, options.parity, options.applyStrategy]);
}

/** Whether the object has neither a file nor an issue: the Go operator ignores it. */
export const isIgnored = ({ text, issues }: ExaminedRule): boolean => text === undefined && issues.length === 0;

/** Checks one object and writes its file. The result is cached by object and `fingerprint`. */
export function examineRule(object: PrometheusRule, context: RuleContext): ExaminedRule {
  const { namespace = '', name, uid = '' } = objectMeta(object);
  const rule = object as unknown as KubernetesObject;
  const label = enforcedFor(namespace, name, context)?.label ?? '';
  return examined.get(`${namespace}/${name}/${fingerprint(label, context)}`, digestOf(rule), () =>
    alone(
      rule,
      () => examineNow(object, context),
      (found) => ({ issues: [found], key: ruleKey(namespace, name, uid), text: undefined }),
    ),
  );
}
