// The syntax tree of an expression, from the grammar that Prometheus publishes for editors
// (@prometheus-io/lezer-promql). It accepts less than Prometheus. After a syntax error, the text is parsed again with
// replacements of equal length for the spellings that it does not accept.
import { parser } from '@prometheus-io/lezer-promql';
import { quoted } from '../core/message.ts';
import { functionOf } from '../versions/promql.ts';
import type { Span } from './ast.ts';
import { hint, unknownFunction } from './hint.ts';

export type Tree = ReturnType<typeof parser.parse>['topNode'];

/** Functions that the grammar does not have, and functions of the same length that it has. */
const STAND_INS: Readonly<Record<string, string>> = {
  holt_winters: 'day_of_month',
  integral: 'increase',
  max_of: 'absent',
  min_of: 'absent',
};

/**
 * A string, a comment, a name, a number or another character. An unclosed string is one token up to the end,
 * so that no text is read twice.
 */
const TOKEN =
  /("(?:[^"\\\n]|\\.)*|'(?:[^'\\\n]|\\.)*|`[^`]*)(["'`]?)|#[^\n]*|([a-zA-Z_:][\w:]*)|(\d\w*)(\.(?![\w.])|[\w.]*)|\S/g;
const STRANGE = /[^\S \t\r\n]/;
const CALL_FOLLOWS = /^\s*\(/;
/** After these an operand follows, where `offset` is a metric name. */
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

/** Stops at the first error: error recovery in a long text would take seconds. */
const strict = parser.configure({ strict: true });

/** The published parser can read any text with up to this many characters. */
const MAX_SAFE_CHARACTERS = 1_000;

/** The tree, or the offset of the first syntax error. */
function parsed(text: string): Tree | number {
  try {
    return strict.parse(text).topNode;
  } catch (error) {
    const [, at] = /^No parse at (\d+)$/.exec(error instanceof SyntaxError ? error.message : '') ?? [];
    if (at === undefined) throw error;
    return Number(at);
  }
}

/** The text with strings and comments replaced by dots. */
const withoutStrings = (text: string): string =>
  text.replace(TOKEN, (token, string: Text, closed: Text) =>
    (string !== undefined && closed) || token.startsWith('#') ? '.'.repeat(token.length) : token,
  );

/** The name at the end of a text before white space, and its offset. */
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

/** The problem at this offset. */
function explain(text: string, at: number): SyntaxProblem {
  const open = /["'`]/.exec(withoutStrings(text))?.index;
  if (open !== undefined) return { from: open, to: text.length, message: 'the string is not closed' };
  const from = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const token = /^(?:["'`]|[\w:.]+|\S)/.exec(text.slice(from))?.[0];
  const begin = withoutStrings(text.slice(0, from));
  if (token === undefined)
    return { from: text.length, to: text.length, message: `the expression ends too early${hint(begin, '')}` };
  const before = lastName(text.slice(0, from));
  if (token === '(' && before && !functionOf(before.name))
    return { from: before.from, to: from, message: unknownFunction(before.name) };
  if (/["'`]/.test(token)) return { from, to: from + 1, message: 'a string is not allowed here' };
  return { from, to: from + token.length, message: `unexpected ${quoted(token)}${hint(begin, token)}` };
}

/** The offset of the first white space that Go does not accept, outside strings and comments. */
function strangeBlank(text: string): number | undefined {
  if (!STRANGE.test(text)) return undefined;
  return STRANGE.exec(withoutStrings(text))?.index;
}

/** The syntax tree, or the first problem. */
export function syntaxTree(text: string): { readonly tree: Tree } | { readonly problem: SyntaxProblem } {
  const blank = strangeBlank(text);
  if (blank !== undefined)
    return { problem: { from: blank, to: blank + 1, message: 'only spaces, tabs and line ends can separate words' } };
  const tree = parsed(text);
  if (typeof tree !== 'number') return { tree };
  const other = respell(text);
  const again = other === text ? tree : parsed(other);
  if (typeof again !== 'number') return { tree: again };
  const problem = explain(text, tree);
  return {
    problem:
      tree < MAX_SAFE_CHARACTERS
        ? problem
        : { ...problem, message: `${problem.message}, or the text before it is too long or nested too deeply` },
  };
}
