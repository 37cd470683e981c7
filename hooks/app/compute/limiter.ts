// The limiter inside a thread: reports the current object, and stops a call after its time limit.
import { type Digested, type Limiter, OutOfTime } from '../../core/isolation.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { inWork, type Work } from './marker.ts';

/** An object above this time in milliseconds counts as expensive. */
const EXPENSIVE_MS = 500;

/**
 * A limiter for one call with a time limit in milliseconds. `tooExpensive`: digests of objects to reject. `report` is
 * called for each object at its beginning, and for the outer object at its end.
 */
export function objectLimiter(
  tooExpensive: ReadonlySet<string>,
  milliseconds: number,
  report: (work: Work) => void,
): Limiter {
  let begun: number | undefined;
  const expensive: Digested[] = [];
  let current: Work = {};
  let depth = 0;
  return {
    isTooExpensive: (digest) => tooExpensive.has(digest),
    begin: (object: KubernetesObject, digest) => {
      const [outer, since] = [current, performance.now()];
      begun ??= since;
      current = depth === 0 ? { target: inWork(object, digest) } : { ...outer, object: inWork(object, digest) };
      depth++;
      report(current);
      return () => {
        const now = performance.now();
        depth--;
        current = outer;
        report(outer);
        if (depth === 0) return;
        if (now - since > EXPENSIVE_MS) expensive.push({ object, digest });
        if (now - (begun ?? now) > milliseconds) throw new OutOfTime(expensive);
      };
    },
  };
}
