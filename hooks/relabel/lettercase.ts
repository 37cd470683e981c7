// Letter case as Go's strings.ToLower and strings.ToUpper map it: one character to one character
// (unicode.org: UnicodeData.txt, simple case mappings). JavaScript maps some characters to several.

/** Greek letters with iota subscript: the simple mapping to upper case adds this much. */
const IOTA: readonly (readonly [from: number, to: number, add: number])[] = [
  [0x1f80, 0x1f87, 8],
  [0x1f90, 0x1f97, 8],
  [0x1fa0, 0x1fa7, 8],
  [0x1fb3, 0x1fb3, 9],
  [0x1fc3, 0x1fc3, 9],
  [0x1ff3, 0x1ff3, 9],
];

const isOne = (text: string): boolean => [...text].length === 1;

function upperOne(char: string): string {
  const upper = char.toUpperCase();
  if (isOne(upper)) return upper;
  const code = char.codePointAt(0) ?? 0;
  const [, , add = 0] = IOTA.find(([from, to]) => code >= from && code <= to) ?? [];
  return String.fromCodePoint(code + add);
}

function lowerOne(char: string): string {
  const lower = char.toLowerCase();
  return isOne(lower) ? lower : ([...lower][0] ?? char);
}

const ASCII = /^[\0-\x7f]*$/;

/** The text in upper case. */
export const toUpper = (text: string): string =>
  ASCII.test(text) ? text.toUpperCase() : [...text].map(upperOne).join('');

/** The text in lower case. */
export const toLower = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : [...text].map(lowerOne).join('');
