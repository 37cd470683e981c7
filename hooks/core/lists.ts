// Questions about lists that users write, answered in one pass: comparing each item with each would stand still on a
// long list.

/** The first item that stands in the list before already. */
export function firstDuplicate(list: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const item of list) {
    if (seen.has(item)) return item;
    seen.add(item);
  }
  return undefined;
}

const known = new WeakMap<readonly string[], ReadonlySet<string>>();
/** Below this a scan is as fast. */
const SHORT = 16;

/** Whether a list that is asked often holds the text: a long one is read once. The list must not change. */
export function holds(list: readonly string[], text: string): boolean {
  if (list.length < SHORT) return list.includes(text);
  const set = known.get(list) ?? new Set(list);
  known.set(list, set);
  return set.has(text);
}

/**
 * A table of a list that is asked often, made once. The list must not change; of two items with one key the first
 * counts.
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

/** The largest of the numbers, and of `least`. */
export function largest(numbers: Iterable<number>, least: number): number {
  let most = least;
  for (const number of numbers) if (number > most) most = number;
  return most;
}
