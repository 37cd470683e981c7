// What an object says, as one short text: the key of everything that is remembered of it.
import { hash } from 'node:crypto';
import { jsonOf } from './json.ts';
import { recall, remember } from './memo.ts';
import type { KubernetesObject } from './meta.ts';

/** SHA-256 of a text, in base64. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64');

/** A text as part of a key: itself where it is short, else its digest. */
export const textKey = (text: string): string => (text.length <= 100 ? `=${text}` : sha256(text));

/** Whether two values from JSON are equal. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!isEqual(a[i], b[i])) return false;
    return true;
  }
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let more = 0;
  for (const key in one) {
    if (!isEqual(one[key], other[key])) return false;
    more++;
  }
  for (const _ in other) more--;
  return more === 0;
}

/** Metadata that says something; the rest changes with every write, or follows from it. */
const METADATA = ['name', 'namespace', 'uid', 'labels', 'annotations'] as const;

/** Whether two objects say the same; what is nested too deeply to be compared is not. */
function isSameContent(object: KubernetesObject, other: KubernetesObject): boolean {
  try {
    return hasEqualMembers(object, other);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function hasEqualMembers(object: KubernetesObject, other: KubernetesObject): boolean {
  for (const field of METADATA) if (!isEqual(object.metadata[field], other.metadata[field])) return false;
  let more = 0;
  for (const member in object) {
    if (member === 'status' || member === 'metadata') continue;
    if (!isEqual(object[member], other[member])) return false;
    more++;
  }
  for (const member in other) if (member !== 'metadata') more--;
  return more === 0;
}

function contentOf({ metadata, status: _status, ...members }: KubernetesObject & { readonly status?: unknown }): KubernetesObject {
  const { name, namespace, uid, labels, annotations } = metadata;
  return { ...members, metadata: { name, namespace, uid, labels, annotations } } as KubernetesObject;
}

/** The last content that was seen of an object. To compare with it is much cheaper than to write and hash a content. */
interface Last {
  readonly content: KubernetesObject;
  readonly digest: string;
}

/** A parsed value takes about so many times the bytes of its JSON. */
const PARSED = 4;
const known = new WeakMap<object, string>();

/**
 * A digest of the object's content: all its members but the status, and of its metadata only name, namespace, uid, labels and annotations. Two objects with one
 * digest give the same results, whatever their resourceVersion says.
 */
export function digestOf(object: KubernetesObject): string {
  const before = known.get(object);
  if (before !== undefined) return before;
  const key = `object ${object.kind} ${object.metadata.namespace}/${object.metadata.name}`;
  const last = recall(key) as Last | undefined;
  if (last && isSameContent(object, last.content)) {
    known.set(object, last.digest);
    return last.digest;
  }
  const content = contentOf(object);
  const json = jsonOf(content);
  const digest = sha256(json);
  remember(key, { content, digest } satisfies Last, PARSED * json.length);
  known.set(object, digest);
  return digest;
}
