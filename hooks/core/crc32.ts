// The CRC-32 of two texts behind each other, from that of each (ISO 3309; RFC 1952, 8). Values are polynomials over
// GF(2) with reflected bits: the highest bit is x^0.
import { crc32 } from 'node:zlib';

const POLYNOMIAL = 0xedb8_8320;
const ONE = 0x8000_0000;
/** x^8: one byte more. */
const BYTE = 0x0080_0000;

/** The product of two polynomials, modulo that of the CRC. */
function product(a: number, b: number): number {
  let [sum, term] = [0, b];
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) sum ^= term;
    term = term & 1 ? (term >>> 1) ^ POLYNOMIAL : term >>> 1;
  }
  return sum >>> 0;
}

/** x^(8 bytes): what a CRC is multiplied by where so many bytes follow. */
function shiftBy(bytes: number): number {
  let [power, square] = [ONE, BYTE];
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = product(power, square);
    square = product(square, square);
  }
  return power;
}

/** The CRC of a content, its length, and the factor for the CRC of what is in front of it. */
export interface Checksum {
  readonly crc: number;
  readonly length: number;
  readonly shift: number;
}

export const NO_CONTENT: Checksum = { crc: 0, length: 0, shift: ONE };

export const checksum = (content: Buffer): Checksum => ({
  crc: crc32(content),
  length: content.length,
  shift: shiftBy(content.length),
});

/** The checksum of a content followed by another one. */
export const followed = (first: Checksum, second: Checksum): Checksum => ({
  crc: (product(first.crc, second.shift) ^ second.crc) >>> 0,
  length: first.length + second.length,
  shift: product(first.shift, second.shift),
});
