// The hooks of bundles: a decorator on Namespaces that writes the objects of a namespace into ConfigMaps in the
// namespace of --bundle-namespace. Not into the namespace itself: who may write ConfigMaps there could then write
// monitors and rules.

import { BUNDLED_KINDS } from '../../bundles/kinds.ts';
import { bundlesOf } from '../../bundles/write.ts';
import {
  type CustomizeRequest,
  type CustomizeResponse,
  type DecoratorRequest,
  type DecoratorResponse,
  kindKey,
  objectsOf,
} from '../../core/hook.ts';
import { everyObject } from '../../core/inputs.ts';
import { keepChildren } from '../../core/lastapplied.ts';
import type { ConfigMap } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isWatched } from '../../workload/select.ts';

const hasBundles = (namespace: string, options: Options): boolean =>
  options.bundleNamespace !== '' && isWatched(namespace, options);

/** The customize hook: the objects of the namespace that bundles hold. */
export function customizeBundles({ parent }: CustomizeRequest, options: Options): CustomizeResponse {
  const namespace = parent.metadata.name;
  if (!hasBundles(namespace, options)) return { relatedResources: [] };
  return { relatedResources: BUNDLED_KINDS.map(({ apiVersion, resource }) => ({ apiVersion, resource, namespace })) };
}

/**
 * The sync hook: the bundles of the namespace. They stay as they are while the namespace is deleted, and where the
 * request does not have all kinds.
 */
export function syncBundles(
  { object, attachments, related }: DecoratorRequest,
  _facts: unknown,
  _now: Date,
  options: Options,
): DecoratorResponse {
  const { name, deletionTimestamp } = object.metadata;
  if (!hasBundles(name, options)) return { status: null, attachments: [] };
  const isKnown = BUNDLED_KINDS.every((kind) => related[kindKey(kind)] !== undefined);
  if (deletionTimestamp || !isKnown) return { status: null, attachments: keepChildren(everyObject(attachments)) };
  const objects = BUNDLED_KINDS.flatMap((kind) => objectsOf(related, kindKey(kind)));
  const observed = objectsOf<ConfigMap>(attachments, 'ConfigMap.v1');
  return { status: null, attachments: bundlesOf(name, objects, observed, options) };
}
