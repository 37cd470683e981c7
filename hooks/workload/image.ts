// Which image a component runs.

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
