// The order of waiting calls: small requests pass large ones, so that a small Prometheus does not wait behind a fleet of
// large ones. The time that a call can be passed has a limit.

/** A small request passes a large one that has waited for less than its bytes in these units, in milliseconds. */
const BYTES_PER_MS = 1024;
/** The longest time in milliseconds that later calls can pass a large one. Metacontroller's timeout is 30 s. */
const MOST_MS = 5000;

/** The place of a call in the order. `arrived`: a time in milliseconds. `bytes`: the length of its request. */
export const placeOf = (arrived: number, bytes: number): number => arrived + Math.min(MOST_MS, bytes / BYTES_PER_MS);

/** Adds an item to a queue behind all whose place is not later. */
export function enqueue<T extends { readonly place: number }>(queue: T[], item: T): void {
  let at = queue.length;
  while (at > 0 && (queue[at - 1] as T).place > item.place) at--;
  queue.splice(at, 0, item);
}
