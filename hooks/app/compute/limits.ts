// Limits of threads: time for one object and for one call, memory of the heap and of caches.
import { availableParallelism } from 'node:os';

const MEBIBYTE = 1024 * 1024;

export interface Limits {
  /** Number of threads at all times, and of further threads while all are stuck. */
  readonly threads: number;
  readonly extra: number;
  /** Heap of a thread in bytes. */
  readonly heap: number;
  /** Caches of a thread in bytes: in its heap, and texts of requests outside of it. */
  readonly memos: number;
  readonly texts: number;
  /** Byte budget of all requests that are received or processed. */
  readonly inFlight: number;
  /** Milliseconds for one object. */
  readonly object: number;
  /**
   * Milliseconds that a thread computes for one call before it is stuck. A thread that waits for a processor is stuck
   * after five times as long.
   */
  readonly stuck: number;
  /** Milliseconds without a call after which an extra thread ends, which frees its memory. */
  readonly rest: number;
  /** Milliseconds for the steps without an object: parsing the request, writing the configuration. */
  readonly between: number;
  /** Milliseconds for one call. After them, it stops at the next object, and the next call continues. */
  readonly call: number;
  /** Milliseconds after the arrival of a call in which it is retried. */
  readonly tries: number;
}

/** Memory without a known limit: that of the container in manifests/. */
const DEFAULT_MEMORY = 1024 * MEBIBYTE;
const MAX_THREADS = 4;
/**
 * Shares: all heaps of the memory, the caches of a heap, and all texts of requests of the memory. The rest of a heap is
 * for the current call.
 */
const HEAPS = 0.34;
const CACHED = 0.42;
const TEXTS = 0.09;

/** Memory limit of this process in bytes: that of its control group, or the memory of the machine. */
function constrainedMemory(): number {
  const found = process.constrainedMemory();
  return found > 0 && found < Number.MAX_SAFE_INTEGER ? found : DEFAULT_MEMORY;
}

/** The limits for a number of threads and MiB of memory. 0: those of the machine and the container. */
export function limitsFor(threads: number, memory: number): Limits {
  const count = threads || Math.min(MAX_THREADS, Math.max(2, availableParallelism()));
  const bytes = memory * MEBIBYTE || constrainedMemory();
  const extra = 1;
  const heap = Math.max(64 * MEBIBYTE, Math.floor((HEAPS * bytes) / (count + extra)));
  return {
    threads: count,
    extra,
    heap,
    memos: Math.floor(CACHED * heap),
    texts: Math.floor((TEXTS * bytes) / (count + extra)),
    inFlight: Math.max(32 * MEBIBYTE, Math.floor(bytes / 5)),
    object: 2000,
    stuck: 1000,
    rest: 10_000,
    between: 10_000,
    call: 10_000,
    tries: 20_000,
  };
}
