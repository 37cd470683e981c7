// What tenants bring together may be too large for one Secret: some of it is left out, so that the rest goes on.
import { type Issue, issue } from '../core/issue.ts';
import type { Options } from '../core/options.ts';

/**
 * Bytes of a compressed configuration that a Secret has room for, with some reserve; dynamic apply keeps a copy in an
 * annotation.
 */
export const configRoom = ({ applyStrategy }: Options): number =>
  applyStrategy === 'dynamic-apply' ? 150_000 : 950_000;

/** `TooLarge`, for what is left out. */
export const noRoom = (): Issue =>
  issue(
    'TooLarge',
    '',
    'the configuration of all objects is larger than a Secret may be, and its namespace takes the most of it: make it smaller',
  );

export interface Share<T> {
  readonly item: T;
  readonly namespace: string;
  readonly bytes: number;
}

/**
 * The items to leave out to save so many bytes: again and again the largest one of the namespace that takes the most.
 * Whoever takes little stays.
 */
export function leftOut<T>(shares: readonly Share<T>[], needed: number): Set<T> {
  const sums = new Map<string, number>();
  const byNamespace = new Map<string, Share<T>[]>();
  for (const share of [...shares].sort((a, b) => a.bytes - b.bytes)) {
    sums.set(share.namespace, (sums.get(share.namespace) ?? 0) + share.bytes);
    const group = byNamespace.get(share.namespace);
    if (group) group.push(share);
    else byNamespace.set(share.namespace, [share]);
  }
  const out = new Set<T>();
  for (let saved = 0; saved < needed && out.size < shares.length; ) {
    let [most, sum] = ['', -1];
    for (const [namespace, one] of sums)
      if (one > sum && byNamespace.get(namespace)?.length) [most, sum] = [namespace, one];
    const largest = byNamespace.get(most)?.pop();
    if (!largest) break;
    out.add(largest.item);
    saved += largest.bytes;
    sums.set(most, sum - largest.bytes);
  }
  return out;
}

/** Rounds of leaving out; each saves twice what the one before had to. */
const ROUNDS = 20;

/**
 * The items without those that there is no room for. `bytesOf`: what some items take together; `shareOf`: one of them
 * alone, at least what leaving it out saves; `reject`: the item with an issue instead of its content.
 */
export function withRoom<T>(
  items: readonly T[],
  room: number,
  {
    bytesOf,
    shareOf,
    reject,
  }: { bytesOf: (items: readonly T[]) => number; shareOf: (item: T) => Share<T> | undefined; reject: (item: T) => T },
): readonly T[] {
  let kept = items;
  for (let round = 0; round < ROUNDS; round++) {
    const excess = bytesOf(kept) - room;
    if (excess <= 0) return kept;
    const out = leftOut(
      kept.flatMap((item) => shareOf(item) ?? []),
      excess * 2 ** round,
    );
    if (out.size === 0) return kept;
    kept = kept.map((item) => (out.has(item) ? reject(item) : item));
  }
  return kept;
}
