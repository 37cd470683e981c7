// The time that an expression reads: from the oldest to the newest sample, in seconds.
import type { Duration, Expr, Modifiers } from '../promql/ast.ts';
import { membersOf } from '../promql/enforce.ts';

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** When the whole query is evaluated, and how long a sample is valid. */
interface Evaluation {
  readonly query: Window;
  readonly lookback: number;
}

/** Seconds; `undefined` if the duration is computed by the server. */
const seconds = (duration: Duration | undefined): number | undefined => {
  if (duration === undefined) return 0;
  return duration.kind === 'number' ? duration.value : undefined;
};

/** The window moved to what the modifiers say, and longer by `range`. */
function shifted(at: Window, modifiers: Modifiers, range: number | undefined, { query }: Evaluation): Window {
  const offset = seconds(modifiers.offset);
  if (offset === undefined || range === undefined)
    return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const times: Record<string, number> = { start: query.from, end: query.to };
  const fixed = typeof modifiers.at === 'string' ? times[modifiers.at] : modifiers.at;
  const { from, to } = fixed === undefined ? at : { from: fixed, to: fixed };
  return { from: from - offset - range, to: to - offset };
}

const join = (windows: readonly (Window | undefined)[]): Window | undefined =>
  windows.reduce<Window | undefined>((all, one) => {
    if (!all || !one) return all ?? one;
    return { from: Math.min(all.from, one.from), to: Math.max(all.to, one.to) };
  }, undefined);

function read(expr: Expr, at: Window, evaluation: Evaluation): Window | undefined {
  const inside = (of: Expr): Window | undefined => read(of, at, evaluation);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return undefined;
    case 'selector':
      return shifted(at, expr.modifiers, evaluation.lookback, evaluation);
    case 'range':
      return shifted(at, expr.modifiers, seconds(expr.range), evaluation);
    case 'subquery':
      return read(expr.expr, shifted(at, expr.modifiers, seconds(expr.range), evaluation), evaluation);
    case 'aggregate':
      return join([inside(expr.expr), expr.parameter && inside(expr.parameter)]);
    case 'binary':
      return join([inside(expr.left), inside(expr.right)]);
    case 'call':
      return join(expr.args.map(inside));
    default:
      return inside(expr.expr);
  }
}

/**
 * The time that the expression reads when it is evaluated from `query.from` to `query.to`; `undefined` if it reads no
 * series. `lookback`: seconds that a sample is valid.
 */
export const readWindow = (expr: Expr, query: Window, lookback: number): Window | undefined =>
  read(expr, query, { query, lookback });

/** Seconds of all ranges of an expression, and its largest offset. */
function reach(expr: Expr): { readonly ranges: number; readonly offset: number } {
  const inside = membersOf(expr).map(reach);
  const modifiers = 'modifiers' in expr ? expr.modifiers : {};
  const range = 'range' in expr ? seconds(expr.range) : 0;
  const offset = seconds(modifiers.offset);
  return {
    ranges: inside.reduce((sum, { ranges }) => sum + ranges, range ?? Number.POSITIVE_INFINITY),
    offset: Math.max(Math.abs(offset ?? Number.POSITIVE_INFINITY), ...inside.map((one) => one.offset)),
  };
}

/** When the expression or a part of it is first evaluated: subqueries begin earlier. */
function evaluatedFrom(expr: Expr, at: Window, evaluation: Evaluation): number {
  const inner = expr.kind === 'subquery' ? shifted(at, expr.modifiers, seconds(expr.range), evaluation) : at;
  return Math.min(at.from, inner.from, ...membersOf(expr).map((member) => evaluatedFrom(member, inner, evaluation)));
}

/**
 * The time from which on every shard needs samples, so that the engine does not leave one out. The engine adds up all
 * ranges of an expression, and compares the time of the evaluation too (promql-engine: calculateStartOffset,
 * getStartTimeForEngine).
 */
export function neededFrom(expr: Expr, query: Window, lookback: number): number {
  const evaluation = { query, lookback };
  const { ranges, offset } = reach(expr);
  const first = evaluatedFrom(expr, query, evaluation) - ranges - offset - lookback;
  return Math.min(first, read(expr, query, evaluation)?.from ?? first);
}
