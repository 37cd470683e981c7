// Which thread works for which parent.
import { LRUCache } from 'lru-cache';

/** Parents that are known. */
const MOST = 10_000;

export interface Homes<Member extends object> {
  of(target: string | undefined): Member | undefined;
  set(target: string | undefined, member: Member): void;
  /** The one with the fewest parents. */
  emptiest(members: readonly Member[]): Member | undefined;
  /** The member is gone, and its parents have no home. */
  forget(member: Member): void;
}

export function homes<Member extends object>(): Homes<Member> {
  const counts = new Map<Member, number>();
  const count = (member: Member, by: number): void => void counts.set(member, (counts.get(member) ?? 0) + by);
  const known = new LRUCache<string, Member>({ max: MOST, dispose: (member) => count(member, -1) });
  return {
    of: (target) => (target === undefined ? undefined : known.get(target)),
    set: (target, member) => {
      if (target === undefined || known.peek(target) === member) return;
      known.set(target, member);
      count(member, 1);
    },
    emptiest: (members) => [...members].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0],
    forget: (member) => {
      for (const [target, at] of [...known.entries()]) if (at === member) known.delete(target);
      counts.delete(member);
    },
  };
}
