// The thread of each parent.
import { LRUCache } from 'lru-cache';

/** Limit of parents. */
const MAX_PARENTS = 10_000;

export interface Homes<Member extends object> {
  of(target: string | undefined): Member | undefined;
  set(target: string | undefined, member: Member): void;
  /** The member with the fewest parents. */
  emptiest(members: readonly Member[]): Member | undefined;
  /** Removes a member, so that its parents have no thread. */
  forget(member: Member): void;
}

export function homes<Member extends object>(): Homes<Member> {
  const counts = new Map<Member, number>();
  const count = (member: Member, by: number): void => void counts.set(member, (counts.get(member) ?? 0) + by);
  const known = new LRUCache<string, Member>({ max: MAX_PARENTS, dispose: (member) => count(member, -1) });
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
