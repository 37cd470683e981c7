// When servers are read again: once a minute.

/** Milliseconds between two reads. */
export const READ_INTERVAL_MS = 60_000;
/** A sync comes a little earlier than asked for. */
const EARLY_MS = 2000;

/**
 * Seconds until the next read; `undefined` if it is due. Times are in milliseconds since 1970. `due`: `undefined`
 * without an earlier read. A time that is more than an interval away is that of a wrong clock.
 */
export function secondsUntilRead(due: number | undefined, at: number): number | undefined {
  const left = (due ?? at) - at;
  return left > EARLY_MS && left <= READ_INTERVAL_MS ? Math.ceil(left / 1000) : undefined;
}
