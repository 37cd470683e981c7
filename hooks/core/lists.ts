// Look-ups in lists of users, in linear time: comparing each pair of items would take too long on a long list.

/** The first item that occurs a second time, or `undefined`. */
export function firstDuplicate(list: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const item of list) {
    if (seen.has(item)) return item;
    seen.add(item);
  }
  return undefined;
}

/** The index of the first text that occurs a second time, or `undefined`. Absent texts do not count. */
export function secondIndex(texts: readonly (string | undefined)[]): number | undefined {
  const seen = new Set<string>();
  for (const [i, one] of texts.entries()) {
    if (one !== undefined && seen.has(one)) return i;
    if (one !== undefined) seen.add(one);
  }
  return undefined;
}

const known = new WeakMap<readonly string[], ReadonlySet<string>>();
/** A list with fewer items is scanned. */
const MIN_INDEXED = 16;

/** Whether the list includes the text. A long list is indexed once, so it must not change. */
export function holds(list: readonly string[], text: string): boolean {
  if (list.length < MIN_INDEXED) return list.includes(text);
  const set = known.get(list) ?? new Set(list);
  known.set(list, set);
  return set.has(text);
}

/**
 * An index of the list by key, created once, so the list must not change. Of two items with the same key, the first is
 * used.
 */
export function table<T extends object>(
  keyOf: (item: T) => string,
): (list: readonly T[], key: string) => T | undefined {
  const tables = new WeakMap<readonly T[], ReadonlyMap<string, T>>();
  return (list, key) => {
    const made = tables.get(list) ?? new Map([...list].reverse().map((item) => [keyOf(item), item]));
    tables.set(list, made);
    return made.get(key);
  };
}

/** The items in `count` lists. `partOf`: the number of an item's list, from 0. */
export function split<T>(items: readonly T[], count: number, partOf: (item: T) => number): T[][] {
  const parts: T[][] = Array.from({ length: count }, () => []);
  for (const item of items) parts[partOf(item)]?.push(item);
  return parts;
}

/** The sum of the numbers. */
export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The largest of the numbers and `least`. */
export function largest(numbers: Iterable<number>, least: number): number {
  let most = least;
  for (const number of numbers) if (number > most) most = number;
  return most;
}
