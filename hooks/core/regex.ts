// Regular expressions of Go programs (github.com/google/re2/wiki/Syntax); JavaScript's own differ both ways.
import { RE2JS } from 're2js';
import { textKey } from './digest.ts';
import { spend } from './isolation.ts';
import type { Reason } from './issue.ts';
import { memo, textBytes } from './memo.ts';
import { regexCost } from './regexcost.ts';

export { regexCost } from './regexcost.ts';

/**
 * The most that one expression may cost (`regexCost`): about 100 ms and 20 MB. A plain alternation of words passes up
 * to 60,000 characters; Go's own bound is far above, at a program of 128 MiB.
 */
export const REGEX_COST_LIMIT = 72_000;

/** The most that all expressions of one object may cost together. */
export const OBJECT_COST_LIMIT = 5 * REGEX_COST_LIMIT;

export interface RegexProblem {
  readonly reason: Extract<Reason, 'InvalidRegex' | 'TooExpensive'>;
  /** Completes `"x" is not RE2: ...`; does not quote the expression where it is too expensive. */
  readonly message: string;
}

const FINE = { problem: undefined };
const checked = memo<{ readonly problem: RegexProblem | undefined }>(({ problem }) => textBytes(problem?.message));

function compiled(pattern: string): { readonly problem: RegexProblem | undefined } {
  try {
    RE2JS.compile(pattern);
    return FINE;
  } catch (error) {
    return { problem: { reason: 'InvalidRegex', message: error instanceof Error ? error.message : String(error) } };
  }
}

const tooExpensive = (cost: number): RegexProblem => ({
  reason: 'TooExpensive',
  message: `the expression is too expensive to compile (${Math.round(cost / REGEX_COST_LIMIT)} times the limit): shorten it, use smaller repetition counts or fewer character classes, or split it into several rules`,
});

const ALTOGETHER: RegexProblem = {
  reason: 'TooExpensive',
  message: 'the expressions of this object are too expensive to compile together: spread them over several objects',
};

/**
 * What is wrong with an expression, `undefined` where nothing is. Its cost is bounded before it is compiled. Never
 * throws.
 */
export function checkRegex(pattern: string): RegexProblem | undefined {
  const cost = regexCost(pattern);
  if (cost > REGEX_COST_LIMIT) return tooExpensive(cost);
  if (spend(cost) > OBJECT_COST_LIMIT) return ALTOGETHER;
  return checked.get(textKey(pattern), '', () => compiled(pattern)).problem;
}

/** Why the text is no RE2 expression, or too expensive a one; `''` where it is fine. Never throws. */
export const regexError = (pattern: string): string => checkRegex(pattern)?.message ?? '';

const empties = memo<boolean>(() => 0);

/** Whether an expression that `checkRegex` takes matches the empty text as a whole; false for any other. */
export function matchesEmpty(pattern: string): boolean {
  if (checkRegex(pattern)) return false;
  return empties.get(textKey(pattern), '', () => RE2JS.matches(pattern, ''));
}

/** The text with all characters escaped that mean something in RE2 (Go's regexp.QuoteMeta). */
export const quoteRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
