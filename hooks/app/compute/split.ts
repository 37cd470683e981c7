// Offsets of the related objects in the JSON of a request, without parsing them (RFC 8259).

/** The bytes from `start` up to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The related objects of one kind. Names and keys are JSON strings. */
export interface KindSpan {
  readonly kind: Span;
  readonly objects: readonly { readonly key: Span; readonly object: Span }[];
}

export interface Split {
  /** The value of `related`. */
  readonly related: Span;
  readonly kinds: readonly KindSpan[];
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Thrown for JSON that Metacontroller does not write. */
class Unexpected extends Error {}

/** The offset after the string at `at`. */
function endOfText(bytes: Uint8Array, at: number): number {
  let i = at + 1;
  for (let byte = bytes[i]; byte !== QUOTE; byte = bytes[i]) {
    if (byte === undefined) throw new Unexpected();
    i += byte === BACKSLASH ? 2 : 1;
  }
  return i + 1;
}

/** The offset after the object or array at `at`. */
function endOfValue(bytes: Uint8Array, at: number): number {
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
function eachMember(bytes: Uint8Array, at: number, member: (key: Span, value: number) => number): number {
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
function skip(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === OPEN || byte === OPEN_LIST) return endOfValue(bytes, at);
  if (byte === QUOTE) return endOfText(bytes, at);
  let i = at;
  while (i < bytes.length && bytes[i] !== COMMA && bytes[i] !== CLOSE && bytes[i] !== CLOSE_LIST) i++;
  return i;
}

const RELATED = Buffer.from('"related"');

const isRelated = (bytes: Buffer<ArrayBufferLike>, { start, end }: Span): boolean =>
  end - start === RELATED.length && bytes.compare(RELATED, 0, RELATED.length, start, end) === 0;

/**
 * The related objects of a request as Metacontroller writes it, without white space; `undefined` for other texts. The
 * content of the objects is not checked.
 */
export function split(bytes: Buffer<ArrayBufferLike>): Split | undefined {
  const kinds: KindSpan[] = [];
  let related: Span | undefined;
  try {
    eachMember(bytes, 0, (name, value) => {
      if (!isRelated(bytes, name)) return skip(bytes, value);
      if (related) throw new Unexpected();
      const end = eachMember(bytes, value, (kind, ofKind) => {
        const objects: { key: Span; object: Span }[] = [];
        kinds.push({ kind, objects });
        return eachMember(bytes, ofKind, (key, object) => {
          if (bytes[object] !== OPEN) throw new Unexpected();
          const end = endOfValue(bytes, object);
          objects.push({ key, object: { start: object, end } });
          return end;
        });
      });
      related = { start: value, end };
      return end;
    });
  } catch (error) {
    if (error instanceof Unexpected) return undefined;
    throw error;
  }
  return related && { related, kinds };
}
