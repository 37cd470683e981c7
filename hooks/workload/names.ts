// Volume names from names of Secrets and ConfigMaps, which may have more characters than volume names.

import { trim, trimEnd } from '../core/trim.ts';
import { xxHash64 } from '../core/xxhash.ts';

const clean = (name: string): string => trim(name.toLowerCase().replace(/[^a-z0-9-]+/g, '-'), '-');

/** `<prefix>-<name>` as a volume name: lower case, `-` for other characters, at most 63 characters. */
export const volumeName = (prefix: string, name: string): string =>
  trimEnd(clean(`${prefix}-${name}`).slice(0, 63), '-');

/** The same with a hash of the name as suffix, so that it is unique; at most 63 characters. */
export const hashedVolumeName = (prefix: string, name: string): string =>
  `${trimEnd(clean(`${prefix}${name}`).slice(0, 54), '-')}-${xxHash64(name).toString(16).slice(0, 8)}`;

/** The volume name of a generated ConfigMap, shortened where it exceeds 63 characters. */
export const mapVolumeName = (name: string): string => (name.length <= 63 ? name : hashedVolumeName('', name));
