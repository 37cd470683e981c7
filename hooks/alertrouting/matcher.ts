// Label matchers as values, and whether they match the labels of an alert (prometheus.io: alerting, matcher).
import { RE2JS } from 're2js';
import { checkRegex } from '../core/regex.ts';

export type Operator = '=' | '!=' | '=~' | '!~';
export type Labels = Readonly<Record<string, string>>;

export interface Matcher {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

/** The value of a label. A label that is missing has the empty value. */
export const labelOf = (labels: Labels, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';

/** The expression of a matcher, which must match the whole value. */
export const anchored = (value: string): string => `^(?:${value})$`;

export const isRegexOperator = (operator: Operator): boolean => operator === '=~' || operator === '!~';

/** Compiled expressions of one configuration. Their number is limited by its size. */
const compiled = new Map<string, RE2JS>();
const MAX_COMPILED = 10_000;

/** Whether the text matches. An expression that is too expensive or wrong matches nothing: it was refused before. */
function matchesRegex(value: string, text: string): boolean {
  const pattern = anchored(value);
  let regex = compiled.get(pattern);
  if (!regex) {
    if (checkRegex(pattern)) return false;
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    regex = RE2JS.compile(pattern);
    compiled.set(pattern, regex);
  }
  return regex.matcher(text).find();
}

/** Whether the matcher matches the labels. */
export function matchesLabels({ name, operator, value }: Matcher, labels: Labels): boolean {
  const text = labelOf(labels, name);
  if (operator === '=') return text === value;
  if (operator === '!=') return text !== value;
  return matchesRegex(value, text) === (operator === '=~');
}

/** Whether all matchers match. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matchesLabels(matcher, labels));

/** Characters that a text without quotes cannot have: white space in Go (unicode.IsSpace), and signs. */
const RESERVED = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{}!=~,\\"'`]/;

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`;

/** The matcher as it is written: `severity="critical"`. */
export const matcherText = ({ name, operator, value }: Matcher): string =>
  `${RESERVED.test(name) ? quote(name) : name}${operator}${quote(value)}`;

/** `{a="b", c=~"d"}`. */
export const matchersText = (matchers: readonly Matcher[]): string => `{${matchers.map(matcherText).join(', ')}}`;
