// The compressed configuration file.
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { gzip, gzipPieces } from '../../../hooks/workload/gzip.ts';

t.test('the compressed file holds the pieces, whatever was remembered', async (t) => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('- job_name: a\n', '- job_name: b\n', ''),
    fc.integer({ min: 0, max: 200 }).map((n) => `- job_name: job-${n}\n`.repeat(20)),
  );
  const pieces = fc.array(piece, { maxLength: 60 });
  fc.assert(
    fc.property(
      pieces,
      (list) =>
        !list.every((text) => text.isWellFormed()) || gunzipSync(gzipPieces('a', list)).toString() === list.join(''),
    ),
  );
  fc.assert(
    fc.property(pieces, pieces, pieces, (list, before, other) => {
      const alone = gzipPieces(`fresh-${list.length}`, list);
      gzipPieces('owner', before);
      gzipPieces('owner', [...before, ...list]);
      gzipPieces('owner', [...list, ...other]);
      return gzipPieces('owner', list).equals(alone);
    }),
    { numRuns: 50 },
  );
  t.equal(gunzipSync(gzipPieces('a', [])).toString(), '');
  t.equal(gunzipSync(gzip('x')).toString(), 'x');
  t.equal(gzip('x')[9], 0xff, 'no operating system is named');
  t.ok(gzipPieces('a', ['x'.repeat(100_000)]).length < 2 * gzipSync('x'.repeat(100_000)).length);
});
