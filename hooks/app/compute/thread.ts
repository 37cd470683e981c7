// A worker thread from the server's side: its current work, its timeout, and its end.
import { Worker } from 'node:worker_threads';
import type { Options } from '../../core/options.ts';
import type { Computed } from './call.ts';
import type { Limits } from './limits.ts';
import { newMarker, readMarker, type Work } from './marker.ts';
import { processorTime } from './processor.ts';

/** The data that a thread starts with. */
export interface ThreadData {
  readonly options: Options;
  readonly limits: Limits;
  readonly marker: SharedArrayBuffer;
}

export interface ToThread {
  readonly id: number;
  readonly path: string;
  readonly body: ArrayBufferLike;
  /** Length of the body in bytes. */
  readonly length: number;
  readonly now: number;
  /** Digests of objects to reject. */
  readonly tooExpensive: readonly string[];
}

export type FromThread =
  | { readonly id: number; readonly is: 'ready'; readonly nativeId: number }
  | { readonly id: number; readonly is: 'waiting' | 'working' }
  | { readonly id: number; readonly is: 'done'; readonly computed: Computed };

/** Why a thread ended: stopped, heap full, or an exception. */
export type End =
  | { readonly is: 'stopped' }
  | { readonly is: 'full'; readonly heap: number; readonly work: Work }
  | { readonly is: 'failed'; readonly error: Error };

/** A step that exceeds its time limit. `work` is empty where the thread has waited rather than computed. */
export interface Overdue {
  readonly call: number;
  readonly work: Work;
}

export interface Thread {
  send(message: ToThread): void;
  /** The step that exceeds its time limit, or `undefined`. Call it regularly. */
  overdue(): Overdue | undefined;
  /** Processor time since the last call was sent, in milliseconds; 0 where it is unknown. */
  worked(): number;
  /** Ends the thread immediately. */
  kill(): void;
}

interface Events {
  readonly message: (message: FromThread) => void;
  readonly end: (end: End) => void;
}

const MEBIBYTE = 1024 * 1024;
/**
 * Milliseconds of the clock after which a thread is stopped, whatever it has computed. Metacontroller no longer waits
 * for it.
 */
const STUCK_MS = 60_000;
/** Size of the young generation: garbage of one call should not survive a minor collection. */
const YOUNG_MIB = 48;

/** Starts a thread with the program at `url`. */
export function thread(url: URL, options: Options, limits: Limits, on: Events): Thread {
  const marker = newMarker();
  const worker = new Worker(url, {
    workerData: { options, limits, marker } satisfies ThreadData,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(limits.heap / MEBIBYTE), maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  let nativeId = 0;
  /** Processor time when the last call was sent. */
  let sent = 0;
  let end: End = { is: 'stopped' };
  let step = { number: -1, since: 0, processor: 0 };
  worker.on('message', (message: FromThread) => {
    if (message.is === 'ready') nativeId = message.nativeId;
    on.message(message);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    const { heap, work } = readMarker(marker);
    end = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { is: 'full', heap, work } : { is: 'failed', error };
  });
  worker.on('exit', () => on.end(end));
  return {
    send: (message) => {
      sent = processorTime(nativeId) ?? 0;
      worker.postMessage(message);
    },
    worked: () => (processorTime(nativeId) ?? sent) - sent,
    overdue: () => {
      const { step: number, call, work } = readMarker(marker);
      const [now, processor] = [performance.now(), processorTime(nativeId)];
      if (number !== step.number || call === 0) {
        step = { number, since: now, processor: processor ?? 0 };
        return undefined;
      }
      const limit = work.object ? limits.object : limits.between;
      const waited = now - step.since;
      const worked = processor === undefined ? waited : processor - step.processor;
      if (worked > limit) return { call, work };
      return waited > STUCK_MS ? { call, work: {} } : undefined;
    },
    kill: () => void worker.terminate(),
  };
}
