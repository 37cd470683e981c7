// Where the answer of the router may differ from that of one server, and how: each class with its check.
import { type Answer, canonical } from '../answers.ts';
import type { Pair } from './compare.ts';

const TOLERANCE = 1e-11;
/** A sample in the text of an answer. */
const NUMBER = /\\"(-?\d+(?:\.\d+)?(?:e[+-]\d+)?)\\"/g;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

const seriesOf = ({ data }: Answer): readonly Series[] =>
  Array.isArray(data?.result) ? (data.result as Series[]) : [];

/** Notes of PromQL without the address of the leaf that made them, each once. */
const notes = (answer: Answer): Answer => {
  const texts = (all: readonly string[] | undefined) =>
    all && [...new Set(all.map((text) => text.replace(/remote query warning \([^)]*\): /, '')))].sort();
  const { warnings, infos, ...rest } = answer;
  return {
    ...rest,
    ...(warnings ? { warnings: texts(warnings) ?? [] } : {}),
    ...(infos ? { infos: texts(infos) ?? [] } : {}),
  };
};

/** The values at each time, without labels. */
const values = (answer: Answer): string =>
  JSON.stringify(
    seriesOf(answer)
      .flatMap(({ value, values = [] }) => (value ? [value] : values))
      .map(([time, value]) => `${time} ${Number(value).toPrecision(12)}`)
      .sort(),
  );

/** The numbers of an answer in its order, and all else as text. */
function parts(answer: Answer): { readonly text: string; readonly numbers: readonly number[] } {
  const numbers: number[] = [];
  const text = canonical(answer).replace(NUMBER, (_, number: string) => {
    numbers.push(Number(number));
    return '#';
  });
  return { text, numbers };
}

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

/** Whether two answers differ in the last digits of numbers at most. */
function close(want: Answer, have: Answer): boolean {
  const [one, other] = [parts(want), parts(have)];
  return one.text === other.text && one.numbers.every((number, i) => isClose(number, other.numbers[i] ?? Number.NaN));
}

interface Class {
  readonly name: string;
  readonly applies: (pair: Pair) => boolean;
}

/** From the strictest to the most tolerant. */
const CLASSES: readonly Class[] = [
  { name: 'equal', applies: ({ want, have }) => canonical(want) === canonical(have) },
  // Each shard adds up its part, so sums of fractions round otherwise.
  { name: 'equal in 11 digits', applies: ({ want, have }) => close(want, have) },
  // Thanos puts the address of the leaf in front of notes, once for each leaf.
  { name: 'notes name leaves', applies: ({ want, have }) => close(notes(want), notes(have)) },
  // Which of equal series is among the first is not defined.
  {
    name: 'ties',
    applies: ({ expr, want, have }) =>
      /\b(?:topk|bottomk)\b/.test(expr) && seriesOf(have).length > 0 && values(want) === values(have),
  },
];

/** How the two answers are alike; `undefined` if they are not. */
export const likeness = (pair: Pair): string | undefined => CLASSES.find(({ applies }) => applies(pair))?.name;

/** Number of pairs of each class, and the expressions of those of no class. */
export function classes(pairs: readonly Pair[]): {
  readonly counts: Readonly<Record<string, number>>;
  readonly different: readonly string[];
} {
  const counts: Record<string, number> = {};
  const different: string[] = [];
  for (const pair of pairs) {
    const name = likeness(pair);
    if (name) counts[name] = (counts[name] ?? 0) + 1;
    else different.push(`${pair.have.root}: ${pair.expr}`);
  }
  return { counts, different };
}
