// The objects of all tenants may be too large for one Secret. Then some are rejected, so that the rest stays in use.
import { type Issue, issue } from '../core/issue.ts';
import type { Options } from '../core/options.ts';

/** Maximum bytes of a compressed configuration in a Secret. Dynamic apply keeps a copy in an annotation. */
export const configBudget = ({ applyStrategy }: Options): number =>
  applyStrategy === 'dynamic-apply' ? 150_000 : 950_000;

/** Why an object is rejected. */
export const TOO_LARGE =
  'the configuration of all objects exceeds the size of a Secret, and this namespace has the largest part: ' +
  'make the object smaller';

/** The `TooLarge` issue of a rejected object. */
export const tooLarge = (): Issue => issue('TooLarge', '', TOO_LARGE);

/** An item with its size and the namespace it counts for. */
export interface Share<T> {
  readonly item: T;
  readonly namespace: string;
  readonly bytes: number;
}

/**
 * The items to reject to save `needed` bytes: repeatedly the largest item of the namespace with the largest sum. Small
 * namespaces stay in use.
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

/** Maximum rounds of rejection. Each saves twice as much as the one before. */
const ROUNDS = 20;

/** How the sizes of items are measured. */
export interface Measures<T> {
  /** Bytes of the items together. */
  readonly totalBytes: (items: readonly T[]) => number;
  /** The share of an item: at least the bytes that its rejection saves. */
  readonly share: (item: T) => Share<T> | undefined;
  /** The item with an issue instead of its content. */
  readonly reject: (item: T) => T;
}

/** The items, with as many rejected as needed so that the rest fits into `budget` bytes. */
export function withinBudget<T>(
  items: readonly T[],
  budget: number,
  { totalBytes, share, reject }: Measures<T>,
): readonly T[] {
  let kept = items;
  for (let round = 0; round < ROUNDS; round++) {
    const excess = totalBytes(kept) - budget;
    if (excess <= 0) return kept;
    const out = leftOut(
      kept.flatMap((item) => share(item) ?? []),
      excess * 2 ** round,
    );
    if (out.size === 0) return kept;
    kept = kept.map((item) => (out.has(item) ? reject(item) : item));
  }
  return kept;
}
