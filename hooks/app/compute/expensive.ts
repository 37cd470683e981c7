// Objects that exceeded a limit. A lost entry costs one more try.
import { LRUCache } from 'lru-cache';
import type { InWork } from './marker.ts';

const MAX_OBJECTS = 1000;

export interface Expensive {
  add(object: InWork): void;
  digests(): readonly string[];
}

/** An empty list of at most a thousand objects, by digest, so that a changed object is tried again. */
export function expensive(): Expensive {
  const known = new LRUCache<string, InWork>({ max: MAX_OBJECTS });
  return {
    add: (object) => void known.set(object.digest, object),
    digests: () => [...known.keys()],
  };
}
