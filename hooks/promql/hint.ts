// What to write instead, for the mistakes that people make most often in PromQL.
import { quoted } from '../core/message.ts';
import { functionNames } from '../versions/promql.ts';

interface Place {
  /** What stands before the wrong word, strings and comments dotted out. */
  readonly before: string;
  /** The wrong word; empty at the end. */
  readonly token: string;
}

type Row = readonly [applies: (place: Place) => boolean, hint: string];

const inside = (before: string, open: string, close: string): boolean =>
  before.lastIndexOf(open) > before.lastIndexOf(close);
const inBraces = ({ before }: Place): boolean => inside(before, '{', '}');

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** What closes the innermost bracket that is still open. */
function missing(before: string): string | undefined {
  const open: string[] = [];
  for (const [bracket] of before.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSERS[bracket];
    if (closer) open.push(closer);
    else open.pop();
  }
  return open.at(-1);
}

/** The first row that applies tells. */
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
    'labels stand in parentheses, as in by (job)',
  ],
  [({ token }) => /^(?:by|without)$/i.test(token), 'it belongs to an aggregation: sum by (job) (...)'],
  [({ token }) => /^group_(?:left|right)$/i.test(token), 'it follows on (...) or ignoring (...)'],
  [({ token }) => token === '=', '== compares'],
  [({ token }) => token === '&', 'write and'],
  [({ token }) => token === '|', 'write or'],
  [({ token }) => token === '!', 'write unless, or != to compare'],
  [({ token }) => /^\.\w/.test(token), 'a name with dots stands in quotes and braces: {"http.requests"}'],
  [({ token }) => token === '$', 'PromQL knows no variables'],
];

/** `: what to do`, or nothing. `before`: the text before the wrong word, strings and comments dotted out. */
export function hint(before: string, token: string): string {
  const closer = token === '' ? missing(before) : undefined;
  if (closer) return `: a ${closer} is missing`;
  const found = ROWS.find(([applies]) => applies({ before, token }));
  return found ? `: ${found[1]}` : '';
}

/** How many letters have to be put in, left out or changed to make one word of the other. */
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

/** `unknown function "x"`, with the one that is meant where there is one that differs by two letters at most. */
export function unknownFunction(name: string): string {
  const near = functionNames
    .map((known) => [distance(name.slice(0, 40), known), known] as const)
    .sort(([a], [b]) => a - b)[0];
  return `unknown function ${quoted(name)}${near && near[0] <= 2 && near[0] < name.length / 2 ? `, do you mean ${near[1]}()?` : ''}`;
}
