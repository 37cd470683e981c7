// The comparison of two servers: both have to answer, their answers have to be equal, and every expression has to have
// a result at one of the times at least. Expressions that fail or are empty on purpose are listed with their reason.
import { type Answer, canonical, hasResult, inTurns, query, type When } from './answers.ts';

export interface Pair {
  readonly expr: string;
  readonly want: Answer;
  readonly have: Answer;
}

/** Expression -> reason. */
export type Known = ReadonlyMap<string, string>;

export interface Expected {
  /** Expressions that may fail, on both servers with the same error. */
  readonly failing?: Known;
  /** Expressions without a result at any of the times. */
  readonly empty?: Known;
}

const NONE: Known = new Map();
const SHOWN = 10;

/** What two servers answer to the same expressions. */
export const pairsOf = (want: string, have: string, expressions: readonly string[], when: When): Promise<Pair[]> =>
  inTurns(expressions, async (expr) => {
    const [one, other] = await Promise.all([query(want, expr, when), query(have, expr, when)]);
    return { expr, want: one, have: other };
  });

const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);
const shown = (lines: readonly string[]): string[] =>
  lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`] : [...lines];

/** With the order of the series, which is the answer of functions that sort. */
const ordered = (answer: Answer): string => `${canonical(answer)} ${JSON.stringify(answer.data?.result)}`;

function findFault({ expr, want, have }: Pair, failing: Known, same: (answer: Answer) => string): string | undefined {
  const failed = [want, have].filter(({ status }) => status !== 'success');
  if (failed.length > 0 && !failing.has(expr)) return `fails: ${failed.map(({ error }) => error).join(' and ')}`;
  const form = expr.startsWith('sort') ? ordered : same;
  return form(want) === form(have) ? undefined : `want ${short(form(want))}, have ${short(form(have))}`;
}

/** Expressions that are answered by one server or none, or by both and not alike. `same`: the form that is compared. */
export const faults = (pairs: readonly Pair[], { failing = NONE }: Expected = {}, same = canonical): string[] =>
  shown(
    pairs.flatMap((pair) => {
      const fault = findFault(pair, failing, same);
      return fault ? [`${short(pair.expr)}: ${fault}`] : [];
    }),
  );

/** Expressions with a result on both servers. */
export const withResult = (pairs: readonly Pair[]): ReadonlySet<string> =>
  new Set(pairs.filter(({ want, have }) => hasResult(want) && hasResult(have)).map(({ expr }) => expr));

/** Expressions without a result in any of the pairs that are not listed, and those that are listed without need. */
export function unanswered(pairs: readonly Pair[], { failing = NONE, empty = NONE }: Expected = {}): string[] {
  const answered = withResult(pairs);
  const asked = [...new Set(pairs.map(({ expr }) => expr))];
  const failed = new Set(pairs.filter(({ want }) => want.status !== 'success').map(({ expr }) => expr));
  return shown([
    ...asked
      .filter((expr) => !answered.has(expr) && !empty.has(expr) && !failing.has(expr))
      .map((expr) => `${short(expr)}: has no result`),
    ...asked
      .filter((expr) => answered.has(expr) && empty.has(expr))
      .map((expr) => `${short(expr)}: has a result, is listed as empty`),
    ...asked
      .filter((expr) => !failed.has(expr) && failing.has(expr))
      .map((expr) => `${short(expr)}: works, is listed as failing`),
  ]);
}
