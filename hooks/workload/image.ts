// Which image a component runs.
import { type Section, section } from '../kube/section.ts';

export interface ImageFields {
  readonly image?: string | undefined;
  readonly baseImage?: string | undefined;
  readonly sha?: string | undefined;
  readonly tag?: string | undefined;
}

const pinned = (image: string): boolean => /@|:[^/]*$/.test(image);

/**
 * The image reference: `image` as it is; else the base image, as it is when it already has a tag or digest; else with `sha`, `tag` or the version.
 * `baseImage`, `sha` and `tag` are deprecated and still work.
 */
export function imageOf(fields: ImageFields, defaultBase: string, version: string): string {
  if (fields.image) return fields.image;
  const base = fields.baseImage || defaultBase;
  if (pinned(base)) return base;
  if (fields.sha) return `${base}@sha256:${fields.sha}`;
  return `${base}:${fields.tag || version}`;
}

/** The pull policy that the API server would fill in, where it is not the usual one: `Always` for an image without a tag, or with the tag `latest`. */
const pullPolicy = (given: string | undefined, image: string): string | undefined =>
  given || (!image.includes('@') && /^(?:.*\/)?[^/:]+(?::latest)?$/.test(image) ? 'Always' : undefined);

/** The image fields of a container. */
export const image = (reference: string, policy: string | undefined): Section =>
  section({ image: reference, imagePullPolicy: pullPolicy(policy, reference) });
