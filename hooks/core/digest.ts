// Digests of objects: the keys of cached results.
import { hash } from 'node:crypto';
import { jsonOf } from './json.ts';
import type { KubernetesObject } from './meta.ts';

/** SHA-256 of a text, in base64. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64');

/** A number of 32 bits that depends on the text only. */
export const hashNumber = (text: string): number => hash('sha256', text, 'buffer').readUInt32BE();

/** A text as part of a key: the text up to 100 characters, otherwise its digest. */
export const textKey = (text: string): string => (text.length <= 100 ? `=${text}` : sha256(text));

const known = new WeakMap<object, string>();

/**
 * A digest of the object without its status. Of the metadata it covers name, namespace, uid, labels and annotations.
 * Two objects with the same digest give the same results, even if their resourceVersion differs.
 */
export function digestOf(object: KubernetesObject): string {
  const before = known.get(object);
  if (before !== undefined) return before;
  const { metadata, status: _status, ...members } = object as KubernetesObject & { readonly status?: unknown };
  const { name, namespace, uid, labels, annotations } = metadata;
  const digest = sha256(jsonOf([name, namespace, uid, labels, annotations, members]));
  known.set(object, digest);
  return digest;
}
