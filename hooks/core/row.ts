// Look-ups in tables by text that users write.

/**
 * The row of a table, `undefined` where it has none. What every JavaScript object inherits (`constructor`) is no row.
 */
export const row = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
