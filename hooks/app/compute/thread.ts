// One thread as the server sees it: what it works on, for how long, and its end.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Options } from '../../core/options.ts';
import type { Computed } from './call.ts';
import type { Limits } from './limits.ts';
import { newMarker, readMarker, type Work } from './marker.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly options: Options;
  readonly limits: Limits;
  readonly marker: SharedArrayBuffer;
}

export interface ToThread {
  readonly id: number;
  readonly path: string;
  readonly body: ArrayBufferLike;
  /** Bytes of the body. */
  readonly length: number;
  readonly now: number;
  /** Digests of objects that are not to be worked on. */
  readonly tooExpensive: readonly string[];
}

export type FromThread =
  | { readonly id: number; readonly is: 'ready'; readonly nativeId: number }
  | { readonly id: number; readonly is: 'waiting' | 'working' }
  | { readonly id: number; readonly is: 'done'; readonly computed: Computed };

/** Why a thread ended: it was stopped, its heap was full, or its program failed. */
export type End =
  | { readonly is: 'stopped' }
  | { readonly is: 'full'; readonly heap: number; readonly work: Work }
  | { readonly is: 'failed'; readonly error: Error };

/** A step that takes longer than it may. */
export interface Overdue {
  readonly call: number;
  readonly work: Work;
}

export interface Thread {
  send(message: ToThread): void;
  /** The step that has taken too long, if one has. To be asked again and again. */
  overdue(): Overdue | undefined;
  /** Ends it whatever it does. */
  kill(): void;
}

interface Events {
  readonly message: (message: FromThread) => void;
  readonly end: (end: End) => void;
}

const MEBIBYTE = 1024 * 1024;
/**
 * Of the time by the clock in which a step may take its share of a processor: a machine can be busy, and so can the
 * collector of garbage.
 */
const PATIENCE = 4;
const TICK = 10;
/** Room for what one call makes and throws away, so that none of it is copied by the collector of garbage. */
const YOUNG_MIB = 48;

/** Milliseconds for which Linux has run a thread of this process (proc(5): stat); undefined where nobody tells. */
function processorTime(nativeId: number): number | undefined {
  if (!nativeId) return undefined;
  try {
    const fields = readFileSync(`/proc/self/task/${nativeId}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return TICK * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}

/** Starts a thread with the program at `url`. */
export function thread(url: URL, options: Options, limits: Limits, on: Events): Thread {
  const marker = newMarker();
  const worker = new Worker(url, {
    workerData: { options, limits, marker } satisfies ThreadData,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(limits.heap / MEBIBYTE), maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  let nativeId = 0;
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
    send: (message) => worker.postMessage(message),
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
      return worked > limit || waited > PATIENCE * limit ? { call, work } : undefined;
    },
    kill: () => void worker.terminate(),
  };
}
