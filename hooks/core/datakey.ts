// Keys in the data of Secrets and ConfigMaps that many objects share. The API server rejects a Secret with one invalid
// key.
import { createHash } from 'node:crypto';

/** Limit in characters (k8s.io/apimachinery: IsConfigMapKey). */
const MAX_CHARACTERS = 253;
const KEY = /^[-._a-zA-Z0-9]+$/;

const isKey = (text: string): boolean =>
  text.length <= MAX_CHARACTERS && KEY.test(text) && text !== '.' && !text.startsWith('..');

/**
 * The text as a key. An invalid key becomes a hash of the text, followed by the end of the text, because names differ
 * most at their end.
 */
export function dataKey(text: string): string {
  if (isKey(text)) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${hash}-${text.slice(17 - MAX_CHARACTERS).replace(/[^-._a-zA-Z0-9]/g, '-')}`;
}
