// Asset Secrets: which keys an object refers to, what is copied, and what a missing or an old copy means.

import t from 'tap';
import { customizeAssets, syncAssets } from '../../../../hooks/controllers/assets/sync.ts';
import { listers } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { mergeAssets, NO_ASSETS, secretValue } from '../../../../hooks/references/assets.ts';
import { assetLookup, assetSecret, assetSecretName } from '../../../../hooks/references/assetsecret.ts';
import { relatedLookup } from '../../../../hooks/references/lookup.ts';
import { listReferences } from '../../../../hooks/references/references.ts';
import { resolveEither, resolver, resolveSecret } from '../../../../hooks/references/resolver.ts';
import { resolveTlsFiles } from '../../../../hooks/references/tlsfiles.ts';
import { certificates } from '../../../support/certificates.ts';
import { configMap, prometheus, secret, serviceMonitor } from '../../../support/objects.ts';
import { kindMap } from '../../../support/requests.ts';

const options = parseOptions();
const ref = (name: string, key: string) => ({ name, key });
const monitor = (endpoint: object, generation = 1): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }] }, { generation, uid: 'm' });
const withKeys = monitor({
  basicAuth: { username: ref('creds', 'user'), password: ref('creds', 'pass') },
  tlsConfig: {
    ca: { configMap: ref('ca', 'ca.crt') },
    cert: { secret: ref('tls', 'tls.crt') },
    keySecret: ref('tls', 'tls.key'),
  },
  proxyConnectHeader: { 'X-A': [ref('creds', 'user')] },
  params: { key: ['not a reference'] },
});

t.test('references are found by their shape, once each, in order', async (t) => {
  t.strictSame(listReferences(withKeys), [
    { kind: 'ConfigMap', name: 'ca', key: 'ca.crt' },
    { kind: 'Secret', name: 'creds', key: 'pass' },
    { kind: 'Secret', name: 'creds', key: 'user' },
    { kind: 'Secret', name: 'tls', key: 'tls.crt' },
    { kind: 'Secret', name: 'tls', key: 'tls.key' },
  ]);
  t.strictSame(listReferences(monitor({})), []);
  t.strictSame(
    listReferences(monitor({ bearerTokenSecret: { key: 'x' } })),
    [],
    'a key without a name refers to nothing',
  );
  t.strictSame(
    listReferences(monitor({ matchExpressions: [{ key: 'x', operator: 'Exists' }] })),
    [],
    'a label requirement is none',
  );
});

const objects = [
  secret('creds', { user: 'bob', pass: 'hunter2', other: 'not asked for' }),
  configMap('ca', { 'ca.crt': 'CA' }),
  { ...configMap('binary', {}), binaryData: { b: Buffer.from('bin').toString('base64') } },
];
const read = (kind: string, name: string): KubernetesObject | undefined =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

t.test('exactly the keys that are referred to are copied', async (t) => {
  const made = assetSecret('ServiceMonitor', withKeys, read, options);
  t.match(made?.metadata, {
    name: 'servicemonitor-app-assets',
    namespace: 'monitoring',
    labels: { 'prometheus-metacontroller.dev/assets': 'servicemonitors' },
    annotations: { 'prometheus-metacontroller.dev/generation': '1' },
  });
  const content = JSON.parse(Buffer.from(made?.data?.['assets.json'] ?? '', 'base64').toString());
  t.strictSame(content, {
    'ConfigMap/ca/ca.crt': Buffer.from('CA').toString('base64'),
    'Secret/creds/pass': Buffer.from('hunter2').toString('base64'),
    'Secret/creds/user': Buffer.from('bob').toString('base64'),
    'Secret/tls/tls.crt': { missing: 'object' },
    'Secret/tls/tls.key': { missing: 'object' },
  });
  t.equal(assetSecret('ServiceMonitor', monitor({}), read, options), undefined, 'no references, no Secret');
  const longest = assetSecretName('ServiceMonitor', 'a'.repeat(253));
  t.ok(longest.length <= 253 && longest.endsWith('-assets'), 'a long name is shortened');
  t.not(assetSecretName('ServiceMonitor', `${'a'.repeat(252)}b`), longest, 'and is still unique');
});

