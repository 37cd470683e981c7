// Objects that a limit has stopped. Losing one costs one more try.
import { LRUCache } from 'lru-cache';
import type { InWork } from './marker.ts';

const MOST = 1000;

export interface Expensive {
  add(object: InWork): void;
  digests(): readonly string[];
}

/** An empty memory of at most a thousand objects, by the digest of their content: a changed object is tried again. */
export function expensive(): Expensive {
  const known = new LRUCache<string, InWork>({ max: MOST });
  return {
    add: (object) => void known.set(object.digest, object),
    digests: () => [...known.keys()],
  };
}
