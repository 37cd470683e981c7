// An object that remembers which of its fields were looked at.

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * A view of the value that notes in `seen` the path of each field that is read; items of lists are `[]`, members of
 * free maps as they are called. Its JSON is that of the value and notes nothing: keys of what is remembered are made
 * from JSON.
 */
export function recording<T>(value: T, path: string, seen: Set<string>): T {
  if (!isObject(value)) return value;
  const list = Array.isArray(value);
  const known = new Map<string, { readonly member: unknown; readonly view: unknown }>();
  return new Proxy(value, {
    get(target, key, receiver) {
      if (key === 'toJSON') return () => target;
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || !Object.hasOwn(target, key) || (list && key === 'length')) return member;
      const before = known.get(key);
      if (before && before.member === member) return before.view;
      const at = list ? `${path}[]` : `${path}.${key}`;
      seen.add(at);
      const view = recording(member, at, seen);
      known.set(key, { member, view });
      return view;
    },
  });
}

/** Looks at every member of a value, however deep. */
export function readAll(value: unknown): void {
  if (isObject(value)) for (const member of Object.values(value)) readAll(member);
}