t.test('what a copy has about a key', async (t) => {
  const asset = assetSecret('ServiceMonitor', withKeys, read, options);
  const ask = (object: KubernetesObject, from: KubernetesObject | undefined, name: string, key: string) =>
    assetLookup(object, from)('Secret', 'monitoring', name, key);
  t.strictSame(ask(withKeys, asset, 'creds', 'user'), { value: 'bob' });
  t.strictSame(assetLookup(withKeys, asset)('ConfigMap', 'monitoring', 'ca', 'ca.crt'), { value: 'CA' });
  t.strictSame(ask(withKeys, asset, 'tls', 'tls.key'), { missing: 'object' });
  t.strictSame(ask(withKeys, undefined, 'creds', 'user'), { pending: true }, 'it is not made yet');
  const newer = { ...withKeys, metadata: { ...withKeys.metadata, generation: 2 } };
  t.strictSame(ask(newer, asset, 'creds', 'user'), { value: 'bob' }, 'an old copy still has its values');
  t.strictSame(ask(newer, asset, 'creds', 'new'), { pending: true }, 'what an old copy lacks may come');
  t.strictSame(ask(newer, asset, 'tls', 'tls.key'), { pending: true }, 'what an old copy missed may have come');
  t.strictSame(ask(withKeys, asset, '', 'x'), { missing: 'object' });
  const damaged = { ...asset, data: { 'assets.json': Buffer.from('{').toString('base64') } } as KubernetesObject;
  t.strictSame(ask(newer, damaged, 'creds', 'user'), { pending: true }, 'a damaged copy has no values');
  t.doesNotThrow(() => ask(withKeys, { ...asset, data: undefined } as KubernetesObject, 'creds', 'user'));
});

t.test('values that were resolved, and nothing else, can be read', async (t) => {
  const lookup = relatedLookup(listers(kindMap(objects)));
  const from = resolver(lookup, 'monitoring');
  t.equal(secretValue(NO_ASSETS, 'monitoring', ref('creds', 'user')), undefined, 'it is not resolved');
  const { assets, issues } = resolveSecret(from, ref('creds', 'user'), 'p');
  t.strictSame(issues, []);
  t.equal(secretValue(assets, 'monitoring', ref('creds', 'user')), 'bob');
  t.equal(secretValue(assets, 'other', ref('creds', 'user')), undefined, 'in another namespace');
  t.match(resolveSecret(from, ref('creds', 'nothing'), 'p').issues, [{ reason: 'KeyMissing', path: 'p' }]);
  t.match(resolveSecret(from, ref('creds', 'constructor'), 'p').issues, [{ reason: 'KeyMissing' }]);
  t.match(resolveSecret(resolver(lookup, 'other'), ref('creds', 'user'), 'p').issues, [{ reason: 'SecretMissing' }]);
  t.match(resolveEither(from, { configMap: ref('none', 'x') }, 'p').issues, [
    { reason: 'ConfigMapMissing', path: 'p.configMap' },
  ]);
  t.strictSame(resolveEither(from, { configMap: ref('binary', 'b') }, 'p').issues, []);
  const merged = mergeAssets([assets, NO_ASSETS]);
  t.equal(
    secretValue(merged, 'monitoring', ref('creds', 'user')),
    'bob',
    'what the workload itself resolved counts too',
  );
});

t.test('assets are merged into new ones, the later counts', async (t) => {
  const of = (value: string, file: string) => ({ values: new Map([['a', value]]), files: new Map([[file, value]]) });
  const [first, second] = [of('1', 'x'), of('2', 'y')];
  t.strictSame(mergeAssets([first, second]), {
    values: new Map([['a', '2']]),
    files: new Map([
      ['x', '1'],
      ['y', '2'],
    ]),
  });
  t.strictSame([first, second], [of('1', 'x'), of('2', 'y')], 'those before stay as they are');
  t.strictSame(mergeAssets([]), NO_ASSETS);
});

