// Text that no compression makes much shorter.
import { random } from './random.ts';

/** Printable characters in any order, the same for a seed. */
export function noise(length: number, seed: number): string {
  const from = random(seed);
  return Array.from({ length }, () => String.fromCharCode(33 + from.below(90))).join('');
}
