// Compares labels with a selector, requirement by requirement, and names near misses.

import type { LabelRequirement, LabelSelector } from '../core/hook.ts';
import { quoted } from '../core/message.ts';
import { nearestWord } from '../core/nearest.ts';

type Labels = Readonly<Record<string, string>>;

/** A requirement of a selector that labels do not meet. */
export interface Mismatch {
  readonly key: string;
  readonly cause: 'LabelMissing' | 'LabelDiffers' | 'LabelForbidden';
  /** The value of the label; absent without it. */
  readonly found?: string;
  /** The wanted value as text: `web`, `one of a, b`, `any value`, `no label`. */
  readonly expected: string;
  /** A value that meets the requirement; absent where the label must not be there. */
  readonly value?: string;
  /** A label whose name is nearly the wanted one. */
  readonly near?: string;
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;

function missing(key: string, expected: string, value: string, labels: Labels): Mismatch {
  const near = nearestWord(key, Object.keys(labels));
  return { key, cause: 'LabelMissing', expected, value, ...(near === undefined ? {} : { near }) };
}

/** What a requirement of `matchExpressions` misses; `undefined` where the labels meet it. */
function missedExpression({ key, operator, values = [] }: LabelRequirement, labels: Labels): Mismatch | undefined {
  const has = Object.hasOwn(labels, key);
  const found = labels[key] ?? '';
  const [value = ''] = values;
  switch (operator) {
    case 'In':
      if (!has) return missing(key, oneOf(values), value, labels);
      return values.includes(found) ? undefined : { key, cause: 'LabelDiffers', found, expected: oneOf(values), value };
    case 'Exists':
      return has ? undefined : missing(key, 'any value', 'true', labels);
    case 'NotIn':
      return has && values.includes(found)
        ? { key, cause: 'LabelForbidden', found, expected: `not ${oneOf(values)}` }
        : undefined;
    case 'DoesNotExist':
      return has ? { key, cause: 'LabelForbidden', found, expected: 'no such label' } : undefined;
    default:
      return { key, cause: 'LabelDiffers', found, expected: `operator ${operator}` };
  }
}

function missedLabel([key, value]: readonly [string, string], labels: Labels): Mismatch | undefined {
  if (!Object.hasOwn(labels, key)) return missing(key, value, value, labels);
  const found = labels[key] ?? '';
  return found === value ? undefined : { key, cause: 'LabelDiffers', found, expected: value, value };
}

/** The requirements of a selector that labels do not meet. No selector has none: check it before. */
export const mismatches = (selector: LabelSelector, labels: Labels): Mismatch[] =>
  [
    ...Object.entries(selector.matchLabels ?? {}).map((one) => missedLabel(one, labels)),
    ...(selector.matchExpressions ?? []).map((one) => missedExpression(one, labels)),
  ].filter((one) => one !== undefined);

/** The number of requirements of a selector. */
export const requirements = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): number =>
  Object.keys(matchLabels).length + matchExpressions.length;

export const isEmpty = (selector: LabelSelector): boolean => requirements(selector) === 0;

/** `label release is missing (wanted: stable)`. */
export function mismatchText({ key, cause, found, expected, near }: Mismatch): string {
  if (cause === 'LabelMissing')
    return `label ${key} is missing, wanted is ${expected}${near ? ` (there is a label ${near})` : ''}`;
  if (cause === 'LabelForbidden') return `label ${key} is ${quoted(found)}, wanted is ${expected}`;
  return `label ${key} is ${quoted(found)}, wanted is ${expected}`;
}

/** An object that a selector nearly matches. */
export interface NearMiss<T> {
  readonly object: T;
  readonly missed: readonly Mismatch[];
  /** Whether one label is misspelt and all others fit. */
  readonly isSimilar: boolean;
}

/** Limit of objects that are equally near without a similar label. With more of them none is near. */
const MAX_NEAR = 3;

/** How far away an object is. A similar value counts less than another one, and that less than a missing label. */
const distance = (missed: readonly Mismatch[]): number =>
  missed.reduce((sum, one) => sum + (isClose(one) ? 0.25 : one.found === undefined ? 1 : 0.75), 0);

/** The objects that a selector nearly matches, the nearest ones, with what they miss. */
export function nearMisses<T extends { readonly metadata: { readonly labels?: Labels } }>(
  objects: readonly T[],
  selector: LabelSelector,
): readonly NearMiss<T>[] {
  const total = requirements(selector);
  const scored = objects
    .map((object) => ({ object, missed: mismatches(selector, object.metadata.labels ?? {}) }))
    .map((one) => ({ ...one, away: distance(one.missed) }))
    .filter(({ away }) => away < total);
  const least = scored.reduce((most, { away }) => Math.min(most, away), total);
  const nearest = scored
    .filter(({ away }) => away === least)
    .map(({ object, missed }) => ({ object, missed, isSimilar: missed.length === 1 && missed.every(isClose) }));
  const isSure = nearest.some(({ missed }) => missed.length < total || missed.some(isClose));
  return isSure || nearest.length <= MAX_NEAR ? nearest : [];
}

/** Whether the label is nearly right: another spelling of its name or of its value. */
const isClose = ({ near, found, value }: Mismatch): boolean =>
  near !== undefined || (Boolean(found) && Boolean(value) && isAlike(found ?? '', value ?? ''));

const isAlike = (a: string, b: string): boolean =>
  nearestWord(a, [b]) !== undefined || a.startsWith(b) || b.startsWith(a);
