// Memory for answers while they arrive: so much for one, and so much for all that are under way, since whoever runs a
// peer decides what it sends.
import type { Outcome } from './outcome.ts';
import { FULL, unknown } from './unreachable.ts';

export interface Room {
  /** Bytes of one answer. */
  readonly largest: number;
  /** Bytes that all may still take. */
  readonly shared: { left: number };
}

export interface Answer {
  /** Takes what has come; else says why it does not. */
  readonly add: (chunk: Buffer) => Outcome<never> | undefined;
  readonly size: () => number;
  /** All that has come; the room is free again. */
  readonly done: () => Buffer;
  readonly drop: () => void;
}

export function answerIn({ largest, shared }: Room): Answer {
  let chunks: Buffer[] = [];
  let size = 0;
  const drop = (): void => {
    shared.left += size;
    [chunks, size] = [[], 0];
  };
  return {
    add: (chunk) => {
      if (size + chunk.length > largest) return unknown(`an answer of more than ${largest} bytes`);
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
