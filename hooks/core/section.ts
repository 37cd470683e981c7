// Configuration sections: objects whose undefined members are gone, everything else stays.

export type Section = Record<string, unknown>;

/** Sets a member whose name is user text: `__proto__` is a name like others, and not the prototype. */
export function put(into: Section, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}

/**
 * Drops `undefined` members and nothing else, so `''`, `0`, `false` and `[]` survive when they mean something. Key
 * order is kept.
 */
export function section(fields: Readonly<Record<string, unknown>>): Section {
  const out: Section = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined) put(out, key, fields[key]);
  return out;
}

/** The list, or `undefined` when there is nothing in it. */
export const nonEmptyList = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list && list.length > 0 ? list : undefined;

/** The text, or `undefined` when it is empty. */
export const nonEmpty = (value: string | undefined): string | undefined => (value ? value : undefined);

/** The number, or `undefined` when it is zero. */
export const nonZero = (value: number | undefined): number | undefined => (value ? value : undefined);
