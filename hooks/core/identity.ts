// Identities of values that nobody changes, as parts of the keys of caches.

const numbers = new WeakMap<object, number>();
let next = 0;

/** A number of its own for each object. Requests with equal related objects share one map of them, so one number. */
export function identityOf(value: object | undefined): number {
  if (!value) return -1;
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, next);
  return next++;
}

/** A function of an object whose result is kept as long as the object. The object must never change. */
export function ofSame<K extends object, T>(compute: (value: K) => T): (value: K) => T {
  const results = new WeakMap<K, { readonly result: T }>();
  return (value) => {
    const known = results.get(value);
    if (known) return known.result;
    const result = compute(value);
    results.set(value, { result });
    return result;
  };
}
