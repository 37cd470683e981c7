// Checks numbers, characters and strings of a template (pkg.go.dev/strconv).
import { unquote } from '../promql/literal.ts';

const INTEGER = /^([-+]?)(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[-+]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/;
const HEX_FLOAT =
  /^[-+]?0[xX]_?[\da-fA-F](?:_?[\da-fA-F])*(?:\.(?:[\da-fA-F](?:_?[\da-fA-F])*)?)?[pP][-+]?\d(?:_?\d)*$/;
const HEX_FRACTION = /^[-+]?0[xX]_?\.[\da-fA-F](?:_?[\da-fA-F])*[pP][-+]?\d(?:_?\d)*$/;

const MAX_UINT64 = 2n ** 64n - 1n;
const INT64_RANGE = 2n ** 63n;
/** Characters of a 64-bit integer in any base, with prefix and sign. */
const MAX_CHARACTERS = 68;

function fits(text: string, sign: string): boolean {
  const digits = text
    .replace(/^[-+]/, '')
    .replaceAll('_', '')
    .replace(/^(0[xXoObB]?)0+/, '$1');
  if (digits.length > MAX_CHARACTERS) return false;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (sign === '-') return value <= INT64_RANGE;
  return sign === '+' ? value < INT64_RANGE : value <= MAX_UINT64;
}

const isFloat = (text: string): boolean => {
  if (HEX_FLOAT.test(text) || HEX_FRACTION.test(text)) return true;
  return DECIMAL.test(text) && Number.isFinite(Number(text.replaceAll('_', '')));
};

/** Whether the text is a number in Go: an integer of 64 bits, a float, or one of them with `i`. */
export function isNumber(text: string): boolean {
  if (text.endsWith('i')) return isFloat(text.slice(0, -1));
  const integer = INTEGER.exec(text);
  if (integer) return fits(text, integer[1] ?? '');
  return /[.eEpP]/.test(text) && isFloat(text);
}

/** Whether the text is a complex number such as `1+2i`. */
export function isComplex(text: string): boolean {
  const [, real = '', imaginary = ''] = /^(.+?)([-+][^-+]*(?:[eEpP][-+]?\d+)?i)$/.exec(text) ?? [];
  return isFloat(real) && isFloat(imaginary.slice(0, -1));
}

/** Whether the text in single quotes is one character. */
export function isCharacter(text: string): boolean {
  const value = unquote(text);
  return value !== undefined && [...value].length === 1;
}

/** The text of a quoted string; `undefined` if an escape is invalid. */
export const stringValue = (text: string): string | undefined => unquote(text);
