// How long the query tier takes for what a server without shards answers too, side by side: `tsx test/query/latency.ts`.
import { EDGE, query, type When } from './answers.ts';
import { BARE } from './configuration.ts';
import { OWN, ruleExpressions } from './expressions.ts';
import { MISSING, programs } from './programs.ts';
import { type Tier, tier } from './servers.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ['instant', { time: EDGE + 600 }],
  ['range of 1 h, step 60 s', { start: EDGE - 1800, end: EDGE + 1800, step: 60 }],
];

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Of the rounds: the quickest, since whatever else a busy machine does only adds to it; `ROUND=median` for what it is with that. */
const best = (numbers: readonly number[]): number => (process.env['ROUND'] === 'median' ? median(numbers) : Math.min(...numbers));

async function milliseconds(url: string, expr: string, when: When): Promise<number> {
  const before = performance.now();
  await query(url, expr, when);
  return performance.now() - before;
}

/** Kinds of query, the first that fits. */
const KINDS: readonly (readonly [name: string, is: RegExp])[] = [
  ['every series', /\{__name__(=~"\.\+"|!="")/],
  ['subquery', /\[[^\]]*:[^\]]*\]/],
  ['hours of samples', /\[\d*[hd][^\]]*\]/],
  ['histogram', /histogram_quantile|_bucket/],
  ['join', /\bon ?\(|group_left|ignoring/],
  ['rate', /rate\(|increase\(/],
  ['no series', /^[a-z_]+\(\)$|^[\d"][^a-z]*$|^"text"$/],
  ['other', /./s],
];
const kindOf = (expr: string): string => KINDS.find(([, is]) => is.test(expr))?.[0] ?? 'other';

interface Row {
  readonly expr: string;
  readonly whole: number;
  readonly tiered: number;
}

const line = (name: string, rows: readonly Row[]): string => {
  const [whole, tiered] = [median(rows.map((row) => row.whole)), median(rows.map((row) => row.tiered))];
  const cells = [
    whole.toFixed(1),
    tiered.toFixed(1),
    (tiered / whole).toFixed(2),
    median(rows.map((row) => row.tiered / row.whole)).toFixed(2),
  ];
  return `${name.padEnd(28)}${String(rows.length).padStart(5)}${cells.map((cell) => cell.padStart(10)).join('')}`;
};

/** The first round warms up; every second one begins with the other server. */
async function rowOf({ whole, query: tiered }: Tier, expr: string, when: When): Promise<Row> {
  const times: { whole: number[]; tiered: number[] } = { whole: [], tiered: [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (const key of round % 2 === 0 ? (['whole', 'tiered'] as const) : (['tiered', 'whole'] as const)) {
      const time = await milliseconds((key === 'whole' ? whole : tiered).url, expr, when);
      if (round > 0) times[key].push(time);
    }
  return { expr, whole: best(times.whole), tiered: best(times.tiered) };
}

async function rowsOf(stage: Tier, expressions: readonly string[], when: When): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expr of expressions) rows.push(await rowOf(stage, expr, when));
  return rows;
}

async function main({ prometheus, promtool }: NonNullable<typeof programs>): Promise<void> {
  const stage = await tier(prometheus, promtool, BARE);
  const expressions = [...ruleExpressions(), ...OWN];
  const measure = (when: When): Promise<Row[]> => rowsOf(stage, expressions, when);
  console.log(
    `${''.padEnd(28)}${'n'.padStart(5)}${['whole ms', 'tier ms', 'added ms', 'ratio', 'of ratios'].map((cell) => cell.padStart(10)).join('')}`,
  );
  for (const [name, when] of TIMES) {
    const rows = await measure(when);
    console.log(line(name, rows));
    for (const [kind] of KINDS) {
      const some = rows.filter(({ expr }) => kindOf(expr) === kind);
      if (some.length > 0) console.log(line(`  ${kind}`, some));
    }
    const worst = [...rows].sort((a, b) => b.tiered - b.whole - (a.tiered - a.whole)).slice(0, 5);
    for (const { expr, whole, tiered } of worst)
      console.log(`  ${whole.toFixed(0)} -> ${tiered.toFixed(0)} ms: ${expr.replace(/\s+/g, ' ').slice(0, 100)}`);
  }
  await stage.stop();
}

if (programs) await main(programs);
else console.log(`skipped: ${MISSING}`);
