// release/publish.sh with programs that record how they are called: what is built, signed and published, in which order.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { images, withDigest } from '../../../release/images.ts';
import { ROOT, read, version } from '../../../release/paths.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const [BASE, IMAGE, CHART] = [digest('a'), digest('b'), digest('c')];
const COPIED = ['release', 'charts', 'package.json', 'CHANGELOG.md', 'Dockerfile'];
const LINKED = ['hooks', 'node_modules'];

/** Stands for docker, helm and so on. Writes its arguments to $CALLS, and what they would write. */
const PROGRAM = `#!/usr/bin/env bash
echo "$(basename "$0") $*" >> "$CALLS"
last() { while [ $# -gt 1 ]; do [ "$1" = "$WANTED" ] && { echo "$2"; return; }; shift; done; }
case "$(basename "$0") $*" in
  "docker buildx build "*) echo '{"containerimage.digest":"${IMAGE}"}' > "$(WANTED=--metadata-file last "$@")" ;;
  "docker buildx imagetools inspect "*--format*) echo '{"of":"image"}' ;;
  "docker buildx imagetools inspect "*) [ -n "\${EXISTS:-}" ] ;;
  "docker buildx inspect "*) exit 1 ;;
  "helm package "*) cat "$2/values.yaml" > "$4/prometheus-metacontroller-${version}.tgz" ;;
  "helm push "*) printf 'Pushed: x\\nDigest: ${CHART}\\n' >&2 ;;
  "cosign sign-blob "*) echo '{}' > "$(WANTED=--bundle last "$@")" ;;
  "git log "*) echo 1700000000 ;;
  "git rev-parse "*) echo 0123456789 ;;
  "kubectl kustomize "*) printf 'kind: A\\nimage: prometheus-metacontroller:${version}\\n' ;;
esac
`;

interface Published {
  readonly status: number | null;
  readonly stderr: string;
  readonly calls: readonly string[];
  readonly file: (name: string) => string;
}

/** Runs the script in a copy of the project. `isPinned`: its images have digests, and its section has a day. */
function publish(t: Test, isPinned: boolean, env: Readonly<Record<string, string>> = {}): Published {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  const all = Object.entries(images()).map(([name, image]) => [name, image.replace(/@.*/, '')] as const);
  const pinned = all.map(([name, image]) => [name, isPinned ? withDigest(image, BASE) : image]);
  writeFileSync(join(folder, 'release/images.json'), JSON.stringify(Object.fromEntries(pinned)));
  writeFileSync(join(folder, 'CHANGELOG.md'), read('CHANGELOG.md').replace('not released', '2026-11-30'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['docker', 'helm', 'kubectl', 'cosign', 'gh', 'git']) {
    writeFileSync(join(folder, 'bin', name), PROGRAM);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const { status, stderr } = spawnSync(join(folder, 'release/publish.sh'), [`v${version}`], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${folder}/bin:${process.env['PATH']}`,
      CALLS: join(folder, 'calls'),
      REGISTRY: 'registry.example.com/team',
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: 'team/hooks',
      ...env,
    },
  });
  writeFileSync(join(folder, 'calls'), '', { flag: 'a' });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').filter(Boolean);
  return { status, stderr, calls, file: (name) => readFileSync(join(folder, 'dist-release', name), 'utf8') };
}

const NAME = 'registry.example.com/team/prometheus-metacontroller';

t.test('image, chart and files are published, and what was pushed is signed by its digest', async (t) => {
  const { status, stderr, calls, file } = publish(t, true);
  t.equal(status, 0, stderr);
  const [build = ''] = calls.filter((call) => call.startsWith('docker buildx build'));
  t.match(build, '--platform linux/amd64,linux/arm64');
  t.match(build, `--build-arg BUILD_IMAGE=node:24-bookworm-slim@${BASE}`);
  t.match(build, `--build-arg RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot@${BASE}`);
  t.match(build, '--attest type=provenance,mode=max');
  t.match(build, `--attest type=sbom,generator=docker/buildkit-syft-scanner:stable-1@${BASE}`);
  t.match(build, `--tag ${NAME}:${version}`);
  const order = [
    'docker buildx create ',
    'docker buildx build ',
    `cosign sign --yes ${NAME}@${IMAGE}`,
    'helm package ',
    `helm push dist-release/prometheus-metacontroller-${version}.tgz oci://registry.example.com/team/charts`,
    `cosign sign --yes registry.example.com/team/charts/prometheus-metacontroller@${CHART}`,
    'cosign sign-blob --yes ',
    `gh release create v${version} --verify-tag`,
  ];
  const found = order.map((start) => calls.findIndex((call) => call.startsWith(start)));
  t.notOk(found.includes(-1), order[found.indexOf(-1)] ?? '');
  t.strictSame(
    found,
    found.toSorted((a, b) => a - b),
    'in this order',
  );
  const [, assets = ''] = /notes\.md (.*)$/.exec(calls.at(-1) ?? '') ?? [];
  t.equal(assets.split(' ').length, 6);
  for (const asset of assets.split(' ')) t.ok(file(asset.replace('dist-release/', '')).length > 0, asset);
  t.match(file('install.yaml'), `image: ${NAME}:${version}@${IMAGE}\n`);
  t.match(file(`prometheus-metacontroller-${version}.tgz`), `  digest: "${IMAGE}"\n`, 'the chart names the digest');
  t.match(file('checksums.txt'), /^[0-9a-f]{64} {2}install\.yaml$/m);
  t.match(file('notes.md'), `](https://git.example.com/team/hooks/blob/v${version}/docs/install.md`);
});

t.test('without digests nothing is built', async (t) => {
  const { status, stderr, calls } = publish(t, false);
  t.equal(status, 1);
  t.match(stderr, 'node:24-bookworm-slim has no digest: npm run pin');
  t.strictSame(calls, []);
});

t.test('a release that exists is not overwritten', async (t) => {
  const { status, stderr, calls } = publish(t, true, { EXISTS: '1' });
  t.equal(status, 1);
  t.match(stderr, `${NAME}:${version} exists`);
  t.equal(calls.length, 1);
});
