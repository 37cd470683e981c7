// Whether a backtracking engine can need more than linear time for a regular expression: found from its automaton, not
// by trying. An expression is expensive where one text has many ways through it (a loop in a loop, two loops side by
// side) and the text may still fail behind them.
import { type Node, parseRegex } from './regexsyntax.ts';

/** Positions that take a character, and how many ways lead from each to each without one. */
interface Automaton {
  readonly chars: (ReadonlySet<number> | 'end')[];
  readonly follow: Map<number, number>[];
  /** Positions of lookaheads and the like: what stands before them is not met yet. */
  readonly tests: Set<number>;
}
interface Part {
  readonly first: ReadonlyMap<number, number>;
  readonly last: ReadonlyMap<number, number>;
  /** Ways to take nothing. */
  readonly empty: number;
}
type Ways = ReadonlyMap<number, number>;

const NOTHING: Part = { first: new Map(), last: new Map(), empty: 1 };
/** A repetition with a bound counts for at most so many copies: it multiplies by a constant. */
const COPIES = 3;

const SAMPLES = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCodePoint(code)),
  ...['\u017f', '\u0300', '\u0660', '\u2028', '\u2029', '\u212a', '\u4e2d', '\ufeff', '\u{1d7d8}', '\u{1f600}'],
];

function add(into: Map<number, number>, more: Ways, factor: number): void {
  if (factor > 0) for (const [at, ways] of more) into.set(at, Math.min(2, (into.get(at) ?? 0) + ways * factor));
}
function sum(a: Ways, b: Ways, factor = 1): Map<number, number> {
  const out = new Map(a);
  add(out, b, factor);
  return out;
}

function link(automaton: Automaton, from: Ways, to: Ways): void {
  for (const [at, ways] of from) add(automaton.follow[at] as Map<number, number>, to, ways);
}

function position(automaton: Automaton, chars: ReadonlySet<number> | 'end'): Part {
  const at = automaton.chars.push(chars) - 1;
  automaton.follow.push(new Map());
  return { first: new Map([[at, 1]]), last: new Map([[at, 1]]), empty: 0 };
}

function then(automaton: Automaton, a: Part, b: Part): Part {
  link(automaton, a.last, b.first);
  return {
    first: sum(a.first, b.first, a.empty),
    last: sum(b.last, a.last, b.empty),
    empty: Math.min(2, a.empty * b.empty),
  };
}

function tested(automaton: Automaton, part: Part, empty: number): Part {
  for (const at of part.first.keys()) automaton.tests.add(at);
  return { ...part, empty };
}

function build(automaton: Automaton, node: Node, flags: string): Part {
  switch (node.kind) {
    case 'char': {
      const one = new RegExp(`^(?:${node.source})$`, flags.replace(/[gym]/g, ''));
      return position(automaton, new Set(SAMPLES.flatMap((sample, i) => (one.test(sample) ? [i] : []))));
    }
    case 'assertion':
      return node.source === '^' ? NOTHING : tested(automaton, position(automaton, 'end'), node.source === '$' ? 0 : 1);
    case 'look': {
      // Its characters are read, then it may fail; the text goes on from where it began.
      const { first } = then(automaton, build(automaton, node.of, flags), position(automaton, 'end'));
      return tested(automaton, { first, last: new Map(), empty: 0 }, 1);
    }
    case 'all':
      return node.of.reduce((part, next) => then(automaton, part, build(automaton, next, flags)), NOTHING);
    case 'any': {
      const parts = node.of.map((one) => build(automaton, one, flags));
      return parts.reduce((a, b) => ({
        first: sum(a.first, b.first),
        last: sum(a.last, b.last),
        empty: Math.min(2, a.empty + b.empty),
      }));
    }
    case 'repeat': {
      const endless = node.max === Number.POSITIVE_INFINITY;
      let out = NOTHING;
      const must = Math.min(node.min, COPIES);
      for (let i = 0; i < must - (endless && must > 0 ? 1 : 0); i++)
        out = then(automaton, out, build(automaton, node.of, flags));
      if (endless) {
        const body = build(automaton, node.of, flags);
        link(automaton, body.last, body.first);
        return then(automaton, out, { ...body, empty: must > 0 ? body.empty : 1 });
      }
      // The optional copies: each can be taken only where the one before was.
      let rest = NOTHING;
      for (let i = 0; i < Math.min(node.max, COPIES) - must; i++) {
        const body = then(automaton, build(automaton, node.of, flags), rest);
        rest = { ...body, empty: 1 };
      }
      return then(automaton, out, rest);
    }
  }
}

/**
 * Where `width` readers of one text can be after one more character; a state is the number with their positions as
 * digits.
 */
