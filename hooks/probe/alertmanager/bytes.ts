// Reads bytes that somebody else wrote: no read goes past the end, no length is believed before the bytes are there.
// The decoders beside it throw what is declared here and nothing else; `pushpull.ts` is their edge and turns it into a
// reason.

/** The bytes are not what they should be. The message says what was found. */
export class Malformed extends Error {}

/** The bytes end before what they announce. */
export class EndsEarly extends Malformed {}

/** Perhaps right, but more than is read here. */
export class TooMuch extends Malformed {}

/** A place in bytes. Moves forward only. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export const cursor = (bytes: Buffer): Cursor => ({ bytes, at: 0 });

export const left = ({ bytes, at }: Cursor): number => bytes.length - at;

/** The next bytes, as a view: nothing is copied. */
export function take(from: Cursor, length: number): Buffer {
  if (!(length >= 0 && length <= left(from))) throw new EndsEarly(`${length} bytes announced, ${left(from)} left`);
  const start = from.at;
  from.at += length;
  return from.bytes.subarray(start, from.at);
}

export function byte(from: Cursor): number {
  const value = from.bytes[from.at];
  if (value === undefined) throw new EndsEarly('one more byte announced, none left');
  from.at += 1;
  return value;
}
