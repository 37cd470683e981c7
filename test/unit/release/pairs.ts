// Choices of several factors, so that every choice of one meets every choice of another at least once.

export interface Factor<T> {
  readonly name: string;
  readonly choices: Readonly<Record<string, T>>;
}

/** A choice for each factor, by its name. */
export type Case = Readonly<Record<string, string>>;

interface Pair {
  readonly a: string;
  readonly x: string;
  readonly b: string;
  readonly y: string;
}

/** All pairs of choices of two factors. */
export function pairs(factors: readonly Factor<unknown>[]): readonly Pair[] {
  return factors.flatMap((one, i) =>
    factors
      .slice(i + 1)
      .flatMap((other) =>
        Object.keys(one.choices).flatMap((x) =>
          Object.keys(other.choices).map((y) => ({ a: one.name, x, b: other.name, y })),
        ),
      ),
  );
}

/** The other half of a pair that has this choice. */
function partner({ a, x, b, y }: Pair, name: string, choice: string): readonly [string, string] | undefined {
  if (a === name && x === choice) return [b, y];
  return b === name && y === choice ? [a, x] : undefined;
}

/** Pairs that a choice closes beside what is chosen; those with a factor that has no choice yet count little. */
const worth = (open: readonly Pair[], chosen: Case, name: string, choice: string): number =>
  open.reduce((sum, pair) => {
    const other = partner(pair, name, choice);
    if (!other) return sum;
    const present = chosen[other[0]];
    return present === undefined ? sum + 0.001 : sum + (present === other[1] ? 1 : 0);
  }, 0);

/** Few cases that contain all pairs of choices. The same factors give the same cases. */
export function pairwise(factors: readonly Factor<unknown>[]): readonly Case[] {
  let open = pairs(factors);
  const cases: Case[] = [];
  for (let first = open[0]; first; first = open[0]) {
    const chosen: Record<string, string> = { [first.a]: first.x, [first.b]: first.y };
    for (const { name, choices } of factors) {
      const worths = Object.keys(choices).map((choice) => ({ choice, closed: worth(open, chosen, name, choice) }));
      chosen[name] ??= worths.reduce((one, other) => (other.closed > one.closed ? other : one)).choice;
    }
    open = open.filter(({ a, x, b, y }) => chosen[a] !== x || chosen[b] !== y);
    cases.push(chosen);
  }
  return cases;
}
