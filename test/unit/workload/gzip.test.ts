// The compressed configuration file.
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { limitMemos } from '../../../hooks/core/memo.ts';
import { gzip, gzipGroups } from '../../../hooks/workload/gzip.ts';
import { noise } from '../../support/noise.ts';

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

const jobs = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `- job_name: serviceMonitor/team/app-${i}/0\n  regex: ${noise(40, i)}\n`);

t.test('a changed, new or removed job leaves most compressed bytes as they are', async (t) => {
  const list = jobs(2000);
  const before = gzipGroups([list]);
  const variants = [
    list.with(1000, `${list[1000]}  scheme: https\n`),
    list.toSpliced(1000, 0, '- job_name: serviceMonitor/team/new/0\n'),
    list.toSpliced(1000, 1),
  ];
  for (const pieces of variants) {
    const after = gzipGroups([pieces]);
    t.equal(gunzipSync(after).toString(), pieces.join(''));
    let [front, behind] = [0, 0];
    while (before[front] === after[front]) front++;
    while (before.at(-9 - behind) === after.at(-9 - behind)) behind++;
    t.ok(front + behind > 0.85 * before.length, `${front} and ${behind} of ${before.length} bytes are the same`);
  }
});

t.test('the chunks of a group take hardly more bytes than one stream', async (t) => {
  const list = jobs(2000);
  t.ok(gzipGroups([list]).length < 1.05 * gzipSync(list.join('')).length);
});

t.test('a rejected object takes no bytes', async (t) => {
  const list = jobs(200);
  t.strictSame(gzipGroups([list.flatMap((job) => ['', job, ''])]), gzipGroups([list]));
});
