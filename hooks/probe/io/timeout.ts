// How long others are waited for: so long for one, so long for all of a question. What the hooks themselves do
// meanwhile is nobody else's fault.
import { BUSY, LATE, type Unknown } from './unreachable.ts';

export interface Patience {
  /** Milliseconds of waiting for one, and of all together. */
  readonly peer: number;
  readonly total: number;
  /** How many are asked at a time. */
  readonly parallel: number;
}

/** How long this process has waited for others rather than worked, in milliseconds. */
const waited = (): number => performance.eventLoopUtilization().idle;

/** The time that one question is given. */
interface Time {
  readonly end: number;
  /** Whose fault it is where that was not enough. */
  readonly fault: () => Unknown;
}

function timeOf(milliseconds: number): Time {
  const [begun, before] = [performance.now(), waited()];
  return {
    end: begun + milliseconds,
    fault: () => (waited() - before < (performance.now() - begun) / 2 ? BUSY : LATE),
  };
}

/**
 * Aborts the signal once one has been waited for so many milliseconds, at the end of the question's time at the latest.
 * While the answers of others are read, nobody listens to this one.
 */
function patience(
  milliseconds: number,
  { end, fault }: Time,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const late = new AbortController();
  const before = waited();
  const look = (): void => {
    const own = milliseconds - (waited() - before);
    const left = Math.min(own, end - performance.now());
    if (left > 0) timer = setTimeout(look, left);
    else late.abort(own > 0 ? fault() : LATE);
  };
  let timer = setTimeout(look, milliseconds);
  return { signal: late.signal, stop: () => clearTimeout(timer) };
}

/** Gives a task a signal that ends its time. */
export type Wait = <T>(task: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * What each of `those` tells, in their order; `late` for those there was no time to ask. Takes no longer than
 * `bounds.total`. `ask` must not reject.
 */
export async function askAll<Item, Told>(
  those: readonly Item[],
  bounds: Patience,
  ask: (item: Item, wait: Wait) => Promise<Told>,
  late: (item: Item, reason: Unknown) => Told,
): Promise<Told[]> {
  const time = timeOf(bounds.total);
  const found: Told[] = [];
  const waiting = [...those.entries()];
  const wait: Wait = async (task) => {
    const { signal, stop } = patience(Math.min(bounds.peer, time.end - performance.now()), time);
    return task(signal).finally(stop);
  };
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, item] = next;
      found[i] = time.end <= performance.now() ? late(item, time.fault()) : await ask(item, wait);
    }
  };
  await Promise.all(Array.from({ length: bounds.parallel }, worker));
  return found;
}
