// Deeply frozen values, which several calls share.

/** Freezes a value from JSON deeply and returns it. */
export function freeze<T extends object>(value: T): T {
  const left: object[] = [value];
  for (let next = left.pop(); next; next = left.pop()) {
    Object.freeze(next);
    for (const member of Object.values(next)) if (typeof member === 'object' && member !== null) left.push(member);
  }
  return value;
}
