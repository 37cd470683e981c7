// Waits for a condition instead of a fixed time.
/** Waits for some milliseconds. For benchmarks: tests await a condition. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds between two checks, longer after five seconds. */
const interval = (waited: number): number => (waited < 5000 ? 50 : 250);
/** Milliseconds between two checks that send many requests. */
const SETTLED_INTERVAL = 200;

/**
 * The first result of `check` that is neither undefined, false nor null. Throws after `seconds`, with `what` and the
 * last exception of `check`. Earlier exceptions are ignored.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  seconds = 120,
): Promise<T> {
  const began = Date.now();
  let last: unknown;
  for (;;) {
    try {
      const seen = await check();
      if (seen !== undefined && seen !== false && seen !== null) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > began + seconds * 1000)
      throw new Error(`after ${seconds} s still not: ${what}${last instanceof Error ? ` (${last.message})` : ''}`, {
        cause: last,
      });
    await pause(interval(Date.now() - began));
  }
}

type Values = Readonly<Record<string, string>>;

export interface Rest {
  /** Milliseconds without a change. */
  readonly ms?: number;
  /**
   * A worker that can still change the values. It must be idle, or complete two rounds without a change. The first
   * round can have begun before the last change.
   */
  readonly worker?: Worker | undefined;
}

export interface Worker {
  isBusy(): boolean;
  /** Number of completed rounds. */
  rounds(): number;
}

/**
 * Waits until `snapshot` returns the same values for some time, and returns them. The exception names the values that
 * keep changing.
 */
export async function settled(
  what: string,
  snapshot: () => Promise<Values>,
  { ms = 1500, worker }: Rest = {},
): Promise<Values> {
  let [before, since, rounds] = [await snapshot(), Date.now(), worker?.rounds() ?? 0];
  const moves = new Map<string, { times: number; last: string }>();
  const rest = async () => {
    await pause(SETTLED_INTERVAL);
    const now = await snapshot();
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      if (before[key] === now[key]) continue;
      [since, rounds] = [Date.now(), worker?.rounds() ?? 0];
      moves.set(key, { times: (moves.get(key)?.times ?? 0) + 1, last: `${before[key]} -> ${now[key]}` });
    }
    before = now;
    const isDone = !worker?.isBusy() || worker.rounds() - rounds >= 2;
    return isDone && Date.now() - since >= ms ? now : undefined;
  };
  try {
    return await until(`${what} at rest`, rest);
  } catch (error) {
    const seen = [...moves].map(([key, { times, last }]) => `${key} changed ${times} times, last ${last}`);
    throw new Error(
      `${error instanceof Error ? error.message : error}: ` +
        `${seen.join('; ') || 'nothing changed, but the checks took too long'}`,
    );
  }
}
