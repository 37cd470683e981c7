// The command line by release, retention by flag or file, external labels, and the compressed file.
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { agentArgs } from '../../../../hooks/controllers/agent/args.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { externalLabels, logFile } from '../../../../hooks/prometheus/config/global.ts';
import { checkRetention, storage } from '../../../../hooks/prometheus/config/storage.ts';
import { type Compaction, serverArgs } from '../../../../hooks/prometheus/server/args.ts';
import { retainedShards } from '../../../../hooks/prometheus/server/shards.ts';
import { spreadConstraints } from '../../../../hooks/prometheus/server/statefulset.ts';
import { resolver } from '../../../../hooks/references/resolver.ts';
import type { ScrapeContext } from '../../../../hooks/scrape/job/context.ts';
import { parseVersion, type Version } from '../../../../hooks/versions/version.ts';
import { renderArgs } from '../../../../hooks/workload/args.ts';
import { gzip, gzipPieces } from '../../../../hooks/workload/gzip.ts';
import { prometheus } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';

const version = (text: string): Version => parseVersion(text) ?? { major: 0, minor: 0, patch: 0, pre: [], build: '' };
const args = (spec: object, of = 'v3.13.2', compaction: Compaction = 'default'): string[] =>
  renderArgs(serverArgs(spec as never, version(of), compaction));

t.test('a Prometheus with nothing said', async (t) => {
  t.strictSame(args({}), [
    '--config.file=/etc/prometheus/config_out/prometheus.env.yaml',
    '--web.enable-lifecycle',
    '--web.route-prefix=/',
    '--storage.tsdb.path=/prometheus',
    '--web.config.file=/etc/prometheus/web_config/web-config.yaml',
  ]);
});

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

t.test('arguments that only some specs have', async (t) => {
  const has = (spec: object, arg: string, compaction?: Compaction) =>
    t.ok(args(spec, 'v3.13.2', compaction).includes(arg), arg);
  const hasNot = (spec: object, arg: string) =>
    t.notOk(
      args(spec).some((item) => item.startsWith(arg)),
      `no ${arg}`,
    );
  has({ externalUrl: 'https://x/y', routePrefix: '/y' }, '--web.route-prefix=/y');
  has({ listenLocal: true }, '--web.listen-address=127.0.0.1:9090');
  has({ enableAdminAPI: true }, '--web.enable-admin-api');
  has({ web: { maxConnections: 0 } }, '--web.max-connections=0');
  has({ query: { lookbackDelta: '5m', maxConcurrency: 3, timeout: '1m' } }, '--query.max-concurrency=3');
  has({ thanos: { blockSize: '1h' } }, '--storage.tsdb.max-block-duration=1h', 'disabled');
  has({}, '--storage.tsdb.delay-compact-file.path=/prometheus/thanos.shipper.json', 'delayed');
  has({ tsdb: { outOfOrderTimeWindow: '1m' } }, '--no-storage.tsdb.allow-overlapping-compaction', 'delayed');
  hasNot({ reloadStrategy: 'ProcessSignal' }, '--web.enable-lifecycle');
  hasNot({ logLevel: 'info', logFormat: 'logfmt' }, '--log.');
  hasNot({ query: { maxConcurrency: 0, maxSamples: -1 } }, '--query');
  hasNot({ tsdb: { outOfOrderTimeWindow: '1m' } }, '--no-storage');
  hasNot(
    { enableFeatures: ['xor2-encoding'], tsdb: { chunkEncoding: { floats: 'Xor2' } } },
    '--enable-feature=xor2-encoding,',
  );
});

const context = (spec: object, mode: ScrapeContext['mode'] = 'server', of = 'v3.13.2'): ScrapeContext => ({
  namespace: 'ns',
  name: 'k8s',
  spec: spec as never,
  version: version(of),
  options: parseOptions(),
  mode,
  resolver: resolver(() => ({ missing: 'object' })),
});

t.test('an agent', async (t) => {
  t.ok(renderArgs(agentArgs(context({}, 'agent'))).includes('--agent'));
  t.ok(renderArgs(agentArgs(context({}, 'agent', 'v2.50.0'))).includes('--enable-feature=agent'));
  t.notOk(renderArgs(agentArgs(context({ retention: '1d' }, 'agent'))).some((item) => item.includes('tsdb')));
});

