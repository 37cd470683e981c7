// Caches of results. A lost entry costs time, never correctness. All memos of a thread share one limit in bytes.
import { LRUCache } from 'lru-cache';
import type { Issue } from './issue.ts';

interface Entry {
  readonly value: unknown;
  /** Bytes, approximately. */
  readonly size: number;
}

/** Bytes of an entry besides its value. */
const OVERHEAD_BYTES = 300;
const DEFAULT_BYTES = 64 * 1024 * 1024;

/**
 * The share of the limit for results, and for related objects of requests. In a cluster whose objects do not fit, the
 * results stay cached, because they cost more time. `texts`: bytes of requests, which are outside of the heap and have
 * a limit of their own.
 */
const PARTS = { results: 0.6, objects: 0.4 } as const;
type Part = keyof typeof PARTS | 'texts';

const cacheOf = (bytes: number) =>
  new LRUCache<string, Entry>({ maxSize: Math.ceil(bytes), sizeCalculation: ({ size }) => size });
const cachesOf = (bytes: number, texts: number) => ({
  results: cacheOf(PARTS.results * bytes),
  objects: cacheOf(PARTS.objects * bytes),
  texts: cacheOf(texts),
});
let caches = cachesOf(DEFAULT_BYTES, DEFAULT_BYTES / 2);
let memos = 0;

/** Empties the caches and sets their limits in bytes: of the heap, and of the texts outside of it. */
export function limitMemos(bytes: number, texts: number = bytes / 2): void {
  caches = cachesOf(bytes, texts);
}

/** Bytes of all cached values in the heap, approximately. */
export const cachedBytes = (): number => caches.results.calculatedSize + caches.objects.calculatedSize;

/**
 * Whether values of this size fit into the cache together. The values of a larger request would evict each other before
 * the next request.
 */
export const fitsCache = (part: Part, bytes: number): boolean => bytes < caches[part].maxSize;

/** The cached value of a key, or `undefined`. Each use has its own prefix of keys. */
export const recall = (part: Part, key: string): unknown => caches[part].get(key)?.value;

/**
 * Caches a value of approximately this many bytes. A value larger than the limit is not cached.
 */
export const remember = (part: Part, key: string, value: unknown, bytes: number): void => {
  caches[part].set(key, { value, size: Math.ceil(OVERHEAD_BYTES + key.length + bytes) });
};

export interface Memo<T> {
  /**
   * The value for `slot`, computed unless it is cached with this `digest`. A slot has one value: a new digest replaces
   * it. The value must depend on nothing but slot and digest. `compute` gets the value that it replaces, where there is
   * one, to take over parts that have not changed.
   */
  get(slot: string, digest: string, compute: (before: T | undefined) => T): T;
}

interface Remembered<T> {
  readonly digest: string;
  readonly value: T;
}

/** A new memo. `sizeOf`: the approximate bytes of a value. */
export function memo<T>(sizeOf: (value: T) => number): Memo<T> {
  const prefix = `memo ${memos++} `;
  return {
    get(slot, digest, compute) {
      const key = prefix + slot;
      const found = recall('results', key) as Remembered<T> | undefined;
      if (found?.digest === digest) return found.value;
      const value = compute(found?.value);
      remember('results', key, { digest, value } satisfies Remembered<T>, digest.length + sizeOf(value));
      return value;
    },
  };
}

/** Approximate bytes of issues in memory. */
export const issueBytes = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { path, message }) => sum + OVERHEAD_BYTES + textBytes(path, message), 0);

/** Approximate bytes of texts in memory: one per character in Latin-1, otherwise two. */
export const textBytes = (...texts: readonly (string | undefined)[]): number => {
  let sum = 0;
  for (const text of texts) sum += text?.length ?? 0;
  return sum;
};
