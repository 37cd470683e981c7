// The user's containers over the generated ones, images, volume names and additional arguments.
import fc from 'fast-check';
import t from 'tap';
import { parseOptions } from '../../../hooks/core/options.ts';
import { arg, checkAdditionalArgs, renderArgs } from '../../../hooks/workload/args.ts';
import { mergeContainers } from '../../../hooks/workload/containers.ts';
import { image, imageReference } from '../../../hooks/workload/image.ts';
import { imageMatchesVersion } from '../../../hooks/workload/imageversion.ts';
import { hashedVolumeName, volumeName } from '../../../hooks/workload/names.ts';

const base = {
  name: 'server',
  args: ['--a', '--b'],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
    { name: 'C', value: '3' },
  ],
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  ports: [{ name: 'web', containerPort: 80, protocol: 'TCP' }],
  resources: { requests: { memory: '1Gi' } },
  readinessProbe: { httpGet: { path: '/ready' }, periodSeconds: 5 },
};
const merged = (patch: Record<string, unknown>): Record<string, unknown> =>
  mergeContainers([base], [{ name: 'server', ...patch }])[0] ?? {};
const names = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name);

t.test('fields of a user for a generated container', async (t) => {
  t.strictSame(merged({}), base, 'nothing changes nothing');
  t.strictSame(merged({ args: ['--c'] })['args'], ['--c'], 'arguments are replaced');
  t.strictSame(
    merged({ args: [], env: [], resources: null, image: undefined }),
    base,
    'empty lists and nulls say nothing',
  );
  t.strictSame(merged({ resources: { limits: { memory: '2Gi' } } })['resources'], {
    requests: { memory: '1Gi' },
    limits: { memory: '2Gi' },
  });
  t.strictSame(merged({ ports: [{ containerPort: 80, name: 'http' }] })['ports'], [
    { name: 'http', containerPort: 80, protocol: 'TCP' },
  ]);
  t.strictSame(merged({ volumeMounts: [{ name: 'more', mountPath: '/data', subPath: 'x' }] })['volumeMounts'], [
    { name: 'more', mountPath: '/data', subPath: 'x' },
  ]);
});

const orders: readonly (readonly [name: string, patch: readonly string[], want: readonly string[]])[] = [
  ['a new one goes to the end', ['D'], ['A', 'B', 'C', 'D']],
  ['one that is there keeps its place', ['B'], ['A', 'B', 'C']],
  ['all of them in another order follow the user', ['C', 'B', 'A'], ['C', 'B', 'A']],
  ['a new one behind an old one goes to the end', ['B', 'D'], ['A', 'B', 'C', 'D']],
  ['a new one before an old one takes it along', ['D', 'B'], ['A', 'C', 'D', 'B']],
];

t.test('where an environment variable ends up', async (t) => {
  for (const [name, patch, want] of orders)
    t.strictSame(names(merged({ env: patch.map((item) => ({ name: item })) })['env']), want, name);
});

t.test('a probe has one handler, the one the user chose', async (t) => {
  t.strictSame(merged({ readinessProbe: { tcpSocket: { port: 80 } } })['readinessProbe'], {
    tcpSocket: { port: 80 },
    periodSeconds: 5,
  });
  t.strictSame(merged({ readinessProbe: { periodSeconds: 9 } })['readinessProbe'], {
    httpGet: { path: '/ready' },
    periodSeconds: 9,
  });
  t.strictSame(merged({ readinessProbe: { httpGet: { port: 'web' } } })['readinessProbe'], {
    httpGet: { path: '/ready', port: 'web' },
    periodSeconds: 5,
  });
});

t.test('containers of the user follow in their order, generated ones stay first', async (t) => {
  const list = mergeContainers(
    [base, { name: 'reloader' }],
    [{ name: 'z' }, { name: 'reloader', image: 'x' }, { name: 'a' }],
  );
  t.strictSame(names(list), ['server', 'reloader', 'z', 'a']);
  t.strictSame(list[1], { name: 'reloader', image: 'x' });
  t.strictSame(mergeContainers([base], undefined), [base]);
});

