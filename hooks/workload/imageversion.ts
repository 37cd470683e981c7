// Whether the image of a component is of the release that its configuration is written for.
import type { NewCondition } from '../core/conditions.ts';
import { quoted } from '../core/message.ts';
import type { Options } from '../core/options.ts';
import { formatVersion, parseVersion, type Version } from '../versions/version.ts';
import { type ImageFields, parseReference } from './image.ts';

/**
 * Condition ImageMatchesVersion where the tag of `spec.image` reads like another release than the one that the
 * configuration is written for; none in parity.
 */
export function imageMatchesVersion(
  { image: whole = '' }: ImageFields,
  version: Version,
  { parity }: Options,
): NewCondition[] {
  const { tag = '' } = parseReference(whole);
  const tagged = parseVersion(tag);
  if (parity || !tagged || !tag.includes('.')) return [];
  if (tagged.major === version.major && tagged.minor === version.minor) return [];
  const message =
    `spec.image has the tag ${quoted(tag)}, but arguments and configuration are written for ` +
    `${formatVersion(version)}: set spec.version to the release of the image`;
  return [{ type: 'ImageMatchesVersion', status: 'False', reason: 'OtherRelease', message }];
}
