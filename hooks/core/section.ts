// Sections of configuration files: objects without undefined members.

export type Section = Record<string, unknown>;

/** Sets a member with a name from a user. `__proto__` becomes an ordinary member, not the prototype. */
export function put(into: Section, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}

/**
 * The fields without `undefined` members, in the same order. `''`, `0`, `false` and `[]` stay, because they can have a
 * meaning.
 */
export function section(fields: Readonly<Record<string, unknown>>): Section {
  const out: Section = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined) put(out, key, fields[key]);
  return out;
}

/** The list, or `undefined` if it is empty. */
export const nonEmptyList = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list && list.length > 0 ? list : undefined;

/** The text, or `undefined` if it is empty. */
export const nonEmpty = (value: string | undefined): string | undefined => (value ? value : undefined);

/** The number, or `undefined` if it is zero. */
export const nonZero = (value: number | undefined): number | undefined => (value ? value : undefined);
