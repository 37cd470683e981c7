// Reads untrusted bytes. No read goes past the end, and no memory is allocated for a length before its bytes are there.
// The decoders in this folder throw only these exceptions. `pushpull.ts` turns them into reasons.

/** The bytes are invalid. The message names what was found. */
export class Malformed extends Error {}

/** The bytes end before an announced length. */
export class EndsEarly extends Malformed {}

/** Possibly valid, but above a limit. */
export class TooMuch extends Malformed {}

/** A position in bytes. It only moves forward. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

export const cursor = (bytes: Buffer): Cursor => ({ bytes, at: 0 });

export const left = ({ bytes, at }: Cursor): number => bytes.length - at;

/** The next bytes, as a view without a copy. */
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
