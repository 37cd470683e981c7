// Compares all expressions at several times.
import type { Test } from 'tap';
import type { When } from '../answers.ts';
import { size, some } from '../size.ts';
import { classes } from './alike.ts';
import type { Pair } from './compare.ts';

/**
 * All expressions at all times with LONG=1, else parts of them at some. `pairsOf`: the answers of the router beside
 * those it is compared with.
 */
export async function compared(
  t: Test,
  times: readonly (readonly [name: string, when: When])[],
  all: readonly string[],
  pairsOf: (expressions: readonly string[], when: When) => Promise<Pair[]>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [i, [name, when]] of times.entries()) {
    if (!size(i % 4 === 1 || i === times.length - 1, true)) continue;
    const found = await pairsOf([...some(all, 2, i % 2)], when);
    const { counts, different } = classes(found);
    const distributed = found.filter(({ have }) => have.root === 'distributed').length;
    t.strictSame(
      different,
      [],
      `${name}: ${found.length} answers, ${distributed} distributed, ${JSON.stringify(counts)}`,
    );
    pairs.push(...found);
  }
  return pairs;
}
