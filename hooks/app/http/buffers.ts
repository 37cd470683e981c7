// Reuses buffers that threads share. Dropped buffers stay in memory until a garbage collection, and the thread of the
// server has few of them.

/** The smallest size. Sizes are powers of two, so that a buffer fits many requests. */
const MIN_BYTES = 64 * 1024;

export interface Buffers {
  /** A buffer of at least this size. */
  take(bytes: number): SharedArrayBuffer;
  /** Returns a buffer that no thread reads. */
  give(buffer: SharedArrayBuffer): void;
}

const sizeFor = (bytes: number): number => {
  let size = MIN_BYTES;
  while (size < bytes) size *= 2;
  return size;
};

/** A pool that keeps at most this many unused bytes. */
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
