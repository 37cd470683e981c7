// Flags and environment: what is read, what is refused, what --help says.
import t from 'tap';
import { help, parseOptions, UsageError } from '../../../hooks/core/options.ts';

t.test('defaults', async (t) => {
  t.match(parseOptions(), {
    listenAddress: '0.0.0.0:8080',
    applyStrategy: 'server-side-apply',
    alertmanagerWithoutConfig: 'pending',
    bodyLimit: 64 * 1024 * 1024,
    namespaces: [],
    reloaderProbes: false,
    kubeletEndpoints: true,
    parity: false,
    gates: { PrometheusTopologySharding: true, PrometheusShardRetentionPolicy: true, PrometheusAgentDaemonSet: false },
  });
});

const given: readonly (readonly [name: string, argv: readonly string[], env: Record<string, string>, want: object])[] =
  [
    ['a flag with an equals sign', ['--localhost=here'], {}, { localhost: 'here' }],
    ['a flag with a space', ['--localhost', 'here'], {}, { localhost: 'here' }],
    ['a switch without a value', ['--enable-config-reloader-probes'], {}, { reloaderProbes: true }],
    ['a switch that is turned off', ['--kubelet-endpoints=false'], {}, { kubeletEndpoints: false }],
    ['the environment', [], { HOOKS_LOCALHOST: 'there', HOOKS_BODY_LIMIT: '5' }, { localhost: 'there', bodyLimit: 5 }],
    ['a flag wins over the environment', ['--localhost=here'], { HOOKS_LOCALHOST: 'there' }, { localhost: 'here' }],
    ['an empty environment variable is a value', [], { HOOKS_LOCALHOST: '' }, { localhost: '' }],
    ['a list, with spaces and empty parts', ['--namespaces= a, b,,'], {}, { namespaces: ['a', 'b'] }],
    ['a map', ['--labels=a=b,c=d=e'], {}, { labels: { a: 'b', c: 'd=e' } }],
    [
      'feature gates',
      ['--feature-gates=PrometheusAgentDaemonSet=true,PrometheusTopologySharding=false'],
      {},
      {
        gates: {
          PrometheusAgentDaemonSet: true,
          PrometheusTopologySharding: false,
          PrometheusShardRetentionPolicy: true,
        },
      },
    ],
  ];

t.test('what is given', async (t) => {
  for (const [name, argv, env, want] of given) t.match(parseOptions(argv, env), want, name);
});

const refused: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
  [['--nothing=1'], /--nothing/],
  [['word'], /word/],
  [['--body-limit=many'], /--body-limit: "many" is not a whole number/],
  [['--body-limit=-1'], /is not a whole number/],
  [['--kubelet-endpoints=perhaps'], /--kubelet-endpoints: "perhaps" is not true or false/],
  [['--labels=a'], /--labels: "a" is not name=value/],
  [['--labels==b'], /is not name=value/],
  [['--apply-strategy=client-side'], /--apply-strategy: "client-side" is not one of server-side-apply, dynamic-apply/],
  [['--log-level=loud'], /--log-level: "loud" is not one of/],
  [['--namespaces=a', '--deny-namespaces=b'], /exclude each other/],
  [['--tls-cert-file=x'], /go together/],
  [['--tls-key-file=x'], /go together/],
  [['--tls-client-ca-file=x'], /needs --tls-cert-file/],
  [['--kubelet-service=kubelet'], /is not namespace\/name/],
  [['--prometheus-instance-selector=a in b'], /"a in b" is not a label selector/],
  [['--feature-gates=Unknown=true'], /"Unknown" is not one of/],
  [['--feature-gates=constructor=true'], /"constructor" is not one of/],
  [['--feature-gates=PrometheusAgentDaemonSet=yes'], /"yes" is not true or false/],
];

t.test('what is refused, in words for whoever typed it', async (t) => {
  for (const [argv, message] of refused) {
    try {
      parseOptions(argv);
      t.fail(argv.join(' '));
    } catch (error) {
      t.ok(error instanceof UsageError, argv.join(' '));
      t.match((error as Error).message, message);
    }
  }
  t.throws(() => parseOptions([], { HOOKS_BODY_LIMIT: 'many' }), /--body-limit/);
});

t.test('--help names every flag with its default, and each can be given', async (t) => {
  const flags = [...help().matchAll(/^ {2}--(\S+) +(\S.*)$/gm)];
  t.ok(flags.length > 40);
  for (const [, flag = '', line = ''] of flags) {
    t.ok(line.length > 10, `${flag} has a help line`);
    const fallback = / \(([^()]*)\)$/.exec(line)?.[1];
    if (fallback !== undefined) t.doesNotThrow(() => parseOptions([`--${flag}=${fallback}`]), `${flag}=${fallback}`);
    t.doesNotThrow(
      () => parseOptions([], { [`HOOKS_${flag.toUpperCase().replaceAll('-', '_')}`]: fallback ?? '' }),
      flag,
    );
  }
});
