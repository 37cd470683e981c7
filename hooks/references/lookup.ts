// Reads keys of related Secrets and ConfigMaps.
import type { Listers } from '../core/inputs.ts';
import { isRecord } from '../core/yaml.ts';
import { decoded, type Lookup } from './resolver.ts';

/**
 * Looks keys up in the related objects of a request. A missing object does not exist: the customize hook selected it.
 */
export const relatedLookup =
  ({ secrets, configMaps }: Pick<Listers, 'secrets' | 'configMaps'>): Lookup =>
  (kind, namespace, name, key) => {
    const source = (kind === 'Secret' ? secrets : configMaps).get(namespace, name);
    if (!source) return { missing: 'object' };
    const data = source['data'];
    const value = isRecord(data) ? data[key] : undefined;
    if (typeof value === 'string') return kind === 'Secret' ? decoded(value) : { value };
    const binary = isRecord(source['binaryData']) ? source['binaryData'][key] : undefined;
    return typeof binary === 'string' ? decoded(binary) : { missing: 'key' };
  };
