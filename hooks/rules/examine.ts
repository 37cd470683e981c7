// One PrometheusRule from object to rule file: enforced, sanitised, checked, written; remembered until the object or what it depends on changes.
import type { PrometheusRule } from '../crds/prometheusrule.ts';
import { checkShape } from '../crds/shape.ts';
import { type Issue, issue } from '../kube/issue.ts';
import { memo } from '../kube/memo.ts';
import type { KubernetesObject, ObjectMeta } from '../kube/meta.ts';
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

const examined = memo<ExaminedRule>(20_000);

const metaOf = (object: PrometheusRule): ObjectMeta => object.metadata as unknown as ObjectMeta;

function tooLarge(text: string, context: RuleContext): Issue[] {
  const { largest, measure } = roomOf(context.options);
  const size = measure(text);
  if (size <= largest) return [];
  return [
    issue(
      'TooLarge',
      'spec',
      `the rules take ${size} bytes and a ConfigMap has room for ${largest}: split them into several PrometheusRules`,
    ),
  ];
}

function examineNow(object: PrometheusRule, context: RuleContext): ExaminedRule {
  const { namespace = '', name, uid = '' } = metaOf(object);
  const key = `${namespace}-${name}-${uid}.yaml`;
  const malformed = checkShape(object as unknown as KubernetesObject);
  if (malformed.length > 0) return { issues: malformed, key, text: undefined };
  const by = enforcedFor(namespace, name, context);
  const enforced = by ? enforceRules(object.spec, by, context) : { spec: object.spec, issues: [] };
  // The Go operator leaves such an object out without a word.
  if (enforced.issues.length > 0) return { issues: context.options.parity ? [] : enforced.issues, key, text: undefined };
  const spec = sanitizeRules(enforced.spec, context);
  const issues = checkRules(spec, context);
  if (issues.length > 0) return { issues, key, text: undefined };
  const text = ruleFile(spec, context.options);
  const large = tooLarge(text, context);
  return { issues: large, key, text: large.length > 0 ? undefined : text };
}

/** What the verdict on an object depends on beside the object: less than the whole workload, so that most changes of it cost nothing. */
function fingerprint(namespace: string, name: string, context: RuleContext): string {
  const { flavour, version, enableFeatures, options } = context;
  const label = enforcedFor(namespace, name, context)?.label ?? '';
  return JSON.stringify([flavour, formatVersion(version), label, enableFeatures, options.parity, options.applyStrategy]);
}

/** Neither a file nor a reason: the Go operator acts as if it had not seen the object. */
export const isIgnored = ({ text, issues }: ExaminedRule): boolean => text === undefined && issues.length === 0;

/** The verdict on one object, and its file. Remembered as long as the object and what the verdict depends on stay the same. */
export function examineRule(object: PrometheusRule, context: RuleContext): ExaminedRule {
  const { namespace = '', name, uid, resourceVersion } = metaOf(object);
  if (!uid || !resourceVersion) return examineNow(object, context);
  return examined.get(`${uid}/${resourceVersion}/${fingerprint(namespace, name, context)}`, () => examineNow(object, context));
}
