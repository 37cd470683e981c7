// Parses the fields of a protobuf message in their order (https://protobuf.dev/programming-guides/encoding). A caller
// can ignore unknown fields. Groups, which are deprecated, are rejected.
import { byte, type Cursor, cursor, left, Malformed, take } from './bytes.ts';

/**
 * Called for each field. A varint is a signed 64-bit number, exact up to 2^53. Text, bytes and messages are views of
 * their bytes. Numbers of fixed size are skipped.
 */
export type Field = (number: number, value: number | Buffer) => void;

/** A varint: at most 10 bytes of 7 bits, little-endian. Two halves, because bit operations have 32 bits. */
export function varint(from: Cursor): number {
  let [low, high] = [0, 0];
  for (let i = 0; i < 10; i += 1) {
    const next = byte(from);
    const bits = next & 0x7f;
    if (i < 5) low |= bits << (7 * i);
    if (i === 4) high |= bits >>> 4;
    if (i > 4) high |= bits << (7 * i - 32);
    if (next < 0x80) return high * 2 ** 32 + (low >>> 0);
  }
  throw new Malformed('a number longer than 10 bytes');
}

/** Bytes with a length prefix: the value of a field, or a message of a stream. Throws `Malformed`. */
export const delimited = (from: Cursor): Buffer => take(from, varint(from));

/** Calls `found` for all fields of a message. Throws `Malformed`. */
export function fields(message: Buffer, found: Field): void {
  const from = cursor(message);
  while (left(from) > 0) {
    const tag = varint(from);
    const number = Math.floor(tag / 8);
    if (number < 1) throw new Malformed(`a field numbered ${number}`);
    const wire = tag % 8;
    if (wire === 0) found(number, varint(from));
    else if (wire === 2) found(number, delimited(from));
    else if (wire === 1) take(from, 8);
    else if (wire === 5) take(from, 4);
    else throw new Malformed(`a field of wire type ${wire}`);
  }
}

/** The value of a field that must be text, bytes or a message. Throws `Malformed`. */
export function bytesOf(value: number | Buffer): Buffer {
  if (typeof value === 'number') throw new Malformed('a number where text or a message is expected');
  return value;
}

export function numberOf(value: number | Buffer): number {
  if (typeof value !== 'number') throw new Malformed('text or a message where a number is expected');
  return value;
}

/** The last second of the year 9999, the maximum of a Timestamp. */
const LAST_SECOND = 253_402_300_799;

/**
 * A google.protobuf.Timestamp in milliseconds since 1970. Nanoseconds are in the fraction, so that versions compare as
 * in the peers.
 */
export function timestamp(message: Buffer): number {
  let [seconds, nanos] = [0, 0];
  fields(message, (number, value) => {
    if (number === 1) seconds = numberOf(value);
    if (number === 2) nanos = numberOf(value);
  });
  if (Math.abs(seconds) > LAST_SECOND || nanos < 0 || nanos > 999_999_999)
    throw new Malformed('a time after the year 9999');
  return seconds * 1000 + nanos / 1_000_000;
}
