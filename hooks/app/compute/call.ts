// A request to a hook and its answer, as bytes: what crosses from the HTTP server to whoever computes.

import type { InWork } from './marker.ts';

export interface Call {
  /** The path of the hook. */
  readonly path: string;
  /** JSON. A shared buffer is read in another thread without a copy, and can be read once more. */
  readonly body: Buffer<ArrayBufferLike>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Computed {
  /** HTTP status. */
  readonly code: number;
  /** JSON. */
  readonly body: Buffer<ArrayBufferLike> | string;
  /** Seconds; always with 429. */
  readonly retryAfter?: number;
  /** The answer says Reconciled=False. */
  readonly isFailed?: boolean;
  /** Objects that took the time of a call that was not finished. */
  readonly dear?: readonly InWork[];
  /** What the log should know; never the content of an object. */
  readonly error?: { readonly type: string; readonly message: string; readonly stack?: string | undefined };
}

/** Computes answers. */
export interface Compute {
  /** Never rejects. */
  run(call: Call): Promise<Computed>;
  /** Whether calls are answered now. */
  isReady(): boolean;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** An answer that is an error. */
export const errorAnswer = (code: number, error: string): Computed => ({ code, body: JSON.stringify({ error }) });

/** 500: a bug of ours. The log is told what it was, whoever asked is not. */
export const bugAnswer = ({ name: type, message, stack }: Error): Computed => ({
  ...errorAnswer(500, 'internal error; nothing is changed'),
  error: { type, message, stack },
});

/** 429: nothing was changed, ask again in so many seconds. Metacontroller does. */
export const askAgain = (retryAfter: number, error: string): Computed => ({ ...errorAnswer(429, error), retryAfter });
