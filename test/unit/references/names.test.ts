// What one object brings into a Secret or ConfigMap that many share: names that the API server takes, and no more than
// there is room for.

import t from 'tap';
import { WORKLOADS as WORKLOADS_BY_KIND } from '../../../hooks/app/routing/workloads.ts';
import { dataKey } from '../../../hooks/core/datakey.ts';
import { inputs, listers } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { assetLookup, assetSecret, assetSecretName } from '../../../hooks/references/assetsecret.ts';
import { relatedLookup } from '../../../hooks/references/lookup.ts';
import { resolver, resolveSecret } from '../../../hooks/references/resolver.ts';
import { resolveTlsFiles, tlsFile } from '../../../hooks/references/tlsfiles.ts';
import { ruleKey } from '../../../hooks/rules/examine.ts';
import { namedFiles } from '../../../hooks/workload/namedfiles.ts';
import { certificates } from '../../support/certificates.ts';
import { problemsOf, volumeProblems } from '../../support/invariants.ts';
import { prometheus, secret, serviceMonitor } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const daemonSets = parseOptions(['--feature-gates=PrometheusAgentDaemonSet=true'], {});
const [server, dynamic] = [parseOptions([], {}), parseOptions(['--apply-strategy=dynamic-apply'], {})];

t.test('a CA whose Secret and key have 200 characters each gets a key that the API server takes', async (t) => {
  const { authority } = certificates();
  const [name, key] = ['n'.repeat(200), 'k'.repeat(200)];
  const from = resolver(
    relatedLookup(listers(kindMap([secret(name, { [key]: authority.cert }, { namespace: 'team' })]))),
    'team',
  );
  const ca = { secret: { name, key } };
  const { assets, issues } = resolveTlsFiles(from, { ca }, 'tlsConfig');
  t.strictSame(issues, []);
  const [file = ''] = assets.files.keys();
  t.match(file, KEY);
  t.equal(tlsFile('team', ca), file, 'the configuration names the same file');
});

t.test('keys that fit stay as they are, others differ where their origins differ', async (t) => {
  t.equal(tlsFile('team', { secret: { name: 'tls', key: 'ca.crt' } }), '0_team_tls_ca.crt');
  t.equal(tlsFile('team', { configMap: { name: 'tls', key: 'ca.crt' } }), '1_team_tls_ca.crt');
  for (const odd of [
    'a'.repeat(254),
    `${'a'.repeat(400)}.yaml`,
    'a/b',
    'ä',
    'a b',
    '..',
    '..a',
    '.',
    '',
    '\u0000',
    '😀'.repeat(300),
  ])
    t.match(dataKey(odd), KEY, JSON.stringify(odd.slice(0, 10)));
  const long = (first: string, last: string) => dataKey(`${first}${'x'.repeat(300)}${last}`);
  t.equal(
    new Set([long('a', 'a'), long('a', 'b'), long('b', 'a'), dataKey('a/b'), dataKey('a b'), dataKey('a-b')]).size,
    6,
  );
  t.match(
    ruleKey('n'.repeat(63), 'r'.repeat(253), 'u'.repeat(36)),
    /^[-._a-zA-Z0-9]{1,249}\.yaml$/,
    'a rule file keeps its ending',
  );
});

