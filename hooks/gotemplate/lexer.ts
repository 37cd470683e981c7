// The tokens of a Go template (pkg.go.dev/text/template). Text between actions is one token.
import { quoted } from '../core/message.ts';

export type Kind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'variable'
  | 'char'
  | 'field'
  | 'dot'
  | 'number'
  | 'complex'
  | 'word'
  | 'bool'
  | 'nil'
  | 'keyword'
  | '('
  | ')'
  | 'other'
  | 'end';

export interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly at: number;
}

/** A mistake in a template at an offset. `checkTemplate` catches it. */
export class TemplateError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

const CLOSE = /(?:[ \t\r\n]-)?\}\}/y;
const SPACE = /[ \t\r\n]+/y;
/** Characters that can follow a word, a field or a variable without a space. */
const BOUNDARY = /[ \t\r\n.,|:()]|\}\}|$/y;
const NAME = /[_\p{L}\p{Nd}]+/uy;
/** Hexadecimal, octal, binary and decimal numbers, in this order. The last one matches any text. */
const NUMBERS = [
  /[-+]?0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][-+]?[\d_]*)?i?/y,
  /[-+]?0[oO][0-7_]*(?:\.[0-7_]*)?i?/y,
  /[-+]?0[bB][01_]*(?:\.[01_]*)?i?/y,
  /[-+]?[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?[\d_]*)?i?/y,
];
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const RAW = /`[^`]*`/y;
const CHAR = /'(?:[^'\\\n]|\\[^\n])*'/y;

const match = (pattern: RegExp, source: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
};

const charAt = (source: string, at: number): string => String.fromCodePoint(source.codePointAt(at) ?? 0);

/** The end of the name at `from`. Throws if the next character cannot follow a name. */
function nameEnd(source: string, from: number): number {
  const end = from + (match(NAME, source, from)?.length ?? 0);
  if (match(BOUNDARY, source, end) === undefined)
    throw new TemplateError(end, `${quoted(charAt(source, end))} is not allowed in a name`);
  return end;
}

function closed(pattern: RegExp, source: string, at: number, what: string): string {
  const found = match(pattern, source, at);
  if (found === undefined) throw new TemplateError(at, `the ${what} is not closed`);
  return found;
}

function number(source: string, at: number): Token {
  const scan = (from: number): string => {
    let found = '';
    for (const pattern of NUMBERS) {
      found = match(pattern, source, from) ?? '';
      if (found !== '') break;
    }
    if (match(NAME, source, from + found.length) !== undefined) throw new TemplateError(at, 'invalid number');
    return found;
  };
  const first = scan(at);
  if (!/[-+]/.test(source[at + first.length] ?? '')) return { kind: 'number', text: first, at };
  const second = scan(at + first.length);
  if (!second.endsWith('i'))
    throw new TemplateError(at, `${quoted(first + second)} is no number; templates have no arithmetic`);
  return { kind: 'complex', text: first + second, at };
}

function word(source: string, at: number): Token {
  const text = source.slice(at, nameEnd(source, at));
  if (KEYWORDS.has(text)) return { kind: 'keyword', text, at };
  if (text === 'nil') return { kind: 'nil', text, at };
  return { kind: text === 'true' || text === 'false' ? 'bool' : 'word', text, at };
}

const SINGLE: Readonly<Record<string, Kind>> = { '=': 'assign', '|': 'pipe', '(': '(', ')': ')' };

function dotted(source: string, at: number): Token {
  if (/\d/.test(source[at + 1] ?? '')) return number(source, at);
  const end = match(BOUNDARY, source, at + 1) === undefined ? nameEnd(source, at + 1) : at + 1;
  return { kind: end === at + 1 ? 'dot' : 'field', text: source.slice(at, end), at };
}

/** The token at `at` inside an action, where neither white space nor the end of the action is. */
function inside(source: string, at: number): Token {
  const char = charAt(source, at);
  const single = SINGLE[char];
  if (single) return { kind: single, text: char, at };
  switch (char) {
    case ':':
      if (source[at + 1] !== '=') throw new TemplateError(at, '":" must be ":="');
      return { kind: 'declare', text: ':=', at };
    case '"':
      return { kind: 'string', text: closed(STRING, source, at, 'string'), at };
    case '`':
      return { kind: 'string', text: closed(RAW, source, at, 'string'), at };
    case "'":
      return { kind: 'char', text: closed(CHAR, source, at, 'character'), at };
    case '$':
      return { kind: 'variable', text: source.slice(at, nameEnd(source, at + 1)), at };
    case '.':
      return dotted(source, at);
    default:
  }
  if (/[-+\d]/.test(char)) return number(source, at);
  if (/[_\p{L}\p{Nd}]/u.test(char)) return word(source, at);
  if (!/[!-~]/.test(char)) throw new TemplateError(at, `${quoted(char)} is not allowed in an action`);
  return { kind: 'other', text: char, at };
}

/**
 * The token or white space at `at` inside an action. Of several spaces before `-}}`, the last one belongs to `-}}`.
 */
function insideOrSpace(source: string, at: number): Token {
  const space = match(SPACE, source, at);
  if (space === undefined) return inside(source, at);
  const trims = match(CLOSE, source, at + space.length - 1) !== undefined;
  return { kind: 'space', text: trims ? space.slice(0, -1) : space, at };
}

const DEPTH: Partial<Record<Kind, number>> = { '(': 1, ')': -1 };

/** Adds the tokens of one action after `{{`. Returns the offset after `}}`. */
function action(source: string, from: number, into: Token[]): number {
  let depth = 0;
  for (let at = from; at < source.length; ) {
    const close = match(CLOSE, source, at);
    if (close !== undefined) {
      if (depth > 0) throw new TemplateError(at, 'a left parenthesis is not closed');
      into.push({ kind: 'close', text: close, at });
      return at + close.length;
    }
    const token = insideOrSpace(source, at);
    depth += DEPTH[token.kind] ?? 0;
    if (depth < 0) throw new TemplateError(at, 'a right parenthesis has no left one');
    into.push(token);
    at += token.text.length;
  }
  throw new TemplateError(from, 'the action is not closed: "}}" is missing');
}

/** The offset after the comment at `at`. */
function comment(source: string, at: number): number {
  const end = source.indexOf('*/', at + 2);
  if (end < 0) throw new TemplateError(at, 'the comment is not closed');
  const close = match(CLOSE, source, end + 2);
  if (close === undefined) throw new TemplateError(end, 'a comment must fill its action: "}}" must follow "*/"');
  return end + 2 + close.length;
}

/** All tokens of a template; the last one is `end`. Throws `TemplateError`. */
export function tokens(source: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const text = source.slice(at, open < 0 ? source.length : open);
    if (text) out.push({ kind: 'text', text, at });
    if (open < 0) break;
    const start = open + (/^-[ \t\r\n]/.test(source.slice(open + 2, open + 4)) ? 4 : 2);
    if (source.startsWith('/*', start)) {
      at = comment(source, start);
      continue;
    }
    out.push({ kind: 'open', text: '{{', at: open });
    at = action(source, start, out);
  }
  out.push({ kind: 'end', text: '', at: source.length });
  return out;
}