t.test('retention stands in the file from 3.11 on', async (t) => {
  const of = (spec: object, release = '3.11.0', parity = false) =>
    (storage(spec as never, version(release), parity)?.['tsdb'] as { retention?: object } | undefined)?.retention;
  t.strictSame(of({}), { time: '24h' });
  t.strictSame(of({ retention: '1d', retentionSize: '1GB' }), { time: '1d', size: '1GB' });
  t.strictSame(of({ retentionSize: '1GB' }), { size: '1GB' });
  t.equal(of({ retention: '1d' }, '3.10.0'), undefined);
  t.strictSame(of({ retentionPercentage: '12500m' }), { percentage: 12.5 });
  t.strictSame(of({ retentionPercentage: 80 }, '3.11.0', true), { percentage: 80 }, 'in parity too');
  t.strictSame(of({ retentionPercentage: 80, retention: '1d', retentionSize: '1GB' }), {
    time: '1d',
    size: '1GB',
    percentage: 80,
  });
  t.strictSame(of({ retentionPercentage: 0 }), { time: '24h', percentage: 0 }, '0 is no limit');
  t.ok(
    args({ retentionPercentage: 80 }, '3.10.0').includes('--storage.tsdb.retention.time=24h'),
    'an older release knows no percentage',
  );
  t.equal(storage({ exemplars: { maxSize: 0 } } as never, version('2.28.0'), false), undefined);
  t.match(storage({ exemplars: { maxSize: 0 } } as never, version('2.29.0'), false), {
    exemplars: { max_exemplars: 0 },
  });
});

t.test('a percentage of retention lies between 0 and 100', async (t) => {
  const issues = (retentionPercentage?: unknown) => checkRetention({ retentionPercentage } as never);
  for (const fine of [undefined, 0, 100, '99.5', '500m']) t.strictSame(issues(fine), [], String(fine));
  for (const wrong of [-1, 101, '1k', 'x'])
    t.match(issues(wrong), [{ reason: 'InvalidConfiguration', path: 'spec.retentionPercentage' }], String(wrong));
});

t.test('external labels: ours first, then those of the user that do not replace them', async (t) => {
  const of = (spec: object) => externalLabels(context(spec));
  t.strictSame(of({}), { prometheus: 'ns/k8s', prometheus_replica: '$(POD_NAME)' });
  t.strictSame(
    of({ prometheusExternalLabelName: '', replicaExternalLabelName: 'r', externalLabels: { r: 'x', a: 'b' } }),
    {
      a: 'b',
      r: '$(POD_NAME)',
    },
  );
  t.strictSame(of({ shardingStrategy: { mode: 'Topology', topology: {} } })['zone'], '$(TOPOLOGY_ZONE)');
  t.equal(logFile('x.log'), '/var/log/prometheus/x.log');
  t.equal(logFile('/a/x.log'), '/a/x.log');
});

t.test('shards that are no longer wanted', async (t) => {
  const now = new Date('2026-05-05T00:00:00.700Z');
  const [shard] = applied([
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'prometheus-k8s-shard-1', namespace: 'monitoring' },
      spec: {},
    },
  ]);
  const KEY = 'operator.prometheus.io/deletion-deadline';
  const until = (spec: object, at: string | undefined = undefined, flags: string[] = []) => {
    const surplus = shard
      ? [
          at
            ? { ...shard, metadata: { ...shard.metadata, annotations: { ...shard.metadata.annotations, [KEY]: at } } }
            : shard,
        ]
      : [];
    return retainedShards(
      prometheus({ shardRetentionPolicy: { whenScaled: 'Retain' }, ...spec }) as never,
      surplus,
      now,
      parseOptions(flags),
    ).map(({ metadata }) => metadata.annotations?.[KEY]);
  };
  t.strictSame(until({}), ['2026-05-06T00:00:00Z'], 'a day, where nothing is said');
  t.strictSame(until({ retention: '2h' }), ['2026-05-05T02:00:00Z']);
  t.strictSame(until({ retentionPercentage: 80 }), ['0001-01-01T00:00:00Z'], 'data without an age stays');
  t.strictSame(
    until({ retentionPercentage: 80, version: 'v3.10.0' }),
    ['2026-05-06T00:00:00Z'],
    'an older release knows no percentage',
  );
  t.strictSame(
    until({ retention: '2h', shardRetentionPolicy: { whenScaled: 'Retain', retain: { retentionPeriod: '1w' } } }),
    ['2026-05-12T00:00:00Z'],
  );
  t.strictSame(until({ retentionSize: '1GB' }), ['0001-01-01T00:00:00Z'], 'never, where only the size counts');
  t.strictSame(until({}, '2026-05-05T00:00:00Z'), [], 'the deadline is over');
  t.strictSame(until({}, '2026-05-05T00:00:01Z'), ['2026-05-05T00:00:01Z'], 'it is not over yet, and stays');
  t.strictSame(until({ shardRetentionPolicy: { whenScaled: 'Delete' } }), []);
  t.strictSame(until({}, undefined, ['--feature-gates=PrometheusShardRetentionPolicy=false']), []);
});

t.test('spread constraints', async (t) => {
  const labels = { a: 'b', 'operator.prometheus.io/shard': '1' };
  const of = (constraint: object) => spreadConstraints([constraint as never], labels)?.[0];
  t.strictSame(of({ maxSkew: 1 }), { maxSkew: 1 });
  t.strictSame(of({ maxSkew: 1, additionalLabelSelectors: 'OnResource', labelSelector: { matchLabels: { c: 'd' } } }), {
    maxSkew: 1,
    labelSelector: { matchLabels: { c: 'd', a: 'b' } },
  });
  t.strictSame(of({ additionalLabelSelectors: 'OnShard' }), { labelSelector: { matchLabels: labels } });
});

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
