// Remembered results. Losing one costs time, never correctness. All memos of a thread share one bound in bytes.
import { LRUCache } from 'lru-cache';
import type { Issue } from './issue.ts';

interface Entry {
  readonly value: unknown;
  /** Bytes, about. */
  readonly size: number;
}

/** What an entry takes beside its value: keys, the entry itself, its place in the cache. */
const OVERHEAD = 300;
const DEFAULT_BYTES = 64 * 1024 * 1024;

/**
 * What is remembered: results, and the related objects of requests. Each has its part of the bound: a cluster whose
 * objects do not fit keeps its results, which are dearer.
 */
const PARTS = { results: 0.7, objects: 0.3 } as const;
type Part = keyof typeof PARTS;

const cacheOf = (bytes: number) =>
  new LRUCache<string, Entry>({ maxSize: Math.ceil(bytes), sizeCalculation: ({ size }) => size });
const cachesOf = (bytes: number) => ({
  results: cacheOf(PARTS.results * bytes),
  objects: cacheOf(PARTS.objects * bytes),
});
let caches = cachesOf(DEFAULT_BYTES);
let memos = 0;

/** Forgets everything, and from now on remembers values of at most so many bytes. */
export function limitMemos(bytes: number): void {
  caches = cachesOf(bytes);
}

/** Bytes of all values that are remembered, about. */
export const rememberedBytes = (): number => caches.results.calculatedSize + caches.objects.calculatedSize;

/**
 * Whether values of so many bytes have room together: of a request that is larger nothing would be left when the next
 * one comes.
 */
export const hasRoom = (part: Part, bytes: number): boolean => bytes < caches[part].maxSize;

/** What was remembered under a key. Keys of different kinds begin with different words. */
export const recall = (part: Part, key: string): unknown => caches[part].get(key)?.value;

/**
 * Remembers a value of about so many bytes under a key, in place of what was there. One larger than the whole bound is
 * not remembered.
 */
export const remember = (part: Part, key: string, value: unknown, bytes: number): void => {
  caches[part].set(key, { value, size: Math.ceil(OVERHEAD + key.length + bytes) });
};

export interface Memo<T> {
  /**
   * The value for `slot`, computed now unless it is remembered with this `digest`. A slot has one value: another digest
   * replaces it. Slot and digest together have to say everything that the value depends on.
   */
  get(slot: string, digest: string, compute: () => T): T;
}

interface Remembered<T> {
  readonly digest: string;
  readonly value: T;
}

/** A memo of its own. `sizeOf`: bytes that a value takes, about. */
export function memo<T>(sizeOf: (value: T) => number): Memo<T> {
  const prefix = `memo ${memos++} `;
  return {
    get(slot, digest, compute) {
      const key = prefix + slot;
      const found = recall('results', key) as Remembered<T> | undefined;
      if (found?.digest === digest) return found.value;
      const value = compute();
      remember('results', key, { digest, value } satisfies Remembered<T>, digest.length + sizeOf(value));
      return value;
    },
  };
}

/** Bytes of issues in memory, about. */
export const issueBytes = (issues: readonly Issue[]): number =>
  issues.reduce((sum, { path, message }) => sum + OVERHEAD + textBytes(path, message), 0);

/** Bytes of texts in memory, about: one for each character of most, two where one is beyond Latin-1. */
export const textBytes = (...texts: readonly (string | undefined)[]): number => {
  let sum = 0;
  for (const text of texts) sum += text?.length ?? 0;
  return sum;
};
