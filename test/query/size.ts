// How much the tests ask. By default each promise once, as CI runs them; with LONG=1 (`npm run test:long`) everything:
// all times, all expressions, more rounds.

export const LONG: boolean = process.env['LONG'] === '1';

/** The first value by default, the second one with LONG=1. */
export const size = <T>(small: T, long: T): T => (LONG ? long : small);

/** Every `step`th, from the one at `from` on; all with LONG=1. */
export const some = <T>(all: readonly T[], step: number, from = 0): readonly T[] =>
  LONG ? all : all.filter((_, i) => i % step === from);
