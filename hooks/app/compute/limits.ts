// How much a thread may take: time for one object and for one call, memory for its heap and for what it remembers.
import { availableParallelism } from 'node:os';

const MEBIBYTE = 1024 * 1024;

export interface Limits {
  /** Threads that are always there, and those that are added while all of them are busy. */
  readonly threads: number;
  readonly extra: number;
  /** Bytes of a thread's heap. */
  readonly heap: number;
  /** Bytes of what a thread remembers. */
  readonly memos: number;
  /** Bytes of all requests that are being received or worked on. */
  readonly inFlight: number;
  /** Milliseconds of work on one object. */
  readonly object: number;
  /** Milliseconds of work between two objects: reading the request, writing the configuration. */
  readonly between: number;
  /** Milliseconds of work on one call; then it ends at the next object, and the next call goes on from there. */
  readonly call: number;
  /** Milliseconds from a call's arrival in which it is tried again. */
  readonly tries: number;
}

/** What a program has where nobody says: the limit of the container in manifests/. */
const DEFAULT_MEMORY = 1024 * MEBIBYTE;
const MOST_THREADS = 4;
/**
 * Parts of the memory that all heaps take together, and of a heap that is remembered; the rest is for the call in work.
 */
const HEAPS = 0.45;
const REMEMBERED = 0.35;

/**
 * Bytes of memory that this process may take: by its control group, where that has a limit below what the machine has.
 */
function constrainedMemory(): number {
  const found = process.constrainedMemory();
  return found > 0 && found < Number.MAX_SAFE_INTEGER ? found : DEFAULT_MEMORY;
}

/** The limits for a number of threads and MiB of memory; 0 stands for what the machine and the container have. */
export function limitsFor(threads: number, memory: number): Limits {
  const count = threads || Math.min(MOST_THREADS, Math.max(2, availableParallelism()));
  const bytes = memory * MEBIBYTE || constrainedMemory();
  const extra = 1;
  const heap = Math.max(64 * MEBIBYTE, Math.floor((HEAPS * bytes) / (count + extra)));
  return {
    threads: count,
    extra,
    heap,
    memos: Math.floor(REMEMBERED * heap),
    inFlight: Math.max(32 * MEBIBYTE, Math.floor(bytes / 5)),
    object: 2000,
    between: 10_000,
    call: 10_000,
    tries: 20_000,
  };
}