t.test('TLS files', async (t) => {
  let made: ReturnType<typeof certificates>;
  try {
    made = certificates();
  } catch (error) {
    t.pass('certificates', { skip: `openssl cannot make certificates here (${error})` });
    return;
  }
  const { authority, client, stranger } = made;
  const related = kindMap([
    secret('tls', {
      ca: `# note\n${authority.cert}`,
      crt: client.cert,
      key: client.key,
      other: stranger.key,
      none: '',
      text: 'abc',
      chain: client.cert + authority.cert,
    }),
  ]);
  const load = (ca: string | undefined, cert?: string, key?: string) => {
    const of = (name: string) => ({ secret: ref('tls', name) });
    const { assets, issues } = resolveTlsFiles(
      resolver(relatedLookup(listers(related)), 'monitoring'),
      {
        ...(ca ? { ca: of(ca) } : {}),
        ...(cert ? { cert: of(cert) } : {}),
        ...(key ? { keySecret: ref('tls', key) } : {}),
      },
      'tls',
    );
    return { files: [...assets.files.keys()], problem: issues[0] && `${issues[0].path}: ${issues[0].message}` };
  };
  t.strictSame(load('ca', 'crt', 'key'), {
    files: ['0_monitoring_tls_ca', '0_monitoring_tls_crt', '0_monitoring_tls_key'],
    problem: undefined,
  });
  t.strictSame(load(undefined, 'chain', 'key').problem, undefined, 'a chain');
  t.strictSame(load('none'), { files: [], problem: undefined }, 'an empty value makes no file');
  t.strictSame(load('text'), { files: [], problem: 'tls.ca: has no PEM block' });
  t.match(load('key').problem, /has no X\.509 certificate/);
  t.match(load('ca', 'crt', 'other'), { files: [], problem: /do not belong together/ });
  t.match(load(undefined, 'crt', 'text').problem, /private key cannot be read/);
  t.match(load(undefined, 'text', 'key').problem, /the certificate has no PEM block/);
});

t.test('the decorator selects referenced objects, and reports which workloads accepted the object', async (t) => {
  const now = new Date('2026-05-05T00:00:00Z');
  const plain = parseOptions();
  const bindings = parseOptions(['--feature-gates=StatusForConfigurationResources=true']);
  t.strictSame(customizeAssets({ parent: withKeys }, plain).relatedResources, [
    { apiVersion: 'v1', resource: 'secrets', namespace: 'monitoring', names: ['creds', 'tls'] },
    { apiVersion: 'v1', resource: 'configmaps', namespace: 'monitoring', names: ['ca'] },
  ]);
  t.strictSame(customizeAssets({ parent: monitor({}) }, plain).relatedResources, []);
  const request = (object: KubernetesObject, ...more: KubernetesObject[]) => ({
    object,
    attachments: {},
    related: kindMap(more),
    finalizing: false,
  });
  t.match(syncAssets(request(monitor({})), undefined, now, plain), { status: null, attachments: [] });
  const taken = syncAssets(request(monitor({}), prometheus()), undefined, now, bindings).status;
  const expected = {
    resource: 'prometheuses',
    name: 'k8s',
    conditions: [
      { type: 'Accepted', status: 'True', observedGeneration: 1, lastTransitionTime: '2026-05-05T00:00:00Z' },
    ],
  };
  t.match(taken, { bindings: [expected] });
  const again = { ...monitor({}), status: taken };
  t.strictSame(
    syncAssets(request(again, prometheus()), undefined, new Date('2027-01-01'), bindings).status,
    taken,
    'the same answer while nothing changes',
  );
  t.strictSame(syncAssets(request(again), undefined, now, bindings).status, {}, 'no workload selects it any more');
  const rejected = syncAssets(
    request(monitor({ relabelings: [{ action: 'drop', regex: '(' }] }), prometheus()),
    undefined,
    now,
    bindings,
  ).status;
  t.match(rejected, {
    bindings: [
      {
        conditions: [
          { status: 'False', reason: 'InvalidConfiguration', message: /spec\.endpoints\[0\]\.relabelings\[0\]\.regex/ },
        ],
      },
    ],
  });
});
