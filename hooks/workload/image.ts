// The image of a component.
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { type Section, section } from '../core/section.ts';

/** The image fields of a spec. */
export interface ImageFields {
  readonly image?: string | undefined;
  readonly baseImage?: string | undefined;
  readonly sha?: string | undefined;
  readonly tag?: string | undefined;
}

const pinned = (image: string): boolean => image.includes('@') || image.lastIndexOf(':') > image.lastIndexOf('/');

/** A short name with the registry of Docker Hub. As in the Go operator it is used for tags only. */
function normalized(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  return /[.:]/.test(first) || first === 'localhost' ? name : `docker.io/${name}`;
}

/**
 * The image reference: `image`, else the base image. A base image without tag or digest gets `sha`, `tag` or the
 * version. `baseImage`, `sha` and `tag` are deprecated and still work.
 */
export function imageReference(fields: ImageFields, defaultBase: string, version: string): string {
  if (fields.image?.trim()) return fields.image;
  const base = fields.baseImage || defaultBase;
  if (pinned(base)) return base;
  if (fields.sha) return `${base}@sha256:${fields.sha}`;
  return fields.tag ? `${normalized(base)}:${fields.tag}` : `${base}:${version}`;
}

/** Parts of an image reference (github.com/distribution/reference). */
const PART = /[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*/.source;
const REPOSITORY = `${PART}(?:/${PART})*`;
const HOST = /(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:[0-9]+\/))(?::[0-9]+)?/.source;
const DIGEST = /@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}/.source;

const NAME = new RegExp(`^(?:${HOST}/)?${REPOSITORY}(?::\\w[\\w.-]{0,127})?(?:${DIGEST})?$`);
const TAG = /^\w[\w.-]{0,127}$/;

/** `InvalidConfiguration` issues of `baseImage` and `tag`. An `image` is not checked. */
export function checkImage(fields: ImageFields, path: string): Issue[] {
  const { image: whole, baseImage, sha, tag } = fields;
  if (whole?.trim()) return [];
  if (baseImage && !NAME.test(baseImage))
    return [issue('InvalidConfiguration', `${path}.baseImage`, `${quoted(baseImage)} is not an image name`)];
  if (!tag || sha || pinned(baseImage ?? '') || TAG.test(tag)) return [];
  return [issue('InvalidConfiguration', `${path}.tag`, `${quoted(tag)} is not an image tag`)];
}

/** A reference without a tag, or with `latest`. */
const UNPINNED = new RegExp(`^(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?${REPOSITORY}(?::latest)?$`);

/** The pull policy. `Always` is the API server's default for an image without a tag or with `latest`. */
const pullPolicy = (given: string | undefined, image: string): string | undefined =>
  given || (UNPINNED.test(image) ? 'Always' : undefined);

/** The image fields of a container. */
export const image = (reference: string, policy: string | undefined): Section =>
  section({ image: reference, imagePullPolicy: pullPolicy(policy, reference) });
