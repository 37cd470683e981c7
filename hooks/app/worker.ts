// The program of a worker thread: receives calls, reports its current object, and sends responses.
import { readlinkSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { limited } from '../core/isolation.ts';
import { limitMemos } from '../core/memo.ts';
import { compute, type Runner } from './compute/answer.ts';
import type { Computed } from './compute/call.ts';
import { objectLimiter } from './compute/limiter.ts';
import { markerWriter } from './compute/marker.ts';
import type { FromThread, ThreadData, ToThread } from './compute/thread.ts';

if (!parentPort) throw new Error('this program runs in a thread');
const port = parentPort;
const { options, limits, marker } = workerData as ThreadData;
limitMemos(limits.memos, limits.texts);
const report = markerWriter(marker);
const heapUsed = (): number => getHeapStatistics().used_heap_size;

const post = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function runner({ id, tooExpensive }: ToThread): Runner {
  const limiter = objectLimiter(new Set(tooExpensive), limits.call, (work) => report(id, work, heapUsed()));
  return {
    work: (stretch) => {
      report(id, {}, 0);
      try {
        return limited(limiter, stretch);
      } finally {
        report(0, {}, 0);
      }
    },
    wait: async (answer) => {
      post({ id, is: 'waiting' });
      try {
        return await answer;
      } finally {
        post({ id, is: 'working' });
      }
    },
  };
}

/** Transfers the memory of the response, unless it is part of a larger buffer. */
function send(id: number, computed: Computed): void {
  const { body } = computed;
  const owned =
    typeof body !== 'string' && body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength;
  post({ id, is: 'done', computed }, owned ? [body.buffer as ArrayBuffer] : []);
}

/** The thread ID in Linux (proc(5): thread-self); 0 on other systems. */
function nativeId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

port.on('message', async (message: ToThread) => {
  const { id, path, body, length, now } = message;
  send(id, await compute({ path, body: Buffer.from(body, 0, length), now }, options, runner(message)));
});
post({ id: 0, is: 'ready', nativeId: nativeId() });
