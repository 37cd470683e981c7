// Reads fields of objects that nobody has checked: a missing or wrong field is absent.
import type { LabelSelector } from '../core/hook.ts';
import { isRecord, recordsOf } from '../core/yaml.ts';

export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});

/** The member at a path; `undefined` where a part of the path is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (!isRecord(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

export const fieldsAt = (value: unknown, ...path: readonly string[]): Fields => {
  const found = at(value, ...path);
  return isRecord(found) ? found : NOTHING;
};

/** The mappings of a list. */
export const listAt = (value: unknown, ...path: readonly string[]): readonly Fields[] => recordsOf(at(value, ...path));

export const textsAt = (value: unknown, ...path: readonly string[]): readonly string[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
};

/** A text; a number as text. */
export const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : undefined;
};

export const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
};

/** A mapping of texts, such as labels. */
export function labelsAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found = fieldsAt(value, ...path);
  return Object.values(found).every((member) => typeof member === 'string')
    ? (found as Readonly<Record<string, string>>)
    : Object.fromEntries(Object.entries(found).map(([key, member]) => [key, String(member)]));
}

/** A label selector: its parts of the right type. `undefined` where there is none. */
export function selectorAt(value: unknown, ...path: readonly string[]): LabelSelector | undefined {
  const found = at(value, ...path);
  if (!isRecord(found)) return undefined;
  const matchExpressions = listAt(found, 'matchExpressions').map((one) => ({
    key: textAt(one, 'key') ?? '',
    operator: textAt(one, 'operator') ?? '',
    values: textsAt(one, 'values'),
  }));
  const matchLabels = labelsAt(found, 'matchLabels');
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}
