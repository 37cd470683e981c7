// Whether numbers, characters and strings in a template are what Go takes them for (pkg.go.dev/strconv).
import { unquote } from '../promql/literal.ts';

const INTEGER = /^([-+]?)(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[-+]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/;
const HEX_FLOAT =
  /^[-+]?0[xX]_?(?:[\da-fA-F](?:_?[\da-fA-F])*(?:\.(?:[\da-fA-F](?:_?[\da-fA-F])*)?)?|\.[\da-fA-F](?:_?[\da-fA-F])*)[pP][-+]?\d(?:_?\d)*$/;

const MOST = 2n ** 64n - 1n;
const HALF = 2n ** 63n;
/** Digits of 64 bits in any base, with the prefix and a zero. */
const LONGEST = 68;

function fits(text: string, sign: string): boolean {
  const digits = text
    .replace(/^[-+]/, '')
    .replaceAll('_', '')
    .replace(/^(0[xXoObB]?)0+/, '$1');
  if (digits.length > LONGEST) return false;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (sign === '-') return value <= HALF;
  return sign === '+' ? value < HALF : value <= MOST;
}

const isFloat = (text: string): boolean => {
  if (HEX_FLOAT.test(text)) return true;
  return DECIMAL.test(text) && Number.isFinite(Number(text.replaceAll('_', '')));
};

/** Whether the text is a number to Go: an integer of 64 bits, a float, or either with an `i`. */
export function isNumber(text: string): boolean {
  if (text.endsWith('i')) return isFloat(text.slice(0, -1));
  const integer = INTEGER.exec(text);
  if (integer) return fits(text, integer[1] ?? '');
  return /[.eEpP]/.test(text) && isFloat(text);
}

/** Whether `1+2i` is one. */
export function isComplex(text: string): boolean {
  const [, real = '', imaginary = ''] = /^(.+?)([-+][^-+]*(?:[eEpP][-+]?\d+)?i)$/.exec(text) ?? [];
  return isFloat(real) && isFloat(imaginary.slice(0, -1));
}

/** Whether the text in single quotes is one character. */
export function isCharacter(text: string): boolean {
  const value = unquote(text);
  return value !== undefined && [...value].length === 1;
}

/** The text of a string, `undefined` where an escape is wrong. */
export const stringValue = (text: string): string | undefined => unquote(text);
