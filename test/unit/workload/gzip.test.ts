// The compressed configuration file.
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { limitMemos } from '../../../hooks/core/memo.ts';
import { gzip, gzipGroups } from '../../../hooks/workload/gzip.ts';

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
        !list.every((text) => text.isWellFormed()) || gunzipSync(gzipGroups([list])).toString() === list.join(''),
    ),
  );
  fc.assert(
    fc.property(pieces, pieces, pieces, (list, before, other) => {
      limitMemos(64 * 1024 * 1024);
      const alone = gzipGroups([[...list]]);
      gzipGroups([before]);
      gzipGroups([[...before, ...list]]);
      gzipGroups([[...list, ...other]]);
      return gzipGroups([[...list]]).equals(alone) && gzipGroups([list, []]).equals(gzipGroups([[''], list]));
    }),
    { numRuns: 50 },
  );
  t.equal(gunzipSync(gzipGroups([])).toString(), '');
  t.equal(gunzipSync(gzip('x')).toString(), 'x');
  t.equal(gzip('x')[9], 0xff, 'no operating system is named');
  t.ok(gzipGroups([['x'.repeat(100_000)]]).length < 2 * gzipSync('x'.repeat(100_000)).length);
});
