// One PrometheusRule from object to rule file: enforced, sanitised, checked, written; remembered until the object or
// what it depends on changes.
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
import { roomOf } from './size.ts';

export interface ExaminedRule {
  /** Why the object is rejected. */
  readonly issues: readonly Issue[];
  /** Name of its file: `<namespace>-<name>-<uid>.yaml`. */
  readonly key: string;
  /** The rule file; `undefined` where the object gives none. */
  readonly text: string | undefined;
}

const examined = memo<ExaminedRule>(({ issues, key, text }) => issueBytes(issues) + textBytes(key, text));

const metaOf = (object: PrometheusRule): ObjectMeta => object.metadata as unknown as ObjectMeta;

function tooLarge(text: string, context: RuleContext): Issue[] {
  const { largest, measure } = roomOf(context.options);
  const size = measure(text);
  if (size <= largest) return [];
  return [
    issue('TooLarge', 'spec', `the rules take ${size} bytes and a ConfigMap has room for ${largest}: split them up`),
  ];
}

/** Rules as a rule file, or why there is none. */
export type Written = { readonly text: string } | { readonly issues: readonly Issue[] };

/** The rules with all labels of `by` enforced, without what the workload does not know, checked and written. */
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
  const { namespace = '', name, uid = '' } = metaOf(object);
  const key = ruleKey(namespace, name, uid);
  const malformed = checkShape(object as unknown as KubernetesObject);
  if (malformed.length > 0) return { issues: malformed, key, text: undefined };
  const by = enforcedFor(namespace, name, context);
  // The Go operator leaves such an object out without a word.
  if (by && context.options.parity && enforceRules(object.spec, by, context).issues.length > 0)
    return { issues: [], key, text: undefined };
  const written = writeRules(object.spec, by ? [by] : [], context);
  return 'text' in written ? { issues: [], key, text: written.text } : { issues: written.issues, key, text: undefined };
}

/**
 * What the verdict on an object depends on beside the object and the label enforced on it: less than the whole
 * workload, so that most changes of it cost nothing.
 */
export function fingerprint(label: string, context: RuleContext): string {
  const { flavour, version, enableFeatures, legacyNames, readsOthers, options } = context;
  const of = [flavour, formatVersion(version), label, enableFeatures, legacyNames, readsOthers];
  return JSON.stringify([...of, options.parity, options.applyStrategy]);
}

/** Neither a file nor a reason: the Go operator acts as if it had not seen the object. */
export const isIgnored = ({ text, issues }: ExaminedRule): boolean => text === undefined && issues.length === 0;

/**
 * The verdict on one object, and its file. Remembered as long as the object and what the verdict depends on stay the
 * same.
 */
export function examineRule(object: PrometheusRule, context: RuleContext): ExaminedRule {
  const { namespace = '', name, uid = '' } = metaOf(object);
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
