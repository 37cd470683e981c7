// The decoders, each alone: what they make of what a peer would write, and of what none would.
import fc from 'fast-check';
import t from 'tap';
import { cursor, Malformed } from '../../../../hooks/probe/alertmanager/bytes.ts';
import { decompressed } from '../../../../hooks/probe/alertmanager/lzw.ts';
import { unpacked } from '../../../../hooks/probe/alertmanager/msgpack.ts';
import { fields, timestamp, varint } from '../../../../hooks/probe/alertmanager/protobuf.ts';
import * as encode from './encode.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Why it is refused; '' where it is not. Errors of another kind come through. */
function refusal(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}

const packed: readonly (readonly [name: string, bytes: string, want: unknown])[] = [
  ['nothing', 'c0', null],
  ['a small number', '7f', 127],
  ['a small negative number', 'ff', -1],
  ['a number of two bytes', 'cd 23 86', 9094],
  ['a negative number of four bytes', 'd2 ff ff ff fe', -2],
  ['a number of eight bytes', 'cf 00 00 00 00 00 00 00 05', 5n],
  ['short text', 'a2 68 69', Buffer.from('hi')],
  ['old raw bytes with their length in two bytes', 'da 00 02 68 69', Buffer.from('hi')],
  ['new text', 'd9 02 68 69', Buffer.from('hi')],
  ['new bytes', 'c4 02 68 69', Buffer.from('hi')],
  ['a map', '81 a1 61 c3', new Map([['a', true]])],
  ['a key that every object has', '81 a9 5f 5f 70 72 6f 74 6f 5f 5f 01', new Map([['__proto__', 1]])],
];
for (const [name, bytes, want] of packed) {
  t.test(`msgpack: ${name}`, async (t) => t.strictSame(unpacked(cursor(hex(bytes))), want));
}

const badlyPacked: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['nothing at all', hex('')],
  ['text shorter than it says', hex('a5 68 69')],
  ['bytes of 4 GiB', hex('db ff ff ff ff 00')],
  ['a list of four billion', hex('dd ff ff ff ff 00')],
  ['a map of four billion', hex('df ff ff ff ff a0 00')],
  ['a map whose key is a list', hex('81 90 00')],
  ['lists in lists without end', Buffer.alloc(100_000, 0x91)],
  ['more small values than any message has', Buffer.concat([hex('dd 00 00 ff ff'), Buffer.alloc(65_535)])],
  ['an extension', hex('d4 01 00')],
];
for (const [name, bytes] of badlyPacked) {
  t.test(`msgpack: ${name} is refused`, async (t) =>
    t.match(
      refusal(() => unpacked(cursor(bytes))),
      /./,
    ),
  );
}

t.test('msgpack: what is written is read', async (t) => {
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  );
  const pairs = fc.array(fc.tuple(fc.string(), leaf), { maxLength: 20 });
  fc.assert(
    fc.property(pairs, (rows) => {
      const map = new Map(rows);
      const read = unpacked(cursor(encode.msgpack(Object.fromEntries(map))));
      t.strictSame(read, new Map(Object.entries(Object.fromEntries(map))));
    }),
    { numRuns: 100 },
  );
});

const LIMIT = 1 << 20;
t.test('LZW: what is compressed comes back, whether the full table is emptied or kept', async (t) => {
  const letters = fc
    .integer({ min: 0, max: 60_000 })
    .chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 1, max: 256 }), fc.integer()));
  fc.assert(
    fc.property(letters, fc.boolean(), ([length, kinds, seed], clears) => {
      const plain = Buffer.from(
        Uint32Array.from({ length }, (_, i) => Math.imul(i ^ seed, 0x9e3779b1) >>> 24).map((value) => value % kinds),
      );
      return decompressed(encode.lzw(plain, clears), LIMIT).equals(plain);
    }),
    { numRuns: 40 },
  );
  t.equal(decompressed(encode.lzw(Buffer.alloc(0)), LIMIT).length, 0);
  t.equal(
    decompressed(encode.lzw(Buffer.alloc(50_000, 'a')), LIMIT).toString(),
    'a'.repeat(50_000),
    'a code that is used as it is made',
  );
});

