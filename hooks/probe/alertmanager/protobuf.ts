// Bytes in protobuf -> its fields, one by one, in the order they are written. The wire format of
// https://protobuf.dev/programming-guides/encoding: what a reader does not know it passes over. Groups, long out of
// use, are refused.
import { byte, type Cursor, cursor, left, Malformed, take } from './bytes.ts';

/**
 * A varint comes as a signed 64-bit number (exact up to 2^53), text, bytes and messages as a view of their bytes;
 * numbers of fixed size are passed over.
 */
export type Field = (number: number, value: number | Buffer) => void;

/** At most 10 bytes of 7 bits, the lowest first, put together in two halves because a bit operation has 32. */
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

/** Bytes after their length: a field's value, or one message of a stream. Throws `Malformed`. */
export const delimited = (from: Cursor): Buffer => take(from, varint(from));

/** All fields of a message. Throws `Malformed`. */
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

/** The bytes of a field that has to be text, bytes or a message. */
export function bytesOf(value: number | Buffer): Buffer {
  if (typeof value === 'number') throw new Malformed('a number where text or a message is expected');
  return value;
}

export function numberOf(value: number | Buffer): number {
  if (typeof value !== 'number') throw new Malformed('text or a message where a number is expected');
  return value;
}

/** The last second of the year 9999, as far as timestamps go. */
const LAST_SECOND = 253_402_300_799;

/**
 * A google.protobuf.Timestamp in milliseconds since 1970; what is finer is in the fraction, so that versions compare as
 * exactly as the peers compare them.
 */
export function timestamp(message: Buffer): number {
  let [seconds, nanos] = [0, 0];
  fields(message, (number, value) => {
    if (number === 1) seconds = numberOf(value);
    if (number === 2) nanos = numberOf(value);
  });
  if (Math.abs(seconds) > LAST_SECOND || nanos < 0 || nanos > 999_999_999)
    throw new Malformed('a time beyond the year 9999');
  return seconds * 1000 + nanos / 1_000_000;
}
