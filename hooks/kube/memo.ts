// A bounded memory of computed values. Losing an entry costs time, never correctness: a key must name everything the value depends on.

export interface Memo<T> {
  /** The value of `key`, computed now if it is not remembered. */
  get(key: string, compute: () => T): T;
  readonly size: () => number;
}

/** A memo of at most `limit` entries; the ones not used for longest go first. */
export function memo<T>(limit: number): Memo<T> {
  const entries = new Map<string, T>();
  return {
    get(key, compute) {
      const known = entries.get(key);
      if (known !== undefined) {
        entries.delete(key);
        entries.set(key, known);
        return known;
      }
      const value = compute();
      if (entries.size >= limit) {
        const oldest = entries.keys().next();
        if (!oldest.done) entries.delete(oldest.value);
      }
      entries.set(key, value);
      return value;
    },
    size: () => entries.size,
  };
}
