// Values with which Prometheus would exit: they stop the object with the path of the field. The right value beside each of
// them becomes an argument that it reads.
import t from 'tap';
import { args, type Case, checkCases, type Spec } from '../../../support/argumentcases.ts';

const alerting = (field: string, value: string): Spec => ({ rules: { alert: { [field]: value } } });
const thanos = (fields: Spec): Spec => ({ thanos: fields });
const OLD = { version: 'v3.8.0' };

const CASES: readonly Case[] = [
  [
    'Prometheus',
    { ...OLD, retention: '300y' },
    /^spec\.retention: "300y" is not a duration below 292 years/,
    { ...OLD, retention: '30d' },
    '--storage.tsdb.retention.time=30d',
  ],
  [
    'Prometheus',
    { ...OLD, retentionSize: 'http://9GB' },
    /^spec\.retentionSize: "http:\/\/9GB" is not a size/,
    { ...OLD, retentionSize: '1.5GB' },
    '--storage.tsdb.retention.size=1.5GB',
  ],
  [
    'Prometheus',
    { ...OLD, retentionSize: '9EB' },
    /^spec\.retentionSize: "9EB" is not a size below 8EB/,
    { ...OLD, retentionSize: '7EB' },
    '--storage.tsdb.retention.size=7EB',
  ],
  ...(['forOutageTolerance', 'forGracePeriod', 'resendDelay'] as const).map((field) => {
    const flag = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [
      'Prometheus',
      alerting(field, '293y'),
      new RegExp(`^spec\\.rules\\.alert\\.${field}: "293y"`),
      alerting(field, '1h'),
      `--rules.alert.${flag}=1h`,
    ] as const;
  }),
  [
    'Prometheus',
    { query: { lookbackDelta: 'long' } },
    /^spec\.query\.lookbackDelta: "long" is not a duration/,
    { query: { lookbackDelta: '5m' } },
    '--query.lookback-delta=5m',
  ],
  [
    'Prometheus',
    { query: { timeout: '293y' } },
    /^spec\.query\.timeout: "293y"/,
    { query: { timeout: '1d' } },
    '--query.timeout=1d',
  ],
  [
    'Prometheus',
    { query: { maxConcurrency: 2_000_000 } },
    /^spec\.query\.maxConcurrency: 2000000 is more than 1000000/,
    { query: { maxConcurrency: 1_000_000 } },
    '--query.max-concurrency=1000000',
  ],
  [
    'Prometheus',
    thanos({ minTime: 'yesterday' }),
    /^spec\.thanos\.minTime: "yesterday" is neither a time/,
    thanos({ minTime: '-2h' }),
    '--min-time=-2h',
  ],
  [
    'Prometheus',
    thanos({ minTime: '2026-02-30T00:00:00Z' }),
    /^spec\.thanos\.minTime: "2026-02-30T00:00:00Z" is neither/,
    thanos({ minTime: '2026-02-28T23:59:59.5+01:00' }),
    '--min-time=2026-02-28T23:59:59.5+01:00',
  ],
  [
    'Prometheus',
    thanos({ blockSize: '293y', objectStorageConfigFile: '/a' }),
    /^spec\.thanos\.blockSize: "293y"/,
    thanos({ blockSize: '2h', objectStorageConfigFile: '/a', version: 'v0.40.0' }),
    '--storage.tsdb.max-block-duration=2h',
  ],
  [
    'Prometheus',
    thanos({ readyTimeout: '293y' }),
    /^spec\.thanos\.readyTimeout: "293y"/,
    thanos({ readyTimeout: '1d' }),
    '--prometheus.ready_timeout=24h',
  ],
  [
    'Prometheus',
    thanos({ getConfigTimeout: '293y' }),
    /^spec\.thanos\.getConfigTimeout: "293y"/,
    thanos({ getConfigTimeout: '1d1s' }),
    '--prometheus.get_config_timeout=24h1s',
  ],
  [
    'Prometheus',
    thanos({ getConfigInterval: '293y' }),
    /^spec\.thanos\.getConfigInterval: "293y"/,
    thanos({ getConfigInterval: '1w' }),
    '--prometheus.get_config_interval=168h',
  ],
  [
    'Prometheus',
    thanos({ grpcServerTlsConfig: { certFile: '/a' } }),
    /^spec\.thanos\.grpcServerTlsConfig: needs certFile and keyFile together/,
    thanos({ grpcServerTlsConfig: { certFile: '/a', keyFile: '/b' } }),
    '--grpc-server-tls-key=/b',
  ],
];

t.test('a value with which Prometheus would exit stops its object, and the right one is an argument', async (t) => {
  checkCases(t, CASES);
});

t.test('each message of a remote write receiver is an argument of its own', async (t) => {
  const receiver = { enableRemoteWriteReceiver: true, remoteWriteReceiverMessageVersions: ['V1.0', 'V2.0'] };
  for (const kind of ['Prometheus', 'PrometheusAgent'] as const)
    t.strictSame(
      args(kind, receiver).filter((arg) => arg.includes('accepted-protobuf-messages')),
      [
        '--web.remote-write-receiver.accepted-protobuf-messages=prometheus.WriteRequest',
        '--web.remote-write-receiver.accepted-protobuf-messages=io.prometheus.write.v2.Request',
      ],
    );
});
