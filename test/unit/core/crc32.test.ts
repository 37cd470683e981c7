// The CRC of two contents behind each other is that of both together.
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { type Checksum, checksum, followed, NO_CONTENT } from '../../../hooks/core/crc32.ts';

t.test('the checksums of parts are combined to that of the whole, in any grouping', async () => {
  const part = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.nat(8), (parts, at) => {
      const joined = (list: readonly Buffer[]): Checksum =>
        list.reduce((sum, one) => followed(sum, checksum(one)), NO_CONTENT);
      const whole = Buffer.concat(parts);
      const { crc, length } = joined(parts);
      const grouped = followed(joined(parts.slice(0, at)), joined(parts.slice(at)));
      return crc === crc32(whole) && length === whole.length && grouped.crc === crc;
    }),
  );
});
