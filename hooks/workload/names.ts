// Names of volumes made from the names of Secrets and ConfigMaps, which may hold characters that volume names may not.

import { trim, trimEnd } from '../core/trim.ts';
import { xxHash64 } from '../core/xxhash.ts';

const clean = (name: string): string => trim(name.toLowerCase().replace(/[^a-z0-9-]+/g, '-'), '-');

/** `<prefix>-<name>` as a volume name: lower case, other characters become `-`, at most 63 long. */
export const volumeName = (prefix: string, name: string): string =>
  trimEnd(clean(`${prefix}-${name}`).slice(0, 63), '-');

/**
 * The same with a hash of the raw name behind, so that names which clean to the same text stay apart; at most 63 long.
 */
export const hashedVolumeName = (prefix: string, name: string): string =>
  `${trimEnd(clean(`${prefix}${name}`).slice(0, 54), '-')}-${xxHash64(name).toString(16).slice(0, 8)}`;

/**
 * The name of a ConfigMap of ours as that of its volume. One that is too long for a volume would have the API server
 * refuse the whole workload.
 */
export const mapVolumeName = (name: string): string => (name.length <= 63 ? name : hashedVolumeName('', name));
