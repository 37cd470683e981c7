// Buffers that threads share, used again: those that are dropped stay in memory until a collector of garbage comes by,
// and the server's own thread has little garbage.

/** Sizes are powers of two from this one on, so that one buffer serves many requests. */
const SMALLEST = 64 * 1024;

export interface Buffers {
  /** A buffer of at least so many bytes. */
  take(bytes: number): SharedArrayBuffer;
  /** Gives a buffer back that nobody reads any more. */
  give(buffer: SharedArrayBuffer): void;
}

const sizeFor = (bytes: number): number => {
  let size = SMALLEST;
  while (size < bytes) size *= 2;
  return size;
};

/** Buffers of which at most so many bytes are kept while nobody uses them. */
export function buffers(kept: number): Buffers {
  const free = new Map<number, SharedArrayBuffer[]>();
  let bytes = 0;
  return {
    take: (wanted) => {
      const size = sizeFor(wanted);
      const found = free.get(size)?.pop();
      if (!found) return new SharedArrayBuffer(size);
      bytes -= size;
      return found;
    },
    give: (buffer) => {
      const size = buffer.byteLength;
      if (bytes + size > kept) return;
      bytes += size;
      const same = free.get(size) ?? [];
      same.push(buffer);
      free.set(size, same);
    },
  };
}
