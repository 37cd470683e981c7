// Limits, sizes, native histograms and protocols of a scrape job.
import t from 'tap';
import { parseByteSize } from '../../../hooks/core/bytesize.ts';
import {
  bodySizeLimit,
  extraScrapeMetrics,
  limits,
  nativeHistograms,
  protocols,
  quantityNumber,
} from '../../../hooks/scrape/job/limits.ts';
import type { Version } from '../../../hooks/versions/version.ts';
import { v2, v3, version } from '../../support/releases.ts';

const limitCases: readonly (readonly [
  user: number | undefined,
  enforced: number | undefined,
  now: number | undefined,
  before245: number | undefined,
])[] = [
  [undefined, undefined, undefined, undefined],
  [5, undefined, 5, 5],
  [0, undefined, 0, 0],
  [5, 0, 5, 5],
  [undefined, 7, undefined, 7],
  [0, 7, undefined, 7],
  [5, 7, 5, 5],
  [9, 7, 7, 7],
];

t.test('limits: those of the user, bounded by the enforced ones', async (t) => {
  const of = (user: number | undefined, enforced: number | undefined, at: Version) =>
    limits({ sampleLimit: user }, { enforcedSampleLimit: enforced } as never, at)['sample_limit'];
  for (const [user, enforced, now, before] of limitCases) {
    t.equal(of(user, enforced, v3), now, `${user} ${enforced}`);
    t.equal(of(user, enforced, version('2.44.0')), before, `${user} ${enforced}, before 2.45`);
  }
  t.strictSame(limits({ targetLimit: 1, labelLimit: 2, keepDroppedTargets: 3 }, {} as never, version('2.26.0')), {
    target_limit: 1,
  });
});

t.test('sizes', async (t) => {
  for (const [text, bytes] of [
    ['0', 0],
    ['1B', 1],
    ['1KB', 1024],
    ['1KiB', 1024],
    ['1.5MB', 1.5 * 1024 ** 2],
    ['2EiB', 2 * 1024 ** 6],
    ['5', undefined],
    ['5mb', undefined],
    ['MB', undefined],
    ['-1MB', undefined],
  ] as const)
    t.equal(parseByteSize(text, 'field'), bytes, text);
  const size = (user: string | undefined, enforced: string | undefined) =>
    bodySizeLimit(user, enforced, v3)['body_size_limit'];
  t.equal(size('1GB', '500MB'), '500MB');
  t.equal(size('1MB', '500KB'), '500KB');
  t.equal(size('1MB', '1MiB'), '1MB');
  t.equal(size(undefined, '1MB'), '1MB');
  t.equal(size('', ''), undefined);
  for (const [text, number] of [
    ['1.1', 1.1],
    ['500m', 0.5],
    ['2k', 2000],
    ['1Ki', 1024],
    ['1e3', 1000],
    [2, 2],
    ['-3', -3],
  ] as const)
    t.equal(quantityNumber(text), number, String(text));
  for (const text of ['', 'x', '1x', '1constructor']) t.ok(Number.isNaN(quantityNumber(text)), text);
});

t.test('native histograms and protocols by release', async (t) => {
  const all = {
    scrapeNativeHistograms: true,
    nativeHistogramBucketLimit: 1,
    nativeHistogramMinBucketFactor: '1.1',
    scrapeClassicHistograms: true,
    convertClassicHistogramsToNHCB: true,
  };
  t.strictSame(Object.keys(nativeHistograms(all, version('2.44.0'))), []);
  t.strictSame(nativeHistograms(all, v2), {
    native_histogram_bucket_limit: 1,
    native_histogram_min_bucket_factor: 1.1,
    scrape_classic_histograms: true,
  });
  t.strictSame(Object.keys(nativeHistograms(all, v3)), [
    'scrape_native_histograms',
    'native_histogram_bucket_limit',
    'native_histogram_min_bucket_factor',
    'always_scrape_classic_histograms',
    'convert_classic_histograms_to_nhcb',
  ]);
  for (const on of [true, false]) t.strictSame(extraScrapeMetrics(on, version('3.10.0')), { extra_scrape_metrics: on });
  t.strictSame(extraScrapeMetrics(true, version('3.9.1')), {}, 'older releases have it for all jobs together only');
  t.strictSame(extraScrapeMetrics(undefined, v3), {});
  t.strictSame(protocols({ scrapeProtocols: ['a'] }, 'b', v3), {
    scrape_protocols: ['a'],
    fallback_scrape_protocol: 'b',
  });
  t.strictSame(protocols({ scrapeProtocols: [], fallbackScrapeProtocol: 'c' }, 'b', v3), {
    fallback_scrape_protocol: 'c',
  });
  t.strictSame(protocols({ scrapeProtocols: ['a'] }, 'b', version('2.48.0')), {});
});