t.test('LZW: bytes that stand for nothing, have no end, or for too much, are refused', async (t) => {
  t.match(
    refusal(() => decompressed(encode.lzwCodes([256, 300, 257]), LIMIT)),
    /code 300 is not in the table/,
  );
  t.match(
    refusal(() => decompressed(encode.lzwCodes([256, 258, 257]), LIMIT)),
    /code 258 is not in the table/,
  );
  t.match(
    refusal(() => decompressed(encode.lzw(Buffer.from('hello')).subarray(0, 4), LIMIT)),
    /without an end/,
  );
  t.match(
    refusal(() => decompressed(Buffer.alloc(0), LIMIT)),
    /without an end/,
  );
  const bomb = encode.lzwCodes([
    256,
    0,
    ...Array.from({ length: 3838 }, (_, i) => 258 + i),
    ...Array(50_000).fill(4095),
    257,
  ]);
  t.ok(bomb.length < 100_000);
  t.match(
    refusal(() => decompressed(bomb, 32 << 20)),
    /more than 33554432 bytes uncompressed/,
    'some hundred megabytes in 81 kB',
  );
  t.equal(decompressed(encode.lzw(Buffer.alloc(1000)), 1000).length, 1000, 'as much as the limit is taken');
  t.match(
    refusal(() => decompressed(encode.lzw(Buffer.alloc(1001)), 1000)),
    /more than 1000 bytes/,
  );
});

t.test('protobuf: numbers of every size', async (t) => {
  const numbers = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });
  fc.assert(fc.property(numbers, (value) => varint(cursor(encode.varint(value))) === Number(value)));
  t.match(
    refusal(() => varint(cursor(Buffer.alloc(11, 0x80)))),
    /longer than 10 bytes/,
  );
  t.match(
    refusal(() => varint(cursor(hex('80')))),
    /./,
  );
});

t.test('protobuf: unknown fields are skipped', async (t) => {
  const found: unknown[] = [];
  const message = Buffer.concat([
    encode.field(1, 'a'),
    hex('11 01 02 03 04 05 06 07 08'),
    hex('1d 01 02 03 04'),
    encode.field(4000, 7),
    encode.field(2, 5),
  ]);
  fields(message, (number, value) => found.push([number, Buffer.isBuffer(value) ? value.toString() : value]));
  t.strictSame(found, [
    [1, 'a'],
    [4000, 7],
    [2, 5],
  ]);
});

const badFields: readonly (readonly [name: string, bytes: string])[] = [
  ['a length beyond the end', '0a 05 61'],
  ['a negative length', '0a ff ff ff ff ff ff ff ff ff 01'],
  ['a length of four billion', '0a ff ff ff ff 0f'],
  ['field 0', '02 00'],
  ['a group', '0b 0c'],
  ['a fixed number beyond the end', '0d 01'],
];
for (const [name, bytes] of badFields) {
  t.test(`protobuf: ${name} is refused`, async (t) =>
    t.match(
      refusal(() => fields(hex(bytes), () => {})),
      /./,
    ),
  );
}

t.test('protobuf: times', async (t) => {
  t.equal(timestamp(encode.time(1_795_525_546_164.25)), 1_795_525_546_164.25, 'finer than a millisecond');
  t.equal(timestamp(Buffer.alloc(0)), 0);
  t.equal(
    timestamp(encode.field(1, -62_135_596_800n)),
    -62_135_596_800_000,
    'the year 1, which Go writes where there is no time',
  );
  t.match(
    refusal(() => timestamp(encode.field(1, 2n ** 62n))),
    /after the year 9999/,
  );
  t.match(
    refusal(() => timestamp(encode.field(2, 1_000_000_000))),
    /after the year 9999/,
  );
  t.match(
    refusal(() => timestamp(encode.field(1, 'soon'))),
    /./,
  );
});
