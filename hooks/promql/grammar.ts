// The syntax tree of an expression, from the grammar that Prometheus publishes for editors (@prometheus-io/lezer-promql). It is a little narrower than
// Prometheus' own: where it stumbles the text is tried again, of equal length, with the spellings it misses replaced.
import { parser } from '@prometheus-io/lezer-promql';
import type { Span } from './ast.ts';
import { functionOf } from './functions.ts';

export type Tree = ReturnType<typeof parser.parse>['topNode'];

/** Functions that the grammar does not know as such, and known ones of the same length. */
const STAND_INS: Readonly<Record<string, string>> = { integral: 'increase', max_of: 'absent', min_of: 'absent' };

const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*|([a-zA-Z_:][\w:]*)|(\d\w*)\.(?![\w.])|\d[\w.]*|[[\]]|\S/g;
const METRIC_FOLLOWS = /^\s*(?:[{[)*/%^=!<>,@]|$|offset\b)/i;
const CALL_FOLLOWS = /^\s*\(/;

/** A word as the grammar knows it. `offset` may be a metric; duration functions are read in any case. */
function respellWord(word: string, rest: string, inDuration: boolean): string {
  const lower = word.toLowerCase();
  if (lower === 'offset' && METRIC_FOLLOWS.test(rest)) return 'offse_';
  if (!CALL_FOLLOWS.test(rest)) return word;
  if (!inDuration) return STAND_INS[word] ?? word;
  return ['step', 'range', 'min_of', 'max_of'].includes(lower) ? lower : word;
}

function respell(text: string): string {
  let inBrackets = false;
  let afterOffset = false;
  return text.replace(TOKEN, (token: string, word: string | undefined, number: string | undefined, at: number) => {
    const inDuration = inBrackets || afterOffset;
    if (token === '[') inBrackets = true;
    if (token === ']') inBrackets = false;
    afterOffset = word ? word.toLowerCase() === 'offset' : afterOffset && /[-+(]/.test(token);
    if (number !== undefined) return `${number} `;
    return word === undefined ? token : respellWord(word, text.slice(at + token.length, at + token.length + 80), inDuration);
  });
}

function firstError(tree: Tree): number | undefined {
  let found: number | undefined;
  tree.cursor().iterate((node) => {
    if (found === undefined && node.type.isError) found = node.from;
    return found === undefined;
  });
  return found;
}

export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** What is wrong at this place, in words. */
function explain(text: string, at: number): SyntaxProblem {
  const from = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const token = /^(?:["'`]|[\w:.]+|\S)/.exec(text.slice(from))?.[0];
  if (token === undefined) return { from: text.length, to: text.length, message: 'the expression ends too early' };
  const before = /([a-zA-Z_:][\w:]*)\s*$/.exec(text.slice(0, from));
  const name = before?.[1];
  if (token === '(' && name && !functionOf(name)) return { from: before.index, to: from, message: `unknown function "${name}"` };
  if (/["'`]/.test(token)) return { from, to: from + 1, message: 'a string stands where none is expected, or does not end' };
  return { from, to: from + token.length, message: `unexpected "${token}"` };
}

/** The tree, or the first place that is no PromQL. */
export function syntaxTree(text: string): { readonly tree: Tree } | { readonly problem: SyntaxProblem } {
  const space = /[^\S \t\r\n]/.exec(text.replace(TOKEN, (token) => (/^["'`#]/.test(token) ? '.'.repeat(token.length) : token)));
  if (space) return { problem: { from: space.index, to: space.index + 1, message: 'only blanks, tabs and line ends may separate words' } };
  const tree = parser.parse(text).topNode;
  const at = firstError(tree);
  if (at === undefined) return { tree };
  const other = respell(text);
  if (other !== text) {
    const again = parser.parse(other).topNode;
    if (firstError(again) === undefined) return { tree: again };
  }
  return { problem: explain(text, at) };
}
