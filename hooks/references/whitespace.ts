// Credentials that end in white space: it is sent with them, and the server refuses them. `echo` adds a line feed.
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { type Assets, valueId } from './assets.ts';
import { listReferences } from './references.ts';
import type { SecretResolver } from './resolver.ts';

/**
 * One line with white space at its end. PEM blocks and lists of YAML may end in a line feed. Addresses are written
 * without the white space around them.
 */
const isPadded = (value: string): boolean => {
  const trimmed = value.trimEnd();
  return trimmed !== value && trimmed !== '' && !/[\r\n]|^\s*(?:[-[{]|https?:\/\/)/.test(trimmed);
};

/** `key "k" of Secret "namespace/name"` for each value that is one line and ends in white space. */
export const paddedKeys = ({ values }: Pick<Assets, 'values'>): string[] =>
  [...values].flatMap(([id, value]) => {
    if (!isPadded(value)) return [];
    const [kind = '', namespace = '', name = '', ...key] = id.split('/');
    return [`key ${quoted(key.join('/'))} of ${kind} ${quoted(`${namespace}/${name}`)}`];
  });

/** `paddedKeys` of all references in a spec, as far as they can be read. */
export function paddedReferences(spec: unknown, { lookup, namespace }: SecretResolver): string[] {
  const values = listReferences({ spec } as unknown as KubernetesObject).flatMap(({ kind, name, key }) => {
    const answer = lookup(kind, namespace, name, key);
    return 'value' in answer ? [[valueId(kind, namespace, name, key), answer.value] as const] : [];
  });
  return paddedKeys({ values: new Map(values) });
}
