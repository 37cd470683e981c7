// Parses the part of msgpack (https://github.com/msgpack/msgpack/blob/master/spec.md) that the gossip protocol of
// Alertmanager (memberlist) uses. It uses the first edition, which has one raw type for text and bytes, so both are
// returned as bytes.
import { byte, type Cursor, Malformed, take } from './bytes.ts';

export type Packed = null | boolean | number | bigint | Buffer | readonly Packed[] | PackedMap;
export type PackedMap = ReadonlyMap<string, Packed>;

/** Limit of nesting. Valid messages have two levels: a map of byte strings and small lists. */
const MAX_DEPTH = 8;
/** Limit of values, because each needs more memory than its bytes. Valid messages have about 30. */
const MAX_VALUES = 1000;

/** The rest of a message, and the number of values that it can still have. */
interface Source {
  readonly from: Cursor;
  values: number;
}

/** A big-endian integer of 1, 2 or 4 bytes. */
const length = (from: Cursor, size: number): number => take(from, size).readUIntBE(0, size);

const NUMBERS: Readonly<Record<number, (from: Cursor) => Packed>> = {
  192: () => null,
  194: () => false,
  195: () => true,
  202: (from) => take(from, 4).readFloatBE(),
  203: (from) => take(from, 8).readDoubleBE(),
  204: (from) => byte(from),
  205: (from) => take(from, 2).readUInt16BE(),
  206: (from) => take(from, 4).readUInt32BE(),
  207: (from) => take(from, 8).readBigUInt64BE(),
  208: (from) => take(from, 1).readInt8(),
  209: (from) => take(from, 2).readInt16BE(),
  210: (from) => take(from, 4).readInt32BE(),
  211: (from) => take(from, 8).readBigInt64BE(),
};

/** Bytes of the length of each type with a length prefix. */
const RAW: Readonly<Record<number, number>> = { 196: 1, 197: 2, 198: 4, 217: 1, 218: 2, 219: 4 };
const LIST: Readonly<Record<number, number>> = { 220: 2, 221: 4 };
const MAP: Readonly<Record<number, number>> = { 222: 2, 223: 4 };

function list(source: Source, count: number, depth: number): readonly Packed[] {
  if (count > source.values) throw new Malformed(`a list of ${count}`);
  return Array.from({ length: count }, () => value(source, depth));
}

function map(source: Source, count: number, depth: number): PackedMap {
  const made = new Map<string, Packed>();
  for (let i = 0; i < count; i += 1) {
    const key = value(source, depth);
    if (!Buffer.isBuffer(key)) throw new Malformed('a map with a key that is not text');
    made.set(key.toString('utf8'), value(source, depth));
  }
  return made;
}

function value(source: Source, depth: number): Packed {
  const { from } = source;
  if (depth === 0) throw new Malformed(`nested deeper than ${MAX_DEPTH}`);
  if (source.values === 0) throw new Malformed(`more than ${MAX_VALUES} values`);
  source.values -= 1;
  const type = byte(from);
  if (type < 0x80) return type;
  if (type >= 0xe0) return type - 0x100;
  if (type < 0x90) return map(source, type & 0x0f, depth - 1);
  if (type < 0xa0) return list(source, type & 0x0f, depth - 1);
  if (type < 0xc0) return take(from, type & 0x1f);
  const number = NUMBERS[type];
  if (number) return number(from);
  const [raw, listed, mapped] = [RAW[type], LIST[type], MAP[type]];
  if (raw) return take(from, length(from, raw));
  if (listed) return list(source, length(from, listed), depth - 1);
  if (mapped) return map(source, length(from, mapped), depth - 1);
  throw new Malformed(`msgpack type 0x${type.toString(16)} is not expected`);
}

/** The next value. Byte strings are views without a copy. Throws `Malformed`. */
export const unpacked = (from: Cursor): Packed => value({ from, values: MAX_VALUES }, MAX_DEPTH);

/** The next value, which must be a map. Throws `Malformed`. */
export function unpackedMap(from: Cursor): PackedMap {
  const found = unpacked(from);
  if (!(found instanceof Map)) throw new Malformed('a msgpack map is expected');
  return found;
}

/** A field that must be an integer of 0 or more. Throws `Malformed`. */
export function wholeNumber(map: PackedMap, field: string): number {
  const found = map.get(field);
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 0)
    throw new Malformed(`${field} is not a whole number`);
  return found;
}

/** A field that must be text or bytes; empty if it is missing. Throws `Malformed`. */
export function raw(map: PackedMap, field: string): Buffer {
  const found = map.get(field) ?? Buffer.alloc(0);
  if (!Buffer.isBuffer(found)) throw new Malformed(`${field} is neither text nor bytes`);
  return found;
}
