// Values with which Alertmanager would exit: they stop the object with the path of the field. The right value beside each of
// them becomes an argument that it reads.
import t from 'tap';
import { type Case, checkCases } from '../../../../support/argumentcases.ts';

const CASES: readonly Case[] = [
  [
    'Alertmanager',
    { retention: '0s' },
    /^spec\.retention: "0s" must be longer than 0/,
    { retention: '0s', version: 'v0.33.0' },
    '--data.retention=0s',
  ],
  [
    'Alertmanager',
    { retention: '9999999h' },
    /^spec\.retention: "9999999h" is not a duration/,
    { retention: '240h' },
    '--data.retention=240h',
  ],
  ...(
    [
      ['clusterGossipInterval', 'cluster.gossip-interval'],
      ['clusterPushpullInterval', 'cluster.pushpull-interval'],
      ['clusterPeerTimeout', 'cluster.peer-timeout'],
    ] as const
  ).map(
    ([field, flag]) =>
      [
        'Alertmanager',
        { [field]: '0s' },
        new RegExp(`^spec\\.${field}: "0s" must be longer than 0`),
        { [field]: '0s', replicas: 1 },
        `--${flag}=0s`,
      ] as const,
  ),
  [
    'Alertmanager',
    { externalUrl: 'alertmanager.example.com' },
    /^spec\.externalUrl: the URL must start with http:\/\/ or https:\/\//,
    { externalUrl: 'https://a/b' },
    '--web.external-url=https://a/b',
  ],
  [
    'Alertmanager',
    { clusterAdvertiseAddress: '10.0.0.1' },
    /^spec\.clusterAdvertiseAddress: "10\.0\.0\.1" is not host:port/,
    { clusterAdvertiseAddress: '$(POD_IP):9094' },
    '--cluster.advertise-address=$(POD_IP):9094',
  ],
  [
    'Alertmanager',
    { additionalPeers: ['a:9094', 'b'] },
    /^spec\.additionalPeers\[1\]: "b" is not host:port/,
    { additionalPeers: ['b'], replicas: 1 },
    '--cluster.peer=b',
  ],
  [
    'Alertmanager',
    { additionalPeers: [''], replicas: 1 },
    /^spec\.additionalPeers\[0\]: is empty/,
    { additionalPeers: ['a:9094'] },
    '--cluster.peer=a:9094',
  ],
  [
    'Alertmanager',
    { clusterLabel: 'x'.repeat(256) },
    /^spec\.clusterLabel: "x+…?" is longer than 255 bytes/,
    { clusterLabel: '' },
    '--cluster.label=',
  ],
  [
    'Alertmanager',
    { web: { timeout: 9_999_999_999 } },
    /^spec\.web\.timeout: "9999999999s" is not a duration/,
    { web: { timeout: 30 } },
    '--web.timeout=30s',
  ],
  [
    'Alertmanager',
    { minReadySeconds: 9_999_999_999 },
    /^spec\.minReadySeconds: "9999999999s" is not a duration/,
    { minReadySeconds: 30 },
    '--dispatch.start-delay=30s',
  ],
  [
    'Alertmanager',
    { enableFeatures: ['new-thing'] },
    /^spec\.enableFeatures: "new-thing" is not a feature of Alertmanager/,
    { enableFeatures: ['new-thing'], version: 'v0.99.0' },
    '--enable-feature=new-thing',
  ],
  [
    'Alertmanager',
    { enableFeatures: ['muted-alerts-in-nflog'], version: 'v0.34.0' },
    /^spec\.enableFeatures: muted-alerts-in-nflog needs Alertmanager 0\.35\.0, this is 0\.34\.0/,
    { enableFeatures: ['muted-alerts-in-nflog'] },
    '--enable-feature=muted-alerts-in-nflog',
  ],
  [
    'Alertmanager',
    { enableFeatures: ['classic-mode', 'utf8-strict-mode'] },
    /^spec\.enableFeatures: classic-mode and utf8-strict-mode exclude each other/,
    { enableFeatures: ['classic-mode'] },
    '--enable-feature=classic-mode',
  ],
];

t.test('a value with which Alertmanager would exit stops its object, and the right one is an argument', async (t) => {
  checkCases(t, CASES);
});
