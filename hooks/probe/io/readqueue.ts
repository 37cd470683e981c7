// To read a large answer keeps the process busy. It is done with one after the other, each in a turn of the event loop
// of its own: in between, timers end what is late, and the hooks answer everybody else. Small answers come first: where
// time runs out, the fewest are left.
import type { Outcome } from './outcome.ts';
import { BUSY } from './unreachable.ts';

interface Waiting {
  readonly size: number;
  readonly go: () => void;
}

/** From small to large. */
const waiting: Waiting[] = [];
let isGoing = false;

function next(): void {
  waiting.shift()?.go();
  isGoing = waiting.length > 0;
  if (isGoing) setImmediate(next);
}

/**
 * What `take` gives when its turn comes, for an answer of so many bytes; nothing is taken once the signal says that it
 * is late. `take` must not throw.
 */
export const inTurn = <T>(size: number, signal: AbortSignal, take: () => T): Promise<Outcome<T>> =>
  new Promise((resolve) => {
    const larger = waiting.findIndex((other) => other.size > size);
    waiting.splice(larger < 0 ? waiting.length : larger, 0, {
      size,
      go: () => resolve(signal.aborted ? BUSY : { is: 'ok', value: take() }),
    });
    if (!isGoing) setImmediate(next);
    isGoing = true;
  });
