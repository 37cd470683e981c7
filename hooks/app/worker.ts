// The program of a thread that computes: takes calls, says what it works on, answers.
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
limitMemos(limits.memos);
const mark = markerWriter(marker);
const heapUsed = (): number => getHeapStatistics().used_heap_size;

const post = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function runner({ id, tooExpensive }: ToThread): Runner {
  const limiter = objectLimiter(new Set(tooExpensive), limits.call, (work) => mark(id, work, heapUsed()));
  return {
    work: (stretch) => {
      mark(id, {}, 0);
      try {
        return limited(limiter, stretch);
      } finally {
        mark(0, {}, 0);
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

/** The answer's memory goes over with it, where it is not part of a larger piece. */
function send(id: number, computed: Computed): void {
  const { body } = computed;
  const owned =
    typeof body !== 'string' && body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength;
  post({ id, is: 'done', computed }, owned ? [body.buffer as ArrayBuffer] : []);
}

/** The number by which Linux knows this thread (proc(5): thread-self); 0 elsewhere. */
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
