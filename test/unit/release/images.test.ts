// A release is built from pinned images alone, and the Dockerfile has the same ones.
import t from 'tap';
import { CHANGELOG } from '../../../release/changelog.ts';
import { missing } from '../../../release/check.ts';
import { images, isPinned, withBases, withDigest } from '../../../release/images.ts';
import { read, version } from '../../../release/paths.ts';

const DIGEST = `sha256:${'0123'.repeat(16)}`;
const dockerfile = read('Dockerfile');
const pinned = Object.fromEntries(Object.entries(images()).map(([name, image]) => [name, withDigest(image, DIGEST)]));
const dated = read(CHANGELOG).replace(`${version} - not released`, `${version} - 2026-11-30`);
const ready = { tag: `v${version}`, version, changelog: dated, images: pinned };

t.test('the Dockerfile has the images of release/images.json, and no other', async (t) => {
  t.equal(withBases(dockerfile, images()), dockerfile, 'npm run pin writes both');
  const stages = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, image]) => image);
  t.strictSame(stages, ['${BUILD_IMAGE}', '${RUN_IMAGE}']);
});

t.test('the build runs on the platform of the builder, and the last stage runs no command', async (t) => {
  t.match(dockerfile, /^FROM --platform=\$BUILDPLATFORM \$\{BUILD_IMAGE\}/m);
  const [, last = ''] = dockerfile.split('FROM ${RUN_IMAGE}');
  t.notMatch(last, /^RUN /m, 'no emulation is needed');
  t.match(last, /^USER 65532:65532$/m, 'the user of the manifests, not root');
});

t.test('a pin keeps name and tag', async (t) => {
  t.equal(withDigest('gcr.io/a/b:nonroot', DIGEST), `gcr.io/a/b:nonroot@${DIGEST}`);
  t.equal(withDigest(`node:24@sha256:${'f'.repeat(64)}`, DIGEST), `node:24@${DIGEST}`);
  t.match(withBases(dockerfile, pinned), `ARG BUILD_IMAGE=node:24-bookworm-slim@${DIGEST}\n`);
  t.throws(() => withBases('FROM scratch', pinned), /lacks ARG BUILD_IMAGE/);
});

t.test('only a name with a tag and a whole digest is pinned', async (t) => {
  for (const image of [`node:24@${DIGEST}`, `localhost:5000/a/b:1.2@${DIGEST}`]) t.ok(isPinned(image), image);
  for (const image of ['node:24', `node@${DIGEST}`, 'node:24@sha256:0123', `node:24@${DIGEST}0`, ''])
    t.notOk(isPinned(image), image);
});

t.test('a commit is released only with its tag, its dated section and pinned images', async (t) => {
  t.strictSame(missing(ready), []);
  t.match(missing({ ...ready, tag: 'v9.9.9' }), [/^tag v9.9.9: package.json has/]);
  t.match(missing({ ...ready, version: '9.9.9', tag: 'v9.9.9' }), [/has no section 9.9.9/]);
  t.match(missing({ ...ready, changelog: read(CHANGELOG) }), dated === read(CHANGELOG) ? [] : [/write the day/]);
  const image = 'node:24-bookworm-slim';
  t.strictSame(missing({ ...ready, images: { ...pinned, BUILD_IMAGE: image } }), [
    `${image} has no digest: npm run pin`,
  ]);
});
