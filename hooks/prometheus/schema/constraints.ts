// Constraints that several sections of Prometheus' configuration file share.
import { isPlain } from '../../core/plain.ts';
import type { Section } from '../../core/section.ts';
import type { Constraint } from './table.ts';

/** Whether a key holds something. A number counts, because a text may look like one. */
export const has = (section: Section, key: string): boolean => {
  const value = isPlain(section[key]) ? section[key].value : section[key];
  return ![undefined, null, '', false].includes(value as null);
};

/** Keys that must hold something. */
export const required =
  (...keys: readonly string[]): Constraint =>
  (section) =>
    keys.filter((key) => !has(section, key)).map((key) => [key, 'is needed']);

/** A list that must have an item. */
export const withItems =
  (key: string, message = 'is needed'): Constraint =>
  (section) =>
    ((section[key] ?? []) as readonly unknown[]).length > 0 ? [] : [[key, message]];

/** Keys of which at most one may hold something. */
export const exclusive =
  (...keys: readonly string[]): Constraint =>
  (section) => {
    const given = keys.filter((key) => has(section, key));
    return given.slice(1).map((key) => [key, `excludes ${given[0]}: keep one`]);
  };

/** Keys of which one must hold something. */
export const oneOf =
  (...keys: readonly string[]): Constraint =>
  (section) =>
    keys.some((key) => has(section, key)) ? [] : [[keys[0] ?? '', `is needed (or ${keys.slice(1).join(', ')})`]];

/** A key that holds something only together with one of the others. */
export const needs =
  (key: string, ...others: readonly string[]): Constraint =>
  (section) =>
    has(section, key) && !others.some((other) => has(section, other)) ? [[key, `needs ${others.join(' or ')}`]] : [];
