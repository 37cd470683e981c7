// Timeouts of probes: for one peer, and for all peers of a probe. Time spent on our own CPU does not count against the
// peer.
import { BUSY, TIMEOUT, type Unknown } from './unreachable.ts';

export interface ProbeLimits {
  /** Milliseconds of waiting for one peer. */
  readonly peer: number;
  /** Milliseconds for all peers. */
  readonly total: number;
  /** Number of concurrent requests. */
  readonly parallel: number;
}

/** Milliseconds that the event loop of this process has been idle. */
const waited = (): number => performance.eventLoopUtilization().idle;

/** The deadline of a probe. */
interface Deadline {
  readonly end: number;
  /** The reason of a timeout: `BUSY` if this process was busy for more than half of the time. */
  readonly reason: () => Unknown;
}

function deadlineAfter(milliseconds: number): Deadline {
  const [begun, before] = [performance.now(), waited()];
  return {
    end: begun + milliseconds,
    reason: () => (waited() - before < (performance.now() - begun) / 2 ? BUSY : TIMEOUT),
  };
}

/**
 * A signal that is aborted after so many milliseconds of waiting, at the latest at the deadline. While this process
 * parses other responses, it does not wait.
 */
function timeoutSignal(
  milliseconds: number,
  { end, reason }: Deadline,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const before = waited();
  const check = (): void => {
    const own = milliseconds - (waited() - before);
    const left = Math.min(own, end - performance.now());
    if (left > 0) timer = setTimeout(check, left);
    else controller.abort(own > 0 ? reason() : TIMEOUT);
  };
  let timer = setTimeout(check, milliseconds);
  return { signal: controller.signal, stop: () => clearTimeout(timer) };
}

/** Runs a task with a signal that is aborted at its timeout. */
export type Wait = <T>(task: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * The result of `ask` for each item, in the same order. `notAsked` gives the result of an item that was not reached
 * within `bounds.total`. `ask` must not reject.
 */
export async function askAll<Item, Result>(
  items: readonly Item[],
  bounds: ProbeLimits,
  ask: (item: Item, wait: Wait) => Promise<Result>,
  notAsked: (item: Item, reason: Unknown) => Result,
): Promise<Result[]> {
  const deadline = deadlineAfter(bounds.total);
  const found: Result[] = [];
  const waiting = [...items.entries()];
  const wait: Wait = async (task) => {
    const { signal, stop } = timeoutSignal(Math.min(bounds.peer, deadline.end - performance.now()), deadline);
    return task(signal).finally(stop);
  };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, item] = next;
      found[i] = deadline.end <= performance.now() ? notAsked(item, deadline.reason()) : await ask(item, wait);
    }
  };
  await Promise.all(Array.from({ length: bounds.parallel }, worker));
  return found;
}
