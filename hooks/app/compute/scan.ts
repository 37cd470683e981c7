// Finds members in the bytes of JSON without parsing them (RFC 8259). The texts are those of Metacontroller, without white
// space. What is between members is not checked.

/** The bytes from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const [QUOTE, COLON, COMMA] = [0x22, 0x3a, 0x2c];
const BACKSLASH = 0x5c;
export const [OPEN, CLOSE] = [0x7b, 0x7d];
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];

/** Thrown for JSON that Metacontroller does not write. */
export class Unexpected extends Error {}

/** Bytes of a string that are read one by one. The end of a longer one is searched, which is faster per byte. */
const SHORT = 64;

/** The offset after a string, of which the bytes from `from` on are left. Counts the backslashes before each quote. */
function endOfLongText(bytes: Uint8Array, from: number): number {
  for (let quote = bytes.indexOf(QUOTE, from); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let first = quote;
    while (first > from && bytes[first - 1] === BACKSLASH) first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  throw new Unexpected();
}

/** The offset after the string at `at`. */
export function endOfText(bytes: Uint8Array, at: number): number {
  let i = at + 1;
  for (let byte = bytes[i]; byte !== QUOTE; byte = bytes[i]) {
    if (byte === undefined) throw new Unexpected();
    i += byte === BACKSLASH ? 2 : 1;
    if (i - at > SHORT) return endOfLongText(bytes, i);
  }
  return i + 1;
}

/** The offset after the object or array at `at`. */
export function endOfValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (let i = at; i < bytes.length; ) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = endOfText(bytes, i);
      continue;
    }
    i++;
    if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if ((byte === CLOSE || byte === CLOSE_LIST) && --depth === 0) return i;
  }
  throw new Unexpected();
}

/**
 * Calls `member` for each member of the object at `at`. `member` returns the offset after its value. Returns the offset
 * after the object.
 */
export function eachMember(bytes: Uint8Array, at: number, member: (key: Span, value: number) => number): number {
  if (bytes[at] !== OPEN) throw new Unexpected();
  let i = at + 1;
  if (bytes[i] === CLOSE) return i + 1;
  for (;;) {
    if (bytes[i] !== QUOTE) throw new Unexpected();
    const key = { start: i, end: endOfText(bytes, i) };
    if (bytes[key.end] !== COLON) throw new Unexpected();
    i = member(key, key.end + 1);
    if (bytes[i] === CLOSE) return i + 1;
    if (bytes[i] !== COMMA) throw new Unexpected();
    i++;
  }
}

/** The offset after any value. */
export function skip(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === OPEN || byte === OPEN_LIST) return endOfValue(bytes, at);
  if (byte === QUOTE) return endOfText(bytes, at);
  let i = at;
  while (i < bytes.length && bytes[i] !== COMMA && bytes[i] !== CLOSE && bytes[i] !== CLOSE_LIST) i++;
  return i;
}
