// A request to a hook and its response, as bytes, between the HTTP server and the worker threads.

import type { InWork } from './marker.ts';
import type { Report } from './report.ts';

export interface Call {
  /** The path of the hook. */
  readonly path: string;
  /** JSON. Other threads read a shared buffer without a copy, and can read it again. */
  readonly body: Buffer<ArrayBufferLike>;
  /** Time of the request in milliseconds since 1970. */
  readonly now: number;
}

export interface Computed {
  /** HTTP status. */
  readonly code: number;
  /** JSON. */
  readonly body: Buffer<ArrayBufferLike> | string;
  /** Retry-After in seconds; always set with 429. */
  readonly retryAfter?: number;
  /** Facts about the response for the metrics; only with code 200. */
  readonly report?: Report;
  /** Objects that used the most time of an unfinished call. */
  readonly expensive?: readonly InWork[];
  /** Fields for the log. Never the content of an object. */
  readonly error?: { readonly type: string; readonly message: string; readonly stack?: string | undefined };
}

/** Computes responses. */
export interface Compute {
  /** Never rejects. */
  run(call: Call): Promise<Computed>;
  /** Whether calls can be computed now. */
  isReady(): boolean;
  /** Waits for the current calls. */
  stop(): Promise<void>;
}

/** A response with an error. */
export const errorAnswer = (code: number, error: string): Computed => ({ code, body: JSON.stringify({ error }) });

/** 500: a bug. The log has its details, the response does not. */
export const bugAnswer = ({ name: type, message, stack }: Error): Computed => ({
  ...errorAnswer(500, 'internal error; nothing was changed'),
  error: { type, message, stack },
});

/** 429: nothing was changed. Metacontroller retries after so many seconds. */
export const askAgain = (retryAfter: number, error: string): Computed => ({ ...errorAnswer(429, error), retryAfter });
