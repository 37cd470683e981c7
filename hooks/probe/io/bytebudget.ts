// Limits the memory of incoming responses: bytes of one response, and bytes of all responses together. A peer decides
// how much it sends.
import type { Outcome } from './outcome.ts';
import { FULL, unknown } from './unreachable.ts';

export interface ByteBudget {
  /** Limit of one response in bytes. */
  readonly largest: number;
  /** Bytes that are free for all responses. */
  readonly shared: { left: number };
}

export interface BudgetedBuffer {
  /** Adds a chunk, or returns why it exceeds the budget. */
  readonly add: (chunk: Buffer) => Outcome<never> | undefined;
  readonly size: () => number;
  /** All chunks. Returns their bytes to the budget. */
  readonly done: () => Buffer;
  /** Discards all chunks. Returns their bytes to the budget. */
  readonly drop: () => void;
}

/** An empty buffer within the budget. */
export function budgetedBuffer({ largest, shared }: ByteBudget): BudgetedBuffer {
  let chunks: Buffer[] = [];
  let size = 0;
  const drop = (): void => {
    shared.left += size;
    [chunks, size] = [[], 0];
  };
  return {
    add: (chunk) => {
      if (size + chunk.length > largest) return unknown(`a response of more than ${largest} bytes`);
      if (chunk.length > shared.left) return FULL;
      shared.left -= chunk.length;
      size += chunk.length;
      chunks.push(chunk);
      return undefined;
    },
    size: () => size,
    done: () => {
      const whole = Buffer.concat(chunks);
      drop();
      return whole;
    },
    drop,
  };
}
