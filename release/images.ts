// The images that a release is built with: bases of the Dockerfile, BuildKit, the generator of the SBOM.
// `npm run pin` asks their registries for the digests, and writes them into images.json and the Dockerfile.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, read } from './paths.ts';

export const IMAGES = 'release/images.json';
export const DOCKERFILE = 'Dockerfile';

const PINNED = /^[^\s:@]+(?::\d+\/[^\s:@]+)?:[\w.-]+@sha256:[0-9a-f]{64}$/;

/** Images by the name of their argument. */
export type Images = Readonly<Record<string, string>>;

export const images = (): Images => JSON.parse(read(IMAGES)) as Images;

/** Whether an image is `name:tag@sha256:...`, which gives the same bytes forever. */
export const isPinned = (image: string): boolean => PINNED.test(image);

/** `name:tag` with or without a digest -> with this digest. */
export const withDigest = (image: string, digest: string): string => `${image.replace(/@.*$/, '')}@${digest}`;

/** A Dockerfile whose arguments have these images as defaults. Throws if it lacks one of `_IMAGE`. */
export function withBases(dockerfile: string, all: Images): string {
  return Object.entries(all)
    .filter(([name]) => name.endsWith('_IMAGE'))
    .reduce((text, [name, image]) => {
      const line = new RegExp(`^ARG ${name}=.*$`, 'm');
      if (!line.test(text)) throw new Error(`the Dockerfile lacks ARG ${name}`);
      return text.replace(line, `ARG ${name}=${image}`);
    }, dockerfile);
}

function digestOf(image: string): string {
  const args = ['buildx', 'imagetools', 'inspect', image.replace(/@.*$/, ''), '--format', '{{json .Manifest.Digest}}'];
  return JSON.parse(execFileSync('docker', args, { encoding: 'utf8' })) as string;
}

if (process.argv[1] === import.meta.filename) {
  const all = Object.fromEntries(
    Object.entries(images()).map(([name, image]) => [name, withDigest(image, digestOf(image))]),
  );
  writeFileSync(join(ROOT, IMAGES), `${JSON.stringify(all, undefined, 2)}\n`);
  writeFileSync(join(ROOT, DOCKERFILE), withBases(read(DOCKERFILE), all));
  for (const image of Object.values(all)) console.log(image);
}
