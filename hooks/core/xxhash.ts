// xxHash64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md). The Go operator uses it in volume names.
// Another hash would restart the pods of its users.

const MASK = 0xffffffffffffffffn;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & MASK;
const round = (acc: bigint, lane: bigint): bigint => (rotate((acc + lane * P2) & MASK, 31n) * P1) & MASK;
const merge = (acc: bigint, lane: bigint): bigint => ((acc ^ round(0n, lane)) * P1 + P4) & MASK;

function stripes(data: Buffer): [hash: bigint, offset: number] {
  if (data.length < 32) return [P5, 0];
  const lanes: [bigint, bigint, bigint, bigint] = [(P1 + P2) & MASK, P2, 0n, (0n - P1) & MASK];
  let at = 0;
  for (; at + 32 <= data.length; at += 32) {
    lanes[0] = round(lanes[0], data.readBigUInt64LE(at));
    lanes[1] = round(lanes[1], data.readBigUInt64LE(at + 8));
    lanes[2] = round(lanes[2], data.readBigUInt64LE(at + 16));
    lanes[3] = round(lanes[3], data.readBigUInt64LE(at + 24));
  }
  const joined = (rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n)) & MASK;
  return [lanes.reduce(merge, joined), at];
}

/** The hash of the text's UTF-8 bytes. */
export function xxHash64(text: string): bigint {
  const data = Buffer.from(text, 'utf8');
  let [hash, at] = stripes(data);
  hash = (hash + BigInt(data.length)) & MASK;
  for (; at + 8 <= data.length; at += 8)
    hash = (rotate(hash ^ round(0n, data.readBigUInt64LE(at)), 27n) * P1 + P4) & MASK;
  if (at + 4 <= data.length) {
    hash = (rotate(hash ^ ((BigInt(data.readUInt32LE(at)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < data.length; at++) hash = (rotate(hash ^ ((BigInt(data.readUInt8(at)) * P5) & MASK), 11n) * P1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}
