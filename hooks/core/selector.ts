// Label selectors: matching, checking and formatting, as the API server does (kubernetes.io: labels and selectors).
import type { LabelRequirement, LabelSelector } from './hook.ts';
import { type Issue, issue } from './issue.ts';
import { holds } from './lists.ts';
import { quoted } from './message.ts';
import { byText } from './meta.ts';

type Labels = Readonly<Record<string, string>>;

const has = (labels: Labels, key: string): boolean => Object.hasOwn(labels, key);

function meets(requirement: LabelRequirement, labels: Labels): boolean {
  const { key, operator, values = [] } = requirement;
  switch (operator) {
    case 'In':
      return has(labels, key) && holds(values, labels[key] ?? '');
    case 'NotIn':
      return !has(labels, key) || !holds(values, labels[key] ?? '');
    case 'Exists':
      return has(labels, key);
    case 'DoesNotExist':
      return !has(labels, key);
    default:
      return false;
  }
}

/** Whether the selector matches the labels. No selector matches nothing, an empty one matches everything. */
export function matches(selector: LabelSelector | undefined | null, labels: Labels = {}): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    if (!has(labels, key) || labels[key] !== value) return false;
  return (selector.matchExpressions ?? []).every((requirement) => meets(requirement, labels));
}

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const isLabelKey = (key: string): boolean => {
  const slash = key.indexOf('/');
  if (slash < 0) return NAME.test(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= 253 && PREFIX.test(prefix) && NAME.test(key.slice(slash + 1));
};
const isLabelValue = (value: string): boolean => value === '' || NAME.test(value);

/** Whether each operator needs values. */
const VALUES: Readonly<Record<string, 'some' | 'none'>> = {
  DoesNotExist: 'none',
  Exists: 'none',
  In: 'some',
  NotIn: 'some',
};

function checkRequirement({ key, operator, values = [] }: LabelRequirement, at: string): Issue[] {
  const issues: Issue[] = [];
  const bad = (field: string, message: string) => issues.push(issue('InvalidSelector', `${at}.${field}`, message));
  if (!isLabelKey(key)) bad('key', `${quoted(key)} is not a label name`);
  const wrong = values.find((value) => !isLabelValue(value));
  if (wrong !== undefined) bad('values', `${quoted(wrong)} is not a label value`);
  const takes = Object.hasOwn(VALUES, operator) ? VALUES[operator] : undefined;
  if (!takes) bad('operator', `${quoted(operator)} is not one of In, NotIn, Exists, DoesNotExist`);
  if (takes === 'some' && values.length === 0) bad('values', `operator ${operator} needs at least one value`);
  if (takes === 'none' && values.length > 0) bad('values', `operator ${operator} takes no values`);
  return issues;
}

/** `InvalidConfiguration` issues for invalid names and values of labels. */
export const checkLabelTexts = (labels: Labels | undefined, path: string): Issue[] =>
  Object.entries(labels ?? {}).flatMap(([key, value]) => {
    if (!isLabelKey(key)) return [issue('InvalidConfiguration', path, `${quoted(key)} is not a label name`)];
    return isLabelValue(value)
      ? []
      : [issue('InvalidConfiguration', `${path}.${key}`, `${quoted(value)} is not a label value`)];
  });

/**
 * `InvalidSelector` issues for selectors that the API server rejects: invalid keys, values, operators and numbers of
 * values.
 */
export function checkSelector(selector: LabelSelector | undefined | null, path: string): Issue[] {
  const labels = Object.entries(selector?.matchLabels ?? {}).flatMap(([key, value]) => {
    if (!isLabelKey(key))
      return [issue('InvalidSelector', `${path}.matchLabels`, `${quoted(key)} is not a label name`)];
    return isLabelValue(value)
      ? []
      : [issue('InvalidSelector', `${path}.matchLabels.${key}`, `${quoted(value)} is not a label value`)];
  });
  return [
    ...labels,
    ...(selector?.matchExpressions ?? []).flatMap((found, i) =>
      checkRequirement(found, `${path}.matchExpressions[${i}]`),
    ),
  ];
}

/** The selector as text (`a=b,c in (d,e),!f`), sorted by key, with sorted values. */
export function formatSelector(selector: LabelSelector): string {
  const parts: [string, string][] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = `(${[...values].sort(byText).join(',')})`;
    if (operator === 'In') parts.push([key, `${key} in ${list}`]);
    else if (operator === 'NotIn') parts.push([key, `${key} notin ${list}`]);
    else parts.push([key, operator === 'Exists' ? key : `!${key}`]);
  }
  return parts
    .sort((a, b) => byText(a[0], b[0]))
    .map(([, form]) => form)
    .join(',');
}
