// Waiting for a condition, never for a time.
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The first answer of `look` that is neither undefined, false nor null. Throws after `seconds`, with `what` and the last error of `look`, which may
 * throw as long as it likes.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false && seen !== null) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(`after ${seconds} s still not: ${what}${last instanceof Error ? ` (${last.message})` : ''}`, { cause: last });
    await pause(50);
  }
}

/** Waits until `look` gives the same answer for `ms` milliseconds, and returns it. */
export async function settled<T>(what: string, look: () => Promise<T>, ms = 1500, seconds = 60): Promise<T> {
  let [before, since] = [JSON.stringify(await look()), Date.now()];
  return until(
    `${what} at rest`,
    async () => {
      const now = await look();
      const text = JSON.stringify(now);
      if (text !== before) [before, since] = [text, Date.now()];
      return Date.now() - since >= ms ? now : undefined;
    },
    seconds,
  );
}
