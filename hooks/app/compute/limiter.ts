// The limiter inside a thread: reports the current object, and stops a call after its time limit.
import { type Digested, type Limiter, OutOfTime } from '../../core/isolation.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { inWork, type Work } from './marker.ts';

/** An object above this processor time in milliseconds counts as expensive. */
const EXPENSIVE_MS = 500;
/** Milliseconds between two samples of the processor time, which is slower to read than the clock. */
const SAMPLE_MS = 100;

/** Times in milliseconds. */
export interface Clock {
  /** The clock of the machine. */
  readonly now: () => number;
  /** The processor time of this thread. */
  readonly worked: () => number;
}

/**
 * A limiter for one call with a time limit in milliseconds of the clock. `tooExpensive`: digests of objects to reject.
 * `report` is called for each object at its beginning, and for the outer object at its end. An object is expensive by
 * the processor time that it took: on a busy machine even a small one takes long.
 */
export function objectLimiter(
  tooExpensive: ReadonlySet<string>,
  milliseconds: number,
  report: (work: Work) => void,
  { now, worked }: Clock,
): Limiter {
  let last: { readonly at: number; readonly worked: number } | undefined;
  /** The processor time since the last sample, and a new sample if that one is old; else 0. */
  const sample = (at: number): number => {
    if (last && at - last.at <= SAMPLE_MS) return 0;
    const total = worked();
    const since = last ? total - last.worked : 0;
    last = { at, worked: total };
    return since;
  };
  let begun: number | undefined;
  const expensive: Digested[] = [];
  let current: Work = {};
  let depth = 0;
  return {
    isTooExpensive: (digest) => tooExpensive.has(digest),
    begin: (object: KubernetesObject, digest) => {
      const [outer, since] = [current, now()];
      begun ??= since;
      sample(since);
      current = depth === 0 ? { target: inWork(object, digest) } : { ...outer, object: inWork(object, digest) };
      depth++;
      report(current);
      return () => {
        const at = now();
        const spent = sample(at);
        depth--;
        current = outer;
        report(outer);
        if (depth === 0) return;
        if (at - since > EXPENSIVE_MS && spent > EXPENSIVE_MS) expensive.push({ object, digest });
        if (at - (begun ?? at) > milliseconds) throw new OutOfTime(expensive);
      };
    },
  };
}
