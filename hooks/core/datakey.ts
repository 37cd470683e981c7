// Keys in the data of Secrets and ConfigMaps that many objects share. The API server refuses the whole Secret for one
// key that it does not take.
import { createHash } from 'node:crypto';

/** Characters of a key (Kubernetes: ConfigMap, Secret; IsConfigMapKey). */
const LONGEST = 253;
const KEY = /^[-._a-zA-Z0-9]+$/;

const isKey = (text: string): boolean =>
  text.length <= LONGEST && KEY.test(text) && text !== '.' && !text.startsWith('..');

/**
 * The text as a key. One that cannot be a key keeps its end, which differs most between names, behind a hash of all of
 * it.
 */
export function dataKey(text: string): string {
  if (isKey(text)) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${hash}-${text.slice(17 - LONGEST).replace(/[^-._a-zA-Z0-9]/g, '-')}`;
}
