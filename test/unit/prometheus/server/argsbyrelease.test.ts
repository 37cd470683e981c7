// Arguments of a Prometheus that only some releases have.
import t from 'tap';
import { args } from '../../../support/scrapecontext.ts';

/** A spec, and the arguments it adds from a release on, or until one. */
const versioned: readonly (readonly [
  spec: object,
  arg: string,
  releases: readonly (readonly [version: string, has: boolean])[],
])[] = [
  [
    { web: { pageTitle: 'x' } },
    '--web.page-title=x',
    [
      ['2.5.0', false],
      ['2.6.0', true],
    ],
  ],
  [
    { enableRemoteWriteReceiver: true },
    '--web.enable-remote-write-receiver',
    [
      ['2.32.0', false],
      ['2.33.0', true],
    ],
  ],
  [
    { enableOTLPReceiver: true },
    '--enable-feature=otlp-write-receiver',
    [
      ['2.46.0', false],
      ['2.47.0', true],
      ['3.0.0', false],
    ],
  ],
  [
    { otlp: {} },
    '--web.enable-otlp-receiver',
    [
      ['2.55.0', false],
      ['3.0.0-rc.0', true],
      ['3.5.0', true],
    ],
  ],
  [{ otlp: {}, enableOTLPReceiver: false }, '--web.enable-otlp-receiver', [['3.5.0', false]]],
  [
    { enableFeatures: ['a', 'b'] },
    '--enable-feature=a,b',
    [
      ['2.24.0', false],
      ['2.25.0', true],
    ],
  ],
  [
    { tsdb: { chunkEncoding: { floats: 'Xor2' } } },
    '--enable-feature=xor2-encoding',
    [
      ['3.12.0', false],
      ['3.13.0', true],
    ],
  ],
  [
    { extraScrapeMetrics: true },
    '--enable-feature=extra-scrape-metrics',
    [
      ['2.31.0', false],
      ['2.32.0', true],
      ['3.9.1', true],
      ['3.10.0', false],
    ],
  ],
  [{ extraScrapeMetrics: false }, '--enable-feature=extra-scrape-metrics', [['3.9.1', false]]],
  [
    { extraScrapeMetrics: true, enableFeatures: ['extra-scrape-metrics', 'a'] },
    '--enable-feature=extra-scrape-metrics',
    [['3.9.1', false]],
  ],
  [
    { remoteWrite: [{ url: 'x', messageVersion: 'V2.0' }] },
    '--enable-feature=metadata-wal-records',
    [
      ['2.53.0', false],
      ['2.54.0', true],
      ['3.4.0', false],
    ],
  ],
  [
    {},
    '--web.console.templates=/etc/prometheus/consoles',
    [
      ['2.55.0', true],
      ['3.0.0', false],
    ],
  ],
  [
    { retention: '1d' },
    '--storage.tsdb.retention=1d',
    [
      ['2.6.0', true],
      ['2.7.0', false],
    ],
  ],
  [
    { retention: '1d' },
    '--storage.tsdb.retention.time=1d',
    [
      ['2.6.0', false],
      ['2.7.0', true],
      ['3.10.0', true],
      ['3.11.0', false],
    ],
  ],
  [
    {},
    '--storage.tsdb.retention.time=24h',
    [
      ['3.10.0', true],
      ['3.11.0', false],
    ],
  ],
  [
    { retentionSize: '1GB' },
    '--storage.tsdb.retention.size=1GB',
    [
      ['2.6.0', false],
      ['2.7.0', true],
      ['3.11.0', false],
    ],
  ],
  [{ retentionSize: '1GB' }, '--storage.tsdb.retention.time=24h', [['3.10.0', false]]],
  [
    { query: { maxSamples: 5 } },
    '--query.max-samples=5',
    [
      ['2.4.0', false],
      ['2.5.0', true],
    ],
  ],
  [
    { allowOverlappingBlocks: true },
    '--storage.tsdb.allow-overlapping-blocks',
    [
      ['2.10.0', false],
      ['2.11.0', true],
      ['2.39.0', false],
    ],
  ],
  [
    { walCompression: false },
    '--no-storage.tsdb.wal-compression',
    [
      ['2.10.0', false],
      ['2.11.0', true],
    ],
  ],
  [
    { logFormat: 'json' },
    '--log.format=json',
    [
      ['2.5.0', false],
      ['2.6.0', true],
    ],
  ],
  [
    {},
    '--web.config.file=/etc/prometheus/web_config/web-config.yaml',
    [
      ['2.23.0', false],
      ['2.24.0', true],
    ],
  ],
  [
    { rules: { alert: { resendDelay: '1m' } } },
    '--rules.alert.resend-delay=1m',
    [
      ['2.3.0', false],
      ['2.4.0', true],
    ],
  ],
];

t.test('arguments by release', async (t) => {
  for (const [spec, arg, releases] of versioned)
    for (const [release, has] of releases)
      t.equal(args(spec, release).includes(arg), has, `${arg} ${has ? 'from' : 'not in'} ${release}`);
});
