// Keys that could change the prototype of a JavaScript object (prototype pollution). No custom resource needs them.

type Place = readonly [value: object, path: string];

const isPollution = (key: string, member: unknown): boolean =>
  key === '__proto__' ||
  (key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype'));

/**
 * The path of the first `__proto__`, or `constructor` with a `prototype`, inside the value; `undefined` without one.
 */
export function pollutionPath(value: unknown, path: string): string | undefined {
  const left: Place[] = typeof value === 'object' && value !== null ? [[value, path]] : [];
  for (let place = left.pop(); place; place = left.pop()) {
    const [found, at] = place;
    for (const [key, member] of Object.entries(found)) {
      if (isPollution(key, member)) return `${at}.${key}`;
      if (typeof member === 'object' && member !== null)
        left.push([member, Array.isArray(found) ? `${at}[${key}]` : `${at}.${key}`]);
    }
  }
  return undefined;
}