t.test('the asset Secret of a long name has a name that the API server takes', async (t) => {
  for (let dots = 190; dots < 210; dots++) {
    const name = assetSecretName('AlertmanagerConfig', `${'a'.repeat(dots)}.${'b'.repeat(252 - dots)}`);
    t.match(name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    t.ok(name.length <= 253);
  }
});

const big = (bytes: number) => secret('big', { a: 'x'.repeat(bytes), b: 'small' });
const refers = (keys: readonly string[]): KubernetesObject =>
  serviceMonitor(
    { endpoints: keys.map((key) => ({ port: 'web', authorization: { credentials: { name: 'big', key } } })) },
    { generation: 3, uid: 'm' },
  );

t.test('an object that refers to more than its asset Secret can hold is rejected, and never waited for', async (t) => {
  for (const [options, bytes, limit] of [
    [server, 900_000, 1_400_000],
    [dynamic, 200_000, 240_000],
  ] as const) {
    const object = refers(['a', 'b']);
    const made = assetSecret('ServiceMonitor', object, () => big(bytes), options);
    t.ok(JSON.stringify(made).length < limit, 'it can be stored');
    const from = resolver(assetLookup(object, made as KubernetesObject), 'monitoring');
    t.match(resolveSecret(from, { name: 'big', key: 'a' }, 'spec.x').issues, [{ reason: 'TooLarge', path: 'spec.x' }]);
    t.strictSame(resolveSecret(from, { name: 'big', key: 'b' }, 'spec.y').issues, [], 'what fits is there');
  }
  const fits = assetSecret('ServiceMonitor', refers(['a', 'b']), () => big(600_000), server);
  t.strictSame(
    resolveSecret(
      resolver(assetLookup(refers(['a']), fits as KubernetesObject), 'monitoring'),
      { name: 'big', key: 'a' },
      'x',
    ).issues,
    [],
  );
});

t.test('ten thousand references to nothing make no Secret that cannot be stored', async (t) => {
  const object = refers(Array.from({ length: 10_000 }, (_, i) => `${'k'.repeat(200)}-${i}`));
  const made = assetSecret('ServiceMonitor', object, () => undefined, server);
  t.ok(JSON.stringify(made).length < 1_400_000);
  const from = resolver(assetLookup(object, made as KubernetesObject), 'monitoring');
  t.match(resolveSecret(from, { name: 'big', key: `${'k'.repeat(200)}-9999` }, 'x').issues, [{ reason: 'TooLarge' }]);
});

t.test('two Secrets whose long names begin alike are two volumes', async (t) => {
  const [a, b] = [`${'s'.repeat(100)}-a`, `${'s'.repeat(100)}-b`];
  const { volumes, mounts } = namedFiles({ secrets: [a, b, 'plain', 'plain'], configMaps: [a, b] }, '/etc/x');
  const names = volumes.map(({ name }) => name);
  t.equal(new Set(names).size, names.length);
  t.equal(names.length, 5, 'one that is named twice is mounted once');
  t.strictSame(
    mounts.map(({ name }) => name),
    names,
  );
  for (const name of names) t.match(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  t.equal(names[0], `secret-${'s'.repeat(56)}`, 'the first keeps the name it always had');
});

const WORKLOADS: readonly [kind: string, spec: object, longest: number][] = [
  ['Prometheus', {}, 41],
  ['Prometheus', { shards: 2 }, 33],
  ['Prometheus', { shards: 11, thanos: {} }, 32],
  ['PrometheusAgent', {}, 41],
  ['PrometheusAgent', { shards: 2 }, 33],
  ['PrometheusAgent', { mode: 'DaemonSet' }, 63],
  ['Alertmanager', {}, 39],
  ['ThanosRuler', { queryEndpoints: ['a:1'] }, 39],
];
for (const [kind, spec, longest] of WORKLOADS)
  t.test(
    'a workload says that its name is too long for its pods, and works with one that is not: ' +
      `${kind} ${JSON.stringify(spec)}`,
    async (t) => {
      const workload = WORKLOADS_BY_KIND[kind];
      const sync = (name: string, options = daemonSets) => {
        const request = {
          parent: { ...prometheus(spec as Record<string, unknown>, { name, uid: 'u' }), kind },
          children: {},
          related: {},
          finalizing: false,
        };
        const { status, children } = workload?.sync(inputs(request), undefined, new Date(0), options) ?? {
          status: {},
          children: [],
        };
        const conditions = (status['conditions'] ?? []) as readonly { type: string; status: string; message: string }[];
        return { children, reconciled: conditions.find(({ type }) => type === 'Reconciled') };
      };
      const fits = sync('p'.repeat(longest)).children;
      t.ok(fits.length > 0);
      t.strictSame(
        [...fits.flatMap(problemsOf), ...fits.flatMap(volumeProblems)],
        [],
        'the API server takes all of it',
      );
      const long = sync('p'.repeat(longest + 1));
      t.strictSame(long.children, []);
      t.match(long.reconciled, {
        status: 'False',
        message: new RegExp(`^metadata\\.name: "p+" is longer than ${longest} characters`),
      });
      if (longest === 63) return;
      t.match(sync('a.b').reconciled, {
        status: 'False',
        message: /^metadata\.name: "a\.b" has a dot, which host names of pods/,
      });
      t.ok(sync('a.b', { ...daemonSets, parity: true }).children.length > 0, 'the Go operator writes it');
    },
  );
