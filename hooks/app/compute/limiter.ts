// What an examination may cost, seen from inside the thread: who is in work, and whether the call has time left.
import { type Digested, type Limiter, OutOfTime } from '../../core/isolation.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { inWork, type Work } from './marker.ts';

/** Milliseconds from which an object counts among those that took a call's time. */
const DEAR = 500;

/**
 * A limiter for one call of at most so many milliseconds. `tooExpensive`: digests of objects that are not to be worked
 * on; `mark` is told of every object that is begun, and of the outer one when it ends.
 */
export function objectLimiter(
  tooExpensive: ReadonlySet<string>,
  milliseconds: number,
  mark: (work: Work) => void,
): Limiter {
  let begun: number | undefined;
  const dear: Digested[] = [];
  let current: Work = {};
  let depth = 0;
  return {
    isTooExpensive: (digest) => tooExpensive.has(digest),
    begin: (object: KubernetesObject, digest) => {
      const [outer, since] = [current, performance.now()];
      begun ??= since;
      current = depth === 0 ? { target: inWork(object, digest) } : { ...outer, object: inWork(object, digest) };
      depth++;
      mark(current);
      return () => {
        const now = performance.now();
        depth--;
        current = outer;
        mark(outer);
        if (depth === 0) return;
        if (now - since > DEAR) dear.push({ object, digest });
        if (now - (begun ?? now) > milliseconds) throw new OutOfTime(dear);
      };
    },
  };
}
