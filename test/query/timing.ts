// The time that queries take.
import { query, type When } from './answers.ts';

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Milliseconds of a query. Throws if it fails, and where it may not warn, if it does. */
export async function milliseconds(url: string, expr: string, when: When, mayWarn = true): Promise<number> {
  const before = performance.now();
  const { status, error, warnings } = await query(url, expr, when);
  if (status !== 'success' || (warnings && !mayWarn)) throw new Error(`${expr}: ${error ?? warnings?.join()}`);
  return performance.now() - before;
}
