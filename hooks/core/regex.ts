// Regular expressions in RE2 syntax (github.com/google/re2/wiki/Syntax), which differs from that of JavaScript.
import { RE2JS } from 're2js';
import { textKey } from './digest.ts';
import { spend } from './isolation.ts';
import type { Reason } from './issue.ts';
import { memo, textBytes } from './memo.ts';
import { regexCost } from './regexcost.ts';
import { unknownClass } from './unicodeclasses.ts';

export { regexCost } from './regexcost.ts';

/**
 * Limit of the cost of one expression (`regexCost`): about 100 ms and 20 MB. It allows an alternation of words of up to
 * 60,000 characters. The limit in Go is much higher: a program of 128 MiB.
 */
export const REGEX_COST_LIMIT = 72_000;

/** Limit of the total cost of the expressions of one object. */
export const OBJECT_COST_LIMIT = 5 * REGEX_COST_LIMIT;

export interface RegexProblem {
  readonly reason: Extract<Reason, 'InvalidRegex' | 'TooExpensive'>;
  /** Completes `"x" is not RE2: ...`. It does not quote an expression that is too expensive. */
  readonly message: string;
}

const FINE = { problem: undefined };
const checked = memo<{ readonly problem: RegexProblem | undefined }>(({ problem }) => textBytes(problem?.message));

/**
 * Expressions of letters, digits, some signs, `.`, `|` and groups of these, as most rules have, with the anchors of
 * Prometheus. They are valid, and compiling takes far longer than this.
 */
const SIMPLE = /^(?:\^\(\?s?:)?(?:[\w\-/:;@ ,.|]|\([\w\-/:;@ ,.|]*\))*(?:\)\$)?$/;
const ANCHORS = /^\^\(\?s?:|\)\$$/g;

/** Whether the expression is certainly valid. The anchors must be there both or not at all. */
const isSimple = (pattern: string): boolean => SIMPLE.test(pattern) && (pattern.match(ANCHORS)?.length ?? 0) % 2 === 0;

function compiled(pattern: string): { readonly problem: RegexProblem | undefined } {
  const unknown = unknownClass(pattern);
  if (unknown) return { problem: { reason: 'InvalidRegex', message: `the class ${unknown} is not known to Go` } };
  try {
    RE2JS.compile(pattern);
    return FINE;
  } catch (error) {
    return { problem: { reason: 'InvalidRegex', message: error instanceof Error ? error.message : String(error) } };
  }
}

const tooExpensive = (cost: number): RegexProblem => ({
  reason: 'TooExpensive',
  message:
    `the expression is too expensive to compile (${Math.round(cost / REGEX_COST_LIMIT)} times the limit): ` +
    'shorten it, use smaller repetition counts or fewer character classes, or split it into several rules',
});

const TOTAL_TOO_EXPENSIVE: RegexProblem = {
  reason: 'TooExpensive',
  message: 'the expressions of this object are too expensive to compile together: spread them over several objects',
};

/**
 * The problem of an expression, or `undefined`. An expression that is too expensive is not compiled. Never throws.
 */
export function checkRegex(pattern: string): RegexProblem | undefined {
  const cost = regexCost(pattern);
  if (cost > REGEX_COST_LIMIT) return tooExpensive(cost);
  if (spend(cost) > OBJECT_COST_LIMIT) return TOTAL_TOO_EXPENSIVE;
  if (isSimple(pattern)) return undefined;
  return checked.get(textKey(pattern), '', () => compiled(pattern)).problem;
}

/** The message of `checkRegex`, or `''`. */
export const regexError = (pattern: string): string => checkRegex(pattern)?.message ?? '';

const empties = memo<boolean>(() => 0);

/** Whether the expression matches the empty string; false for an expression that `checkRegex` rejects. */
export function matchesEmpty(pattern: string): boolean {
  if (checkRegex(pattern)) return false;
  return empties.get(textKey(pattern), '', () => RE2JS.matches(pattern, ''));
}

/** The text with all special characters of RE2 escaped, like Go's regexp.QuoteMeta. */
export const quoteRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

/** The groups of a match, the whole match first. A group that took no part is `undefined`. */
export interface Match {
  readonly groups: readonly (string | undefined)[];
  /** Where the match starts and ends. */
  readonly start: number;
  readonly end: number;
}

/** A compiled expression. */
export interface Expression {
  /** The first match at or after a position. */
  readonly find: (text: string, from?: number) => Match | undefined;
  /** The number of each named group. */
  readonly names: Readonly<Record<string, number>>;
}

/** Approximate bytes of a compiled expression for each unit of its cost. */
const COMPILED_BYTES = 300;
const expressions = memo<{ readonly expression: Expression; readonly cost: number }>(
  ({ cost }) => COMPILED_BYTES * (cost + 1),
);

function expressionOf(pattern: string): Expression {
  const compiled = RE2JS.compile(pattern);
  return {
    names: compiled.namedGroups(),
    find: (text, from = 0) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
      return { groups, start: matcher.start(), end: matcher.end() };
    },
  };
}

/** The compiled expression, or the problem that `checkRegex` finds. */
export function compileRegex(pattern: string): Expression | RegexProblem {
  const problem = checkRegex(pattern);
  if (problem) return problem;
  const compute = () => ({ expression: expressionOf(pattern), cost: regexCost(pattern) });
  return expressions.get(textKey(pattern), '', compute).expression;
}
