// The queue of responses to parse. Parsing a large response blocks the event loop, so each is parsed in its own
// iteration. Timers and other requests run in between. Small responses come first, so that most are parsed before a
// timeout.
import type { Outcome } from './outcome.ts';
import { BUSY } from './unreachable.ts';

interface Waiting {
  readonly size: number;
  readonly go: () => void;
}

/** Sorted by size. */
const waiting: Waiting[] = [];
let isGoing = false;

function next(): void {
  waiting.shift()?.go();
  isGoing = waiting.length > 0;
  if (isGoing) setImmediate(next);
}

/**
 * The result of `take`, called when the queue reaches it. `size`: bytes of the response. `BUSY` if the signal is
 * aborted by then. `take` must not throw.
 */
export const enqueueRead = <T>(size: number, signal: AbortSignal, take: () => T): Promise<Outcome<T>> =>
  new Promise((resolve) => {
    const larger = waiting.findIndex((other) => other.size > size);
    waiting.splice(larger < 0 ? waiting.length : larger, 0, {
      size,
      go: () => resolve(signal.aborted ? BUSY : { is: 'ok', value: take() }),
    });
    if (!isGoing) setImmediate(next);
    isGoing = true;
  });
