// The model that the page sees now. It is read again every few seconds while somebody looks.
import { type Model, modelOf } from './model.ts';
import type { Snapshot, Source } from './source.ts';

/** After so long without a request nobody looks. */
const LOOKS_MS = 30_000;
/** Requests that may wait for a change. */
const MAX_WAITING = 64;

export interface View {
  readonly model: () => Model;
  /** Counts the changes of the model. */
  readonly version: () => number;
  /** Why the last reading failed. */
  readonly problem: () => string;
  /** Somebody looks. */
  readonly touch: () => void;
  /** Reads now. */
  readonly refresh: () => Promise<void>;
  /** The version as soon as it is not `after`, at the latest after `ms`. */
  readonly changed: (after: number, ms: number) => Promise<number>;
  readonly stop: () => void;
}

export interface ViewOptions {
  readonly source: Source;
  readonly isLive: boolean;
  /** Flags of the hooks. */
  readonly flags: readonly string[];
  readonly now: () => Date;
  /** Somebody looks for the first time. */
  readonly looked?: () => void;
}

/** Reads the source for the first time. Throws what the source throws. */
export async function view({ source, isLive, flags, now, looked }: ViewOptions): Promise<View> {
  const computed = (snapshot: Snapshot): Model => modelOf(snapshot, { isLive, flags, now: now() });
  const first = (await source.read()) ?? { objects: [], facts: {}, notes: [] };
  let model = computed(first);
  let [version, problem, lookedAt] = [1, '', 0];
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const waiting = new Set<() => void>();

  const announce = (): void => {
    version++;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const read = async (): Promise<void> => {
    const before = problem;
    try {
      const snapshot = await source.read();
      problem = '';
      if (snapshot) {
        const next = computed(snapshot);
        const isSame = next.digest === model.digest;
        if (!isSame) model = next;
        if (!isSame) announce();
      }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (problem !== before) announce();
  };
  const refresh = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const plan = (): void => {
    clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(async () => {
      if (now().getTime() - lookedAt < LOOKS_MS) await refresh();
      plan();
    }, source.seconds * 1000);
    timer.unref();
  };
  plan();

  return {
    model: () => model,
    version: () => version,
    problem: () => problem,
    touch: () => {
      if (lookedAt === 0) looked?.();
      lookedAt = now().getTime();
    },
    refresh,
    changed: async (after, ms) => {
      if (version !== after || isStopped || waiting.size >= MAX_WAITING) return version;
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, ms);
        waiting.add(() => {
          clearTimeout(limit);
          resolve();
        });
      });
      return version;
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      for (const wake of waiting) wake();
      waiting.clear();
    },
  };
}
