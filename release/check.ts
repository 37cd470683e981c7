// `tsx release/check.ts TAG`: whether this commit can be released with a tag. Prints what is missing; then the exit
// code is 1.
import { CHANGELOG, mistakes, sectionOf } from './changelog.ts';
import { type Images, images, isPinned } from './images.ts';
import { read, version } from './paths.ts';

export interface Release {
  readonly tag: string;
  /** The version in package.json. */
  readonly version: string;
  readonly changelog: string;
  readonly images: Images;
}

/** What is missing for a release, as sentences; empty if nothing is. */
export function missing(release: Release): readonly string[] {
  const section = sectionOf(release.changelog, release.version);
  const unpinned = Object.values(release.images).filter((image) => !isPinned(image));
  return [
    ...(release.tag === `v${release.version}` ? [] : [`tag ${release.tag}: package.json has ${release.version}`]),
    ...(section ? [] : [`CHANGELOG.md has no section ${release.version}`]),
    ...(section && section.date === undefined
      ? [`CHANGELOG.md: write the day in the place of "not released" at ${release.version}`]
      : []),
    ...mistakes(release.changelog).map((text) => `CHANGELOG.md: ${text}`),
    ...unpinned.map((image) => `${image} has no digest: npm run pin`),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const found = missing({ tag: process.argv[2] ?? '', version, changelog: read(CHANGELOG), images: images() });
  for (const text of found) console.error(text);
  process.exitCode = found.length > 0 ? 1 : 0;
}