t.test('merging keeps every variable once, and the input as it was', async (t) => {
  const variables = fc.uniqueArray(fc.constantFrom<string>('A', 'B', 'C', 'D', 'E', 'F'));
  const before = JSON.stringify(base);
  fc.assert(
    fc.property(variables, (patch) => {
      const all = names(merged({ env: patch.map((name) => ({ name, value: 'new' })) })['env']);
      const untouched = ['A', 'B', 'C'].filter((name) => !patch.includes(name));
      return (
        new Set(all).size === all.length &&
        all.length === new Set([...patch, 'A', 'B', 'C']).size &&
        JSON.stringify(all.filter((name) => untouched.includes(name))) === JSON.stringify(untouched) &&
        JSON.stringify(all.filter((name) => patch.includes(name))) === JSON.stringify(patch)
      );
    }),
  );
  t.equal(JSON.stringify(base), before);
});

const images: readonly (readonly [fields: object, want: string])[] = [
  [{}, 'quay.io/x/y:v1'],
  [{ image: 'mine' }, 'mine'],
  [{ image: 'mine', tag: 'v9', sha: 'abc' }, 'mine'],
  [{ baseImage: 'other/y' }, 'other/y:v1'],
  [{ baseImage: 'other/y:v7', tag: 'v9' }, 'other/y:v7'],
  [{ baseImage: 'registry:5000/y', tag: 'v9' }, 'registry:5000/y:v9'],
  [{ baseImage: 'other/y@sha256:abc' }, 'other/y@sha256:abc'],
  [{ tag: 'v9', sha: 'abc' }, 'quay.io/x/y@sha256:abc'],
];

t.test('which image runs', async (t) => {
  for (const [fields, want] of images)
    t.equal(imageReference(fields, 'quay.io/x/y', 'v1'), want, JSON.stringify(fields));
  t.strictSame(image('a:v1', undefined), { image: 'a:v1' });
  t.strictSame(image('a:v1', 'Never'), { image: 'a:v1', imagePullPolicy: 'Never' });
  for (const open of ['a', 'r:5000/a', 'a:latest'])
    t.strictSame(image(open, undefined), { image: open, imagePullPolicy: 'Always' });
});

t.test('names of volumes', async (t) => {
  t.equal(volumeName('secret', 'My.Secret_1'), 'secret-my-secret-1');
  t.equal(volumeName('configmap', `${'a'.repeat(52)}.b`), `configmap-${'a'.repeat(52)}`, 'no dash at the end');
  t.not(hashedVolumeName('x-', 'a.b'), hashedVolumeName('x-', 'a-b'), 'a hash keeps apart what cleans to the same');
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (name) =>
      [volumeName('secret', name), hashedVolumeName('web-config-tls-secret-key-', name)].every(
        (text) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63,
      ),
    ),
  );
});

t.test('arguments', async (t) => {
  t.strictSame(renderArgs([arg('a', 'b'), arg('c'), arg('d', '')]), ['--a=b', '--c', '--d']);
  const clash = (name: string) =>
    checkAdditionalArgs([arg('a', 'x'), arg('no-b')], [{ name }], 'spec.additionalArgs').map(({ path }) => path);
  t.strictSame(clash('z'), []);
  for (const name of ['a', 'no-a', 'b', 'no-b']) t.strictSame(clash(name), ['spec.additionalArgs[0].name'], name);
});

t.test('an image of another release than the version has a condition', async (t) => {
  const version = { major: 3, minor: 16, patch: 0, pre: [], build: '' };
  const found = (image: string) => imageMatchesVersion({ image }, version, parseOptions());
  for (const same of [
    'a/b:v3.16.1',
    'a/b:3.16',
    'a/b:v3.16.0-distroless',
    'a/b@sha256:abc',
    'a/b',
    'a/b:main',
    'a:5000/b',
    'a/b:7',
  ])
    t.strictSame(found(same), [], same);
  t.match(found('a:5000/b:v2.45.0@sha256:abc'), [
    { status: 'False', reason: 'OtherRelease', message: /"v2\.45\.0", .* written for 3\.16\.0: set spec\.version/ },
  ]);
});
