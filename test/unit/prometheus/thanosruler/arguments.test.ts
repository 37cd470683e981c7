// Values with which Thanos Ruler would exit: they stop the object with the path of the field. The right value beside each of
// them becomes an argument that it reads.
import t from 'tap';
import { type Case, checkCases } from '../../../support/argumentcases.ts';

const CASES: readonly Case[] = [
  [
    'ThanosRuler',
    { grpcServerTlsConfig: { caFile: '/a' } },
    /^spec\.grpcServerTlsConfig: needs certFile and keyFile together/,
    { grpcServerTlsConfig: { certFile: '/a', keyFile: '/b', caFile: '/c' } },
    '--grpc-server-tls-client-ca=/c',
  ],
  ...(
    [
      ['evaluationInterval', 'eval-interval'],
      ['resendDelay', 'resend-delay'],
      ['ruleQueryOffset', 'rule-query-offset'],
      ['ruleOutageTolerance', 'for-outage-tolerance'],
      ['ruleGracePeriod', 'for-grace-period'],
    ] as const
  ).map(
    ([field, flag]) =>
      [
        'ThanosRuler',
        { [field]: '293y' },
        new RegExp(`^spec\\.${field}: "293y" is not a duration`),
        { [field]: '1d2h' },
        `--${flag}=26h`,
      ] as const,
  ),
  ['ThanosRuler', { retention: '293y' }, /^spec\.retention: "293y"/, { retention: '' }, '--tsdb.retention=24h'],
  ...(['cipherSuites', 'curves'] as const).map(
    (field) =>
      [
        'ThanosRuler',
        { version: 'v0.42.4', grpcServerTlsConfig: { [field]: ['X25519', ''] } },
        new RegExp(`^spec\\.grpcServerTlsConfig\\.${field}\\[1\\]: is empty`),
        { version: 'v0.42.4', grpcServerTlsConfig: { [field]: ['X25519', 'CurveP256'] } },
        `--grpc-server-tls-${field === 'curves' ? 'curves' : 'ciphers'}=X25519,CurveP256`,
      ] as const,
  ),
  [
    'ThanosRuler',
    { alertDropLabels: ['a', ''] },
    /^spec\.alertDropLabels\[1\]: is empty: remove it/,
    { alertDropLabels: ['a'] },
    '--alert.label-drop=a',
  ],
  [
    'ThanosRuler',
    { queryEndpoints: [''] },
    /^spec\.queryEndpoints\[0\]: is empty/,
    { queryEndpoints: ['dnssrv+_http._tcp.q'] },
    '--query=dnssrv+_http._tcp.q',
  ],
  [
    'ThanosRuler',
    { queryEndpoints: ['a', 'b', 'a'] },
    /^spec\.queryEndpoints\[2\]: is the same as an earlier one/,
    { queryEndpoints: ['a', 'b'] },
    '--query=b',
  ],
  [
    'ThanosRuler',
    { queryEndpoints: ['{{ a }}'] },
    /^spec\.queryEndpoints\[0\]: "{{ a }}" is no address: the URL has an invalid character in its host/,
    { queryEndpoints: ['https://q/prefix'] },
    '--query=https://q/prefix',
  ],
  [
    'ThanosRuler',
    { queryEndpoints: ['grpc://q'] },
    /^spec\.queryEndpoints\[0\]: "grpc:\/\/q" is neither http nor https/,
    { queryEndpoints: ['http://q'] },
    '--query=http://q',
  ],
  [
    'ThanosRuler',
    { alertmanagersUrl: ['alertmanager'] },
    /^spec\.alertmanagersUrl\[0\]: the URL needs a scheme and a host/,
    { alertmanagersUrl: ['dns+http://alertmanager'] },
    '--alertmanagers.url=dns+http://alertmanager',
  ],
  [
    'ThanosRuler',
    { alertQueryUrl: 'http://%zz' },
    /^spec\.alertQueryUrl: the URL has an invalid escape/,
    { alertQueryUrl: 'http://a' },
    '--alert.query-url=http://a',
  ],
  ...(['Prometheus', 'PrometheusAgent'] as const).flatMap((kind) => [
    [
      kind,
      { externalUrl: 'http://%zz' },
      /^spec\.externalUrl: the URL has an invalid escape in its host/,
      { externalUrl: 'http://a/b' },
      '--web.external-url=http://a/b',
    ] as const,
    [
      kind,
      { externalUrl: '"http://a"' },
      /^spec\.externalUrl: the URL begins or ends with a quote/,
      { externalUrl: '/prometheus' },
      '--web.external-url=/prometheus',
    ] as const,
    [
      kind,
      { version: 'v3.4.0', enableFeatures: ['otlp-deltatocumulative,otlp-native-delta-ingestion'] },
      /^spec\.enableFeatures: otlp-deltatocumulative and otlp-native-delta-ingestion exclude each other/,
      { version: 'v3.2.0', enableFeatures: ['otlp-deltatocumulative', 'otlp-native-delta-ingestion'] },
      '--enable-feature=otlp-deltatocumulative,otlp-native-delta-ingestion',
    ] as const,
    [
      kind,
      { web: { pageTitle: 'a\0b' } },
      /^spec: the value of --web\.page-title has a null character/,
      { web: { pageTitle: 'a b' } },
      '--web.page-title=a b',
    ] as const,
    [
      kind,
      { additionalArgs: [{ name: 'web.cors.origin', value: '\0' }] },
      /^spec: the value of --web\.cors\.origin has a null character/,
      { additionalArgs: [{ name: 'web.cors.origin', value: '.*' }] },
      '--web.cors.origin=.*',
    ] as const,
  ]),
];

t.test('a value with which Thanos Ruler would exit stops its object, and the right one is an argument', async (t) => {
  checkCases(t, CASES);
});
