// How long the query tier takes for what a server without shards answers too, side by side: `tsx test/query/latency.ts`.
import { EDGE, query, type When } from './answers.ts';
import { BARE } from './configuration.ts';
import { OWN, ruleExpressions } from './expressions.ts';
import { MISSING, programs } from './programs.ts';
import { tier } from './servers.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ['instant', { time: EDGE + 600 }],
  ['range of 1 h, step 60 s', { start: EDGE - 1800, end: EDGE + 1800, step: 60 }],
];

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

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
  ['no series', /^[^{[]*\(\)$|^[\d"]/],
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

async function main({ prometheus, promtool }: NonNullable<typeof programs>): Promise<void> {
  const stage = await tier(prometheus, promtool, BARE);
  const expressions = [...ruleExpressions(), ...OWN];
  const measure = async (when: When): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const expr of expressions) {
      const times: { whole: number[]; tiered: number[] } = { whole: [], tiered: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        const pair = [await milliseconds(stage.whole.url, expr, when), await milliseconds(stage.query.url, expr, when)] as const;
        // The first warms up.
        if (round > 0) for (const [i, key] of (['whole', 'tiered'] as const).entries()) times[key].push(pair[i] as number);
      }
      rows.push({ expr, whole: median(times.whole), tiered: median(times.tiered) });
    }
    return rows;
  };
  console.log(
    `${''.padEnd(28)}${'n'.padStart(5)}${['whole ms', 'tier ms', 'ratio', 'of ratios'].map((cell) => cell.padStart(10)).join('')}`,
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
