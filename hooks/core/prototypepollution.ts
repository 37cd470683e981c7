// Keys that a JavaScript program might take for an object's prototype. No custom resource needs them, but whoever may
// write one can send them.

type Place = readonly [value: object, path: string];

const isPoison = (key: string, member: unknown): boolean =>
  key === '__proto__' ||
  (key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype'));

/**
 * The path of the first `__proto__`, or `constructor` with a `prototype`, inside the value; `undefined` where there is
 * none.
 */
export function poisonIn(value: unknown, path: string): string | undefined {
  const left: Place[] = typeof value === 'object' && value !== null ? [[value, path]] : [];
  for (let place = left.pop(); place; place = left.pop()) {
    const [found, at] = place;
    for (const [key, member] of Object.entries(found)) {
      if (isPoison(key, member)) return `${at}.${key}`;
      if (typeof member === 'object' && member !== null)
        left.push([member, Array.isArray(found) ? `${at}[${key}]` : `${at}.${key}`]);
    }
  }
  return undefined;
}
