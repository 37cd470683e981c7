// Waiting for a condition, never for a time.
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds between two looks: what takes long is looked at less often. */
const interval = (waited: number): number => (waited < 5000 ? 50 : 250);
/** The same where one look is many requests. */
const LOOKS = 200;

/**
 * The first answer of `look` that is neither undefined, false nor null. Throws after `seconds`, with `what` and the
 * last error of `look`, which may throw as long as it likes.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  seconds = 120,
): Promise<T> {
  const began = Date.now();
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
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
   * What may still change something. It rests too, or goes twice through all its work without a change: the first time
   * it may have begun before the last one.
   */
  readonly worker?: Worker | undefined;
}

export interface Worker {
  isBusy(): boolean;
  /** How often it has been through its work. */
  rounds(): number;
}

/**
 * Waits until `look` gives the same values for some time, and returns them. What never rested is in the error, with its
 * last two values.
 */
export async function settled(
  what: string,
  look: () => Promise<Values>,
  { ms = 1500, worker }: Rest = {},
): Promise<Values> {
  let [before, since, rounds] = [await look(), Date.now(), worker?.rounds() ?? 0];
  const moves = new Map<string, { times: number; last: string }>();
  const rest = async () => {
    await pause(LOOKS);
    const now = await look();
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
      `${error instanceof Error ? error.message : error}: ${seen.join('; ') || 'nothing changed, but looking took too long'}`,
    );
  }
}
