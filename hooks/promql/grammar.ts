// The syntax tree of an expression, from the grammar that Prometheus publishes for editors
// (@prometheus-io/lezer-promql). It is a little narrower than Prometheus' own: where it stumbles the text is tried
// again, of equal length, with the spellings it misses replaced.
import { parser } from '@prometheus-io/lezer-promql';
import { quoted } from '../core/message.ts';
import { functionOf } from '../versions/promql.ts';
import type { Span } from './ast.ts';
import { hint, unknownFunction } from './hint.ts';

export type Tree = ReturnType<typeof parser.parse>['topNode'];

/** Functions that the grammar does not know as such, and known ones of the same length. */
const STAND_INS: Readonly<Record<string, string>> = {
  holt_winters: 'day_of_month',
  integral: 'increase',
  max_of: 'absent',
  min_of: 'absent',
};

/** A string takes what there is of it where it is not closed: nothing is read twice. */
const TOKEN =
  /("(?:[^"\\\n]|\\.)*|'(?:[^'\\\n]|\\.)*|`[^`]*)(["'`]?)|#[^\n]*|([a-zA-Z_:][\w:]*)|(\d\w*)(\.(?![\w.])|[\w.]*)|[[\]]|\S/g;
const STRANGE = /[^\S \t\r\n]/;
const CALL_FOLLOWS = /^\s*\(/;
/** After these an operand comes: `offset` is a metric there. */
const OPERATOR = /^(?:[-+*/%^=!<>,(]|and|or|unless|bool)$/i;

function respellCall(word: string, inDuration: boolean): string {
  if (!inDuration) return STAND_INS[word] ?? word;
  const lower = word.toLowerCase();
  return ['step', 'range', 'min_of', 'max_of'].includes(lower) ? lower : word;
}

type Text = string | undefined;
type Groups = [string: Text, closed: Text, word: Text, number: Text, tail: Text, at: number];

function respell(text: string): string {
  let inBrackets = false;
  let afterOffset = false;
  let before = '(';
  return text.replace(TOKEN, (token: string, ...[, , word, number, tail, at]: Groups) => {
    if (token.startsWith('#')) return token;
    const isOffset = token.toLowerCase() === 'offset';
    const isOperand = OPERATOR.test(before);
    const inDuration = inBrackets || afterOffset;
    if (token === '[' || token === ']') inBrackets = token === '[';
    afterOffset = (isOffset && !isOperand) || (afterOffset && /^[-+(]$/.test(token));
    before = token;
    if (number !== undefined && tail === '.') return `${number} `;
    if (isOffset && isOperand) return 'offse_';
    return word !== undefined && CALL_FOLLOWS.test(text.slice(at + token.length))
      ? respellCall(word, inDuration)
      : token;
  });
}

/** Gives up at the first error: mending a long text that is no PromQL would take seconds. */
const strict = parser.configure({ strict: true });

/** So many characters hold no more operators than the published parser has room for. */
const LONG = 1_000;

/** The tree, or where the text stops to be PromQL. */
function parsed(text: string): Tree | number {
  try {
    return strict.parse(text).topNode;
  } catch (error) {
    const [, at] = /^No parse at (\d+)$/.exec(error instanceof SyntaxError ? error.message : '') ?? [];
    if (at === undefined) throw error;
    return Number(at);
  }
}

/** The text with dots in place of strings and comments. */
const withoutStrings = (text: string): string =>
  text.replace(TOKEN, (token, string: Text, closed: Text) =>
    (string !== undefined && closed) || token.startsWith('#') ? '.'.repeat(token.length) : token,
  );

/** The name that a text ends with, blanks behind it left out, and where it begins. */
function lastName(text: string): { readonly name: string; readonly from: number } | undefined {
  const head = text.trimEnd();
  let from = head.length;
  while (from > 0 && /[\w:]/.test(head[from - 1] ?? '')) from--;
  while (/\d/.test(head[from] ?? '')) from++;
  return from < head.length ? { name: head.slice(from), from } : undefined;
}

export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** What is wrong at this place, in words. */
function explain(text: string, at: number): SyntaxProblem {
  const open = /["'`]/.exec(withoutStrings(text))?.index;
  if (open !== undefined) return { from: open, to: text.length, message: 'the string that begins here does not end' };
  const from = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const token = /^(?:["'`]|[\w:.]+|\S)/.exec(text.slice(from))?.[0];
  const begin = withoutStrings(text.slice(0, from));
  if (token === undefined)
    return { from: text.length, to: text.length, message: `the expression ends too early${hint(begin, '')}` };
  const before = lastName(text.slice(0, from));
  if (token === '(' && before && !functionOf(before.name))
    return { from: before.from, to: from, message: unknownFunction(before.name) };
  if (/["'`]/.test(token)) return { from, to: from + 1, message: 'a string does not belong here' };
  return { from, to: from + token.length, message: `unexpected ${quoted(token)}${hint(begin, token)}` };
}

/** The first blank that Go does not take for one, outside of strings and comments. */
function strangeBlank(text: string): number | undefined {
  if (!STRANGE.test(text)) return undefined;
  return STRANGE.exec(withoutStrings(text))?.index;
}

/** The tree, or the first place that is no PromQL. */
export function syntaxTree(text: string): { readonly tree: Tree } | { readonly problem: SyntaxProblem } {
  const blank = strangeBlank(text);
  if (blank !== undefined)
    return { problem: { from: blank, to: blank + 1, message: 'only blanks, tabs and line ends may separate words' } };
  const tree = parsed(text);
  if (typeof tree !== 'number') return { tree };
  const other = respell(text);
  const again = other === text ? tree : parsed(other);
  if (typeof again !== 'number') return { tree: again };
  const problem = explain(text, tree);
  return {
    problem:
      tree < LONG
        ? problem
        : { ...problem, message: `${problem.message}, or what is before it is too long or nested too deeply` },
  };
}
