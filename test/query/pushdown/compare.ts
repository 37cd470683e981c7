// Answers of the router beside those of one server.
import { inTurns, query, type When } from '../answers.ts';
import { type Pair, routed } from '../distributed/compare.ts';

/** What both answer. */
export const pairsOf = (want: string, router: string, expressions: readonly string[], when: When): Promise<Pair[]> =>
  inTurns(expressions, async (expr) => {
    const [one, have] = await Promise.all([query(want, expr, when), routed(router, expr, when)]);
    return { expr, want: one, have };
  });
