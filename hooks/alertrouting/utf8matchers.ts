// Matchers with any text as the name of a label: the parser of Alertmanager 0.27 and newer (prometheus.io: alerting
// configuration, UTF-8 matchers).
import type { Matcher, Operator } from './matcher.ts';

type Token =
  | { readonly kind: '{' | '}' | ',' }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'text'; readonly text: string };

/** White space in Go (unicode.IsSpace). U+FEFF is none. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const UNQUOTED = /[^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{}!=~,\\"'`]+/y;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"/y;
const OPERATOR = /!=|!~|=~|=/y;

/** Escapes of one letter in Go. */
const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

const ESCAPE = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|[^\\\n]/gsuy;

/** The bytes of an escape; `undefined` for one that is none. */
function escapeBytes([, letter, hex, octal, short, long]: RegExpExecArray): readonly number[] | undefined {
  if (letter !== undefined) return [ESCAPES[letter] ?? 0];
  const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : -1;
  if (byte >= 0) return byte <= 255 ? [byte] : undefined;
  const point = Number.parseInt(short ?? long ?? '', 16);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  return [...Buffer.from(String.fromCodePoint(point))];
}

/** The text of a literal in double quotes as Go's strconv.Unquote reads it; `undefined` if it is none, or no UTF-8. */
export function unquoted(literal: string): string | undefined {
  const bytes: number[] = [];
  const body = literal.slice(1, -1);
  ESCAPE.lastIndex = 0;
  while (ESCAPE.lastIndex < body.length) {
    const found = ESCAPE.exec(body);
    if (!found) return undefined;
    const more = found[0].startsWith('\\') ? escapeBytes(found) : [...Buffer.from(found[0])];
    if (!more) return undefined;
    bytes.push(...more);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

const at = (pattern: RegExp, source: string, index: number): string | undefined => {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0];
};

/** The token at a place, and where it ends; `undefined` where there is none. */
function tokenAt(source: string, index: number): { readonly token: Token; readonly end: number } | undefined {
  const char = source[index] ?? '';
  if (char === '{' || char === '}' || char === ',') return { token: { kind: char }, end: index + 1 };
  const operator = at(OPERATOR, source, index) as Operator | undefined;
  if (operator) return { token: { kind: 'operator', operator }, end: index + operator.length };
  const literal = at(QUOTED, source, index);
  const text = literal === undefined ? at(UNQUOTED, source, index) : unquoted(literal);
  if (text === undefined) return undefined;
  return { token: { kind: 'text', text }, end: index + (literal ?? text).length };
}

function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  let index = 0;
  while (index < source.length) {
    if (SPACE.test(source[index] ?? '')) {
      index++;
      continue;
    }
    const found = tokenAt(source, index);
    if (!found) return undefined;
    tokens.push(found.token);
    index = found.end;
  }
  return tokens;
}

/** The tokens between the braces, which stand around all of them or not at all. */
function withoutBraces(tokens: readonly Token[]): readonly Token[] | undefined {
  const isOpen = tokens[0]?.kind === '{';
  const isClosed = tokens.at(-1)?.kind === '}' && tokens.length > (isOpen ? 1 : 0);
  if (isOpen !== isClosed) return undefined;
  return isOpen ? tokens.slice(1, -1) : tokens;
}

/** The matchers of a text, `undefined` if it is not valid. A comma may follow the last one. */
export function parseUtf8(source: string): readonly Matcher[] | undefined {
  const all = tokensOf(source);
  const tokens = all && withoutBraces(all);
  if (!tokens) return undefined;
  const matchers: Matcher[] = [];
  for (let i = 0; i < tokens.length; i += 4) {
    const [name, operator, value, comma] = tokens.slice(i, i + 4);
    if (name?.kind !== 'text' || operator?.kind !== 'operator' || value?.kind !== 'text') return undefined;
    if (comma && comma.kind !== ',') return undefined;
    matchers.push({ name: name.text, operator: operator.operator, value: value.text });
  }
  return matchers;
}
