// Evaluates relabel rules on a label set, as Prometheus does (github.com/prometheus/prometheus: model/relabel).
import { createHash } from 'node:crypto';
import { isLabelName } from '../prometheus/schema/types.ts';
import { type Labels, LabelsBuilder } from './builder.ts';
import { toLower, toUpper } from './lettercase.ts';
import type { RelabelOptions, Rule } from './rule.ts';
import { expand } from './template.ts';

/** A label that a rule changed. An empty text is an absent label. */
export interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What one rule did. */
export interface Trace {
  /** The number of the rule, from 0. */
  readonly index: number;
  /** The values of the source labels, joined by the separator. */
  readonly value: string;
  /** Whether the target was dropped here. */
  readonly isDropped: boolean;
  readonly changes: readonly Change[];
}

/** The labels at the end, or the rule that dropped the label set. */
export type Relabeled = { readonly labels: Labels } | { readonly droppedBy: number; readonly value: string };

function joined({ sources, separator }: Rule, labels: LabelsBuilder): string {
  const [first, ...others] = sources;
  if (first === undefined) return '';
  return others.reduce((value, name) => value + separator + labels.get(name), labels.get(first));
}

function replace(rule: Rule, value: string, labels: LabelsBuilder, { utf8 }: RelabelOptions): void {
  if (rule.plain) {
    labels.set(rule.target, rule.plain === 'copy' ? value : rule.replacement);
    return;
  }
  const match = rule.pattern.match(value);
  if (!match) return;
  const target = expand(rule.target, match);
  if (isLabelName(target, utf8)) labels.set(target, expand(rule.replacement, match));
}

/** The last eight bytes of the MD5 digest as a number, modulo `modulus`. */
function hashmod(value: string, modulus: bigint): string {
  if (modulus === 0n) return '';
  if (modulus === 1n) return '0';
  const digest = createHash('md5').update(value).digest();
  return String(digest.readBigUInt64BE(8) % modulus);
}

function onNames(rule: Rule, labels: LabelsBuilder): void {
  const isMap = rule.action === 'labelmap';
  for (const [name, value] of isMap ? labels.inOrder() : labels.entries()) {
    const matches = rule.pattern.match(name) !== undefined;
    if (isMap) {
      if (matches) labels.set(rule.pattern.replaceAll(name, rule.replacement), value);
    } else if (matches === (rule.action === 'labeldrop')) labels.set(name, '');
  }
}

/** Applies one rule. Returns whether the label set stays. */
function apply(rule: Rule, value: string, labels: LabelsBuilder, options: RelabelOptions): boolean {
  switch (rule.action) {
    case 'drop':
      return rule.pattern.match(value) === undefined;
    case 'keep':
      return rule.pattern.match(value) !== undefined;
    case 'dropequal':
      return labels.get(rule.target) !== value;
    case 'keepequal':
      return labels.get(rule.target) === value;
    case 'replace':
      replace(rule, value, labels, options);
      return true;
    case 'lowercase':
      labels.set(rule.target, toLower(value));
      return true;
    case 'uppercase':
      labels.set(rule.target, toUpper(value));
      return true;
    case 'hashmod':
      labels.set(rule.target, hashmod(value, rule.modulus));
      return true;
    case 'labelmap':
    case 'labeldrop':
    case 'labelkeep':
      onNames(rule, labels);
      return true;
    default:
      return true;
  }
}

/** As `relabel`, on labels in a builder, from which single labels can be read afterwards. */
export function relabelWith(
  labels: LabelsBuilder,
  rules: readonly Rule[],
  options: RelabelOptions,
): { readonly kept: LabelsBuilder } | { readonly droppedBy: number; readonly value: string } {
  let index = 0;
  for (const rule of rules) {
    const value = joined(rule, labels);
    if (!apply(rule, value, labels, options)) return { droppedBy: index, value };
    index++;
  }
  return { kept: labels };
}

/** The result of all rules. The first rule that drops the label set ends the evaluation. */
export function relabel(base: Labels, rules: readonly Rule[], options: RelabelOptions): Relabeled {
  const found = relabelWith(new LabelsBuilder(base), rules, options);
  return 'kept' in found ? { labels: found.kept.labels() } : found;
}

function changesBetween(before: Labels, after: Labels): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before[name] ?? '', after[name] ?? ''];
    return from === to ? [] : [{ name, before: from, after: to }];
  });
}

/** What each rule did, up to the one that drops the label set. */
export function traceRelabel(base: Labels, rules: readonly Rule[], options: RelabelOptions): Trace[] {
  const labels = new LabelsBuilder(base);
  const out: Trace[] = [];
  for (const [index, rule] of rules.entries()) {
    const value = joined(rule, labels);
    const before = labels.labels();
    const isDropped = !apply(rule, value, labels, options);
    out.push({ index, value, isDropped, changes: isDropped ? [] : changesBetween(before, labels.labels()) });
    if (isDropped) break;
  }
  return out;
}
