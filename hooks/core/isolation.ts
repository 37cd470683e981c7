// Isolation of the work on one object. An exception or a limit that it causes is an Issue of that object only.
import { digestOf } from './digest.ts';
import { type Issue, issue } from './issue.ts';
import type { KubernetesObject } from './meta.ts';

/** Limits a computation in a worker thread. The command line and tests run without one. */
export interface Limiter {
  /** Whether a limit stopped the work on this object before. */
  isTooExpensive(digest: string): boolean;
  /**
   * Called before the work on an object. Returns the function to call after it, which throws `OutOfTime` if the
   * whole computation has no time left.
   */
  begin(object: KubernetesObject, digest: string): () => void;
}

/** An object and its digest. */
export interface Digested {
  readonly object: KubernetesObject;
  readonly digest: string;
}

/**
 * Thrown between two objects if the whole computation has no time left. The results so far stay cached. `expensive`:
 * the objects that used the most time.
 */
export class OutOfTime extends Error {
  readonly expensive: readonly Digested[];

  constructor(expensive: readonly Digested[]) {
    super('not finished within the time limit of one call; the next call continues');
    this.expensive = expensive;
  }
}

let limiter: Limiter | undefined;
/** Cost of the work on the current object so far; undefined without one. */
let spent: number | undefined;

/**
 * Adds to the cost of the current object and returns the sum. The caller defines the unit. Cached results must count in
 * full, so that the sum does not depend on the cache.
 */
export function spend(cost: number): number {
  if (spent === undefined) return 0;
  spent += cost;
  return spent;
}

/** Runs a computation with costs of its own, which do not count for the current object. */
export function apart<T>(run: () => T): T {
  const outer = spent;
  spent = 0;
  try {
    return run();
  } finally {
    spent = outer;
  }
}

/** Runs a synchronous computation under a limiter. */
export function limited<T>(by: Limiter, run: () => T): T {
  limiter = by;
  try {
    return run();
  } finally {
    limiter = undefined;
  }
}

const TOO_EXPENSIVE = 'exceeds the time or memory limit of one object; make it smaller or simpler';

/** `TooExpensive` for a RangeError: the stack, a string or an array exceeded the limit of JavaScript. */
export const rangeIssue = (error: RangeError): Issue =>
  /call stack/i.test(error.message)
    ? issue('TooExpensive', '', 'is nested too deeply')
    : issue('TooExpensive', '', TOO_EXPENSIVE);

/**
 * The result of `examine` for an object. If a limit stops the work, now or in an earlier call, the result of `reject`
 * with a `TooExpensive` issue. `purpose` separates several kinds of work on one object, because their costs differ.
 * `examine` may call `alone` for another object.
 */
export function alone<T>(object: KubernetesObject, examine: () => T, reject: (issue: Issue) => T, purpose = ''): T {
  const digest = purpose + digestOf(object);
  if (limiter?.isTooExpensive(digest)) return reject(issue('TooExpensive', '', TOO_EXPENSIVE));
  const end = limiter?.begin(object, digest);
  try {
    return apart(examine);
  } catch (error) {
    if (error instanceof RangeError) return reject(rangeIssue(error));
    throw error;
  } finally {
    end?.();
  }
}
