// One object's examination, kept apart from all others: what goes wrong in it, and what it costs, is an Issue of that
// object.
import { digestOf } from './digest.ts';
import { type Issue, issue } from './issue.ts';
import type { KubernetesObject } from './meta.ts';

/** Whoever runs a computation and limits it: a worker thread. On the command line and in tests there is none. */
export interface Limiter {
  /** Objects that were stopped by a limit before. */
  isTooExpensive(digest: string): boolean;
  /**
   * Work on an object begins. What it gives back says that the work has ended; that throws `OutOfTime` where the whole
   * computation has none left.
   */
  begin(object: KubernetesObject, digest: string): () => void;
}

/** An object that was worked on. */
export interface Worked {
  readonly object: KubernetesObject;
  readonly digest: string;
}

/**
 * Thrown between two objects when a computation as a whole has no time left. What was computed stays remembered.
 * `dear`: the objects that took the time.
 */
export class OutOfTime extends Error {
  readonly dear: readonly Worked[];

  constructor(dear: readonly Worked[]) {
    super('not finished in the time that one call has; the next one goes on from here');
    this.dear = dear;
  }
}

let limiter: Limiter | undefined;
/** What the object in work has spent so far; undefined while there is none. */
let spent: number | undefined;

/**
 * Adds to what the object in work has spent, in the units of whoever counts, and gives the sum. It is the same whatever
 * is remembered of earlier work.
 */
export function spend(cost: number): number {
  if (spent === undefined) return 0;
  spent += cost;
  return spent;
}

/** Runs a computation under a limiter. It must not wait for anything. */
export function limited<T>(by: Limiter, run: () => T): T {
  limiter = by;
  try {
    return run();
  } finally {
    limiter = undefined;
  }
}

const TOO_EXPENSIVE = 'takes more time or memory than one object may; make it smaller or simpler';

/** `TooExpensive` for a RangeError: the stack, a text or a list had no more room. */
export const rangeIssue = (error: RangeError): Issue =>
  /call stack/i.test(error.message)
    ? issue('TooExpensive', '', 'is nested too deeply')
    : issue('TooExpensive', '', TOO_EXPENSIVE);

/**
 * What `examine` gives for an object. `purpose`: work that is told apart from other work on the same object, since it
 * costs something else. `reject` makes the same of an Issue: `TooExpensive` where a limit stops the work, now or the
 * last time. Work on another object may be begun inside.
 */
export function alone<T>(object: KubernetesObject, examine: () => T, reject: (issue: Issue) => T, purpose = ''): T {
  const digest = purpose + digestOf(object);
  if (limiter?.isTooExpensive(digest)) return reject(issue('TooExpensive', '', TOO_EXPENSIVE));
  const end = limiter?.begin(object, digest);
  const outer = spent;
  spent = 0;
  try {
    return examine();
  } catch (error) {
    if (error instanceof RangeError) return reject(rangeIssue(error));
    throw error;
  } finally {
    spent = outer;
    end?.();
  }
}
