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
  readonly version?: string | undefined;
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

/** The parts of an image reference (github.com/distribution/reference). */
interface Reference {
  /** The path between slashes; the first can be a host. */
  readonly segments: readonly string[];
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The parts of the text; it need not be a reference. */
export function parseReference(text: string): Reference {
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return {
    segments: (colon < 0 ? name : name.slice(0, colon)).split('/'),
    tag: colon < 0 ? undefined : name.slice(colon + 1),
    digest: at < 0 ? undefined : text.slice(at + 1),
  };
}

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
/** A host is `localhost`, has a dot, or has a port. */
const HOST = /^(?:localhost(?::[0-9]+)?|[a-zA-Z0-9-]+(?:(?:\.[a-zA-Z0-9-]+)+(?::[0-9]+)?|:[0-9]+))$/;
const ANY_HOST = /^[a-zA-Z0-9.-]+(?::[0-9]+)?$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** Whether the segments are a repository, after a host or without one. */
function isRepository([first = '', ...others]: readonly string[], host: RegExp): boolean {
  if (!others.every((segment) => COMPONENT.test(segment))) return false;
  return COMPONENT.test(first) || (others.length > 0 && host.test(first));
}

function isReference(text: string): boolean {
  const { segments, tag, digest } = parseReference(text);
  return (
    isRepository(segments, HOST) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest))
  );
}

/** `InvalidConfiguration` issues of `baseImage`, `tag` and a version that is no tag. An `image` is not checked. */
export function checkImage(fields: ImageFields, path: string): Issue[] {
  const { image: whole, baseImage, sha, tag, version } = fields;
  if (whole?.trim()) return [];
  if (version?.includes('+') && !tag && !sha && !pinned(baseImage ?? ''))
    return [
      issue(
        'InvalidConfiguration',
        `${path}.version`,
        `${quoted(version)} is not an image tag: set ${path}.image, too`,
      ),
    ];
  if (baseImage && !isReference(baseImage))
    return [issue('InvalidConfiguration', `${path}.baseImage`, `${quoted(baseImage)} is not an image name`)];
  if (!tag || sha || pinned(baseImage ?? '') || TAG.test(tag)) return [];
  return [issue('InvalidConfiguration', `${path}.tag`, `${quoted(tag)} is not an image tag`)];
}

/** Whether the reference has no tag or `latest`, and no digest. A text that is no reference counts as tagged. */
function isUnpinned(text: string): boolean {
  const { segments, tag = 'latest', digest } = parseReference(text);
  return digest === undefined && tag === 'latest' && isRepository(segments, ANY_HOST);
}

/** The pull policy. `Always` is the API server's default for an image without a tag or with `latest`. */
const pullPolicy = (given: string | undefined, image: string): string | undefined =>
  given || (isUnpinned(image) ? 'Always' : undefined);

/** The image fields of a container. */
export const image = (reference: string, policy: string | undefined): Section =>
  section({ image: reference, imagePullPolicy: pullPolicy(policy, reference) });
