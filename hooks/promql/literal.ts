// Numbers and strings in the syntax of Go (go.dev/ref/spec: literals; pkg.go.dev/strconv).
import { parseDuration } from '../core/duration.ts';

/**
 * The value of a number: decimal, hexadecimal, octal with a leading 0, a float, `Inf` or `NaN`. `undefined` if it is
 * out of range.
 */
export function numberValue(text: string): number | undefined {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain === 'inf') return Number.POSITIVE_INFINITY;
  if (plain === 'nan') return Number.NaN;
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Seconds of a duration such as `1h30m`. */
export function durationSeconds(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms === undefined ? undefined : ms / 1000;
}

/** Whether the text of a number literal is a duration. */
export const isDurationText = (text: string): boolean => /^\d[\da-z]*[smhdwy]$/.test(text);

/** The shortest decimal text of a number, without an exponent. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
  return sign + digits.padEnd(shift + 1, '0');
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
/** A run of escaped bytes, an escaped character, or text without escapes. */
const PIECE = /((?:\\x[\da-fA-F]{2}|\\[0-7]{3})+)|\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})|\\([^xuU0-7])|([^\\]+)/y;

/**
 * The text of escaped bytes: UTF-8 is decoded. Otherwise each byte becomes a lone surrogate, so that `quote` can write
 * it again.
 */
function bytesText(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
  }
}

function runText(run: string): string | undefined {
  const bytes = [...run.matchAll(/\\x(..)|\\(...)/g)].map(([, byte, octal = '']) =>
    byte ? Number.parseInt(byte, 16) : Number.parseInt(octal, 8),
  );
  return bytes.some((byte) => byte > 255) ? undefined : bytesText(bytes);
}

function codePoint(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code);
}

/** The text of a quoted string; `undefined` if the quotes or an escape are invalid. */
export function unquote(quoted: string): string | undefined {
  const mark = quoted[0];
  if (quoted.length < 2 || quoted.at(-1) !== mark || quoted.includes('\ufffd')) return undefined;
  const inner = quoted.slice(1, -1);
  if (mark === '`') return inner.includes('`') ? undefined : inner;
  if (inner.includes('\n')) return undefined;
  if (!inner.includes('\\')) return inner.includes(mark ?? '') ? undefined : inner;
  return unescaped(inner, mark ?? '');
}

function unescaped(inner: string, mark: string): string | undefined {
  let out = '';
  for (let at = 0; at < inner.length; ) {
    PIECE.lastIndex = at;
    const found = PIECE.exec(inner);
    const piece = found ? pieceText(found, mark) : undefined;
    if (!found || piece === undefined) return undefined;
    out += piece;
    at += found[0].length;
  }
  return out;
}

function pieceText([, run, short, long, simple, plain]: RegExpExecArray, mark: string): string | undefined {
  if (plain !== undefined) return plain.includes(mark) ? undefined : plain;
  if (run !== undefined) return runText(run);
  if (simple !== undefined) return simple === mark ? mark : SIMPLE[simple];
  return codePoint(short ?? long ?? '');
}

const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');

function quoteChar(char: string): string {
  const short = SHORT[char];
  if (short) return short;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** The text in double quotes with escapes for unprintable characters, like Go's strconv.Quote. */
export const quote = (text: string): string => `"${text.replace(/[\\"]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, quoteChar)}"`;
