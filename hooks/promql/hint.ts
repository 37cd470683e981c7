// Hints for frequent mistakes in PromQL.
import { quoted } from '../core/message.ts';
import { functionNames } from '../versions/promql.ts';

interface Place {
  /** The text before the wrong word, with strings and comments replaced by dots. */
  readonly before: string;
  /** The wrong word; empty at the end of the text. */
  readonly token: string;
}

type Row = readonly [applies: (place: Place) => boolean, hint: string];

const inside = (before: string, open: string, close: string): boolean =>
  before.lastIndexOf(open) > before.lastIndexOf(close);
const inBraces = ({ before }: Place): boolean => inside(before, '{', '}');

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The closing bracket of the innermost open bracket. */
function missing(before: string): string | undefined {
  const open: string[] = [];
  for (const [bracket] of before.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSERS[bracket];
    if (closer) open.push(closer);
    else open.pop();
  }
  return open.at(-1);
}

/** The first row whose condition holds gives the hint. */
const ROWS: readonly Row[] = [
  [(place) => inBraces(place) && /[=~]\s*$/.test(place.before) && place.token === '=', 'one = compares labels'],
  [
    (place) => inBraces(place) && /[=~]\s*$/.test(place.before) && /^[\w$-]/.test(place.token),
    'write the value in quotes',
  ],
  [
    (place) => inBraces(place) && /\.\s*$/.test(place.before) && /^[a-zA-Z_]/.test(place.token),
    'put a comma between two matchers',
  ],
  [
    ({ before }) => /\b(?:by|without|on|ignoring|group_left|group_right)\s*$/i.test(before),
    'labels need parentheses, as in by (job)',
  ],
  [({ token }) => /^(?:by|without)$/i.test(token), 'it belongs to an aggregation: sum by (job) (...)'],
  [({ token }) => /^group_(?:left|right)$/i.test(token), 'it follows on (...) or ignoring (...)'],
  [({ token }) => token === '=', '== compares'],
  [({ token }) => token === '&', 'write and'],
  [({ token }) => token === '|', 'write or'],
  [({ token }) => token === '!', 'write unless, or != to compare'],
  [({ token }) => /^\.\w/.test(token), 'a name with dots needs quotes and braces: {"http.requests"}'],
  [({ token }) => token === '$', 'PromQL has no variables'],
];

/** `: hint`, or `''`. `before`: the text before the wrong word, with strings and comments replaced by dots. */
export function hint(before: string, token: string): string {
  const closer = token === '' ? missing(before) : undefined;
  if (closer) return `: a ${closer} is missing`;
  const found = ROWS.find(([applies]) => applies({ before, token }));
  return found ? `: ${found[1]}` : '';
}

/** The Levenshtein distance of two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** `unknown function "x"`, with a similar function that differs by at most two letters. */
export function unknownFunction(name: string): string {
  const near = functionNames
    .map((known) => [distance(name.slice(0, 40), known), known] as const)
    .sort(([a], [b]) => a - b)[0];
  const isNear = near && near[0] <= 2 && near[0] < name.length / 2;
  return `unknown function ${quoted(name)}${isNear ? `, do you mean ${near[1]}()?` : ''}`;
}
