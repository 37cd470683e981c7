// Look-ups in tables with keys from users.

/** The row of a table, or `undefined`. Inherited members such as `constructor` are not rows. */
export const row = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
