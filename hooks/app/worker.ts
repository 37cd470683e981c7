// The program of a worker thread: receives calls, reports its current object, and sends responses.
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { limited } from '../core/isolation.ts';
import { limitMemos } from '../core/memo.ts';
import { compute, type Runner } from './compute/answer.ts';
import type { Computed } from './compute/call.ts';
import { type Clock, objectLimiter } from './compute/limiter.ts';
import { markerWriter, type Work } from './compute/marker.ts';
import { nativeId, processorTime } from './compute/processor.ts';
import type { FromThread, ThreadData, ToThread } from './compute/thread.ts';

if (!parentPort) throw new Error('this program runs in a thread');
const port = parentPort;
const { options, limits, marker } = workerData as ThreadData;
limitMemos(limits.memos, limits.texts);
const report = markerWriter(marker);
const id = nativeId();
const clock: Clock = {
  now: () => performance.now(),
  worked: () => processorTime(id) ?? performance.now(),
};
const heapUsed = (): number => getHeapStatistics().used_heap_size;

const post = (message: FromThread, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function runner({ id: call, tooExpensive }: ToThread): Runner {
  const begun = (work: Work) => report(call, work, heapUsed());
  const limiter = objectLimiter(new Set(tooExpensive), limits.call, begun, clock);
  return {
    work: (stretch) => {
      report(call, {}, 0);
      try {
        return limited(limiter, stretch);
      } finally {
        report(0, {}, 0);
      }
    },
    wait: async (answer) => {
      post({ id: call, is: 'waiting' });
      try {
        return await answer;
      } finally {
        post({ id: call, is: 'working' });
      }
    },
  };
}

/** Transfers the memory of the response, unless it is part of a larger buffer. */
function send(call: number, computed: Computed): void {
  const { body } = computed;
  const owned =
    typeof body !== 'string' && body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength;
  post({ id: call, is: 'done', computed }, owned ? [body.buffer as ArrayBuffer] : []);
}

port.on('message', async (message: ToThread) => {
  const { id: call, path, body, length, now } = message;
  send(call, await compute({ path, body: Buffer.from(body, 0, length), now }, options, runner(message)));
});
post({ id: 0, is: 'ready', nativeId: id });
