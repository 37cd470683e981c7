// What may be skipped in CI on a machine with Go, and why. Any other skip is a failure there.
import type { Skip } from './tap.ts';

const ALLOWED: readonly (readonly [reason: RegExp, because: string])[] = [
  [/no promtool 2\b/, "not every mirror of Debian's packages has a Prometheus older than 3"],
];

/** Skips that are on no list. */
export const unlisted = (skips: readonly Skip[]): Skip[] =>
  skips.filter(({ reason }) => !ALLOWED.some(([pattern]) => pattern.test(reason)));