function stepper({ chars, follow }: Automaton, width: number): (state: number) => number[] {
  const size = chars.length;
  return (state) => {
    let open: readonly { readonly at: number; readonly shared?: readonly number[] }[] = [{ at: 0 }];
    for (let i = width - 1; i >= 0; i--) {
      const targets = [...(follow[Math.floor(state / size ** i) % size]?.keys() ?? [])];
      open = open.flatMap(({ at, shared }) =>
        targets.flatMap((to) => {
          const own = chars[to];
          if (!own || own === 'end') return [];
          const both = shared ? shared.filter((char) => own.has(char)) : [...own];
          return both.length > 0 ? [{ at: at * size + to, shared: both }] : [];
        }),
      );
    }
    return open.map(({ at }) => at);
  };
}

/** Everything that can be reached. */
function reach<T>(from: T, next: (at: T) => Iterable<T>): Set<T> {
  const seen = new Set<T>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const to of next(at))
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
  return seen;
}

/** Without the positions where the expression is already met: what is behind them cannot fail. */
function failing(automaton: Automaton, last: Ways): Automaton {
  const { follow, tests } = automaton;
  const isMet = (at: number): boolean => last.has(at) && ![...(follow[at]?.keys() ?? [])].some((to) => tests.has(to));
  return {
    ...automaton,
    follow: follow.map((ways, at) => new Map([...ways].filter(([to]) => !isMet(at) && !isMet(to)))),
  };
}

/** Two ways from a position to itself over one text: time grows exponentially. */
function isExponential(automaton: Automaton, loops: readonly number[], size: number): boolean {
  const { follow } = automaton;
  const next = stepper(automaton, 2);
  const own = new Map(loops.map((at) => [at, reach(at, (from) => follow[from]?.keys() ?? [])]));
  const isDouble = (from: number, at: number): boolean =>
    [...(follow[from] ?? [])].some(([to, ways]) => ways > 1 && own.get(to)?.has(at));
  return loops.some((at) => {
    if (loops.some((from) => own.get(at)?.has(from) && isDouble(from, at))) return true;
    const start = at * size + at;
    return [...reach(start, next)].some(
      (pair) => Math.floor(pair / size) !== pair % size && reach(pair, next).has(start),
    );
  });
}

/** A loop at `p`, one at `q` and a way between them, all over one text: time grows with the square of its length. */
const isPolynomial = (next: (state: number) => number[], p: number, q: number, size: number): boolean =>
  reach((p * size + p) * size + q, next).has((p * size + q) * size + q);

const isAnchored = (node: Node): boolean =>
  node.kind === 'assertion'
    ? node.source === '^'
    : node.kind === 'all' && node.of[0] !== undefined && isAnchored(node.of[0]);

/** One alternative, with the search for its beginning in front where it may begin anywhere. */
function alternativeCost(node: Node, flags: string): 'exponential' | 'polynomial' | undefined {
  const automaton: Automaton = { chars: [], follow: [], tests: new Set() };
  const part = build(automaton, node, flags);
  let whole = part;
  const any = new Set(SAMPLES.keys());
  if (!flags.includes('y') && (!isAnchored(node) || flags.includes('m'))) {
    const search = position(automaton, any);
    link(automaton, search.last, search.first);
    const lead = isAnchored(node)
      ? then(automaton, search, position(automaton, new Set([10])))
      : { ...search, empty: 1 };
    whole = then(automaton, lead, part);
  }
  const open = failing(automaton, whole.last);
  const size = open.chars.length;
  const positions = [...open.chars.keys()];
  const reached = new Map(positions.map((at) => [at, reach(at, (from) => open.follow[from]?.keys() ?? [])]));
  const loops = positions.filter((at) => reached.get(at)?.has(at));
  if (isExponential(open, loops, size)) return 'exponential';
  const next = stepper(open, 3);
  for (const p of loops)
    for (const q of loops) if (p !== q && reached.get(p)?.has(q) && isPolynomial(next, p, q, size)) return 'polynomial';
  return undefined;
}

/**
 * `exponential` or `polynomial` where some text makes the expression slow; nothing where its time grows with the length
 * of the text only.
 */
export function regexGrowth(source: string, flags: string): 'exponential' | 'polynomial' | undefined {
  const node = parseRegex(source);
  const all = node.kind === 'any' ? node.of : [node];
  // Alternatives that begin alike meet in one automaton; a search begins each again.
  const groups = [all.filter(isAnchored), all.filter((one) => !isAnchored(one))].filter((group) => group.length > 0);
  const found = groups.map((of) => alternativeCost(of.length === 1 && of[0] ? of[0] : { kind: 'any', of }, flags));
  return found.find((growth) => growth === 'exponential') ?? found.find(Boolean);
}
