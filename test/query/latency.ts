// How long the query tier takes for what a server without shards answers too, side by side: `tsx
// test/query/latency.ts`. Beside them a query server that reads one server with everything: what remote read costs
// before anything is spread.
import { EDGE, type When } from './answers.ts';
import { blocks } from './blocks.ts';
import { BARE, queryConfig, shardConfig } from './configuration.ts';
import { known } from './empty.ts';
import { OWN, ruleExpressions } from './expressions.ts';
import { MISSING, programs } from './programs.ts';
import { type Server, server, tier } from './servers.ts';
import { median, milliseconds } from './timing.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ['instant', { time: EDGE + 600 }],
  ['range of 1 h, step 60 s', { start: EDGE - 1800, end: EDGE + 1800, step: 60 }],
];

/** What is compared; all else is set against the first. */
const LAYOUTS = ['whole', 'one read', 'tier'] as const;
type Layout = (typeof LAYOUTS)[number];

/**
 * Of the rounds: the quickest, since whatever else a busy machine does only adds to it; `ROUND=median` for what it is
 * with that.
 */
const best = (numbers: readonly number[]): number =>
  process.env['ROUND'] === 'median' ? median(numbers) : Math.min(...numbers);

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

type Times = Readonly<Record<Layout, number>>;
interface Row {
  readonly expr: string;
  readonly times: Times;
}

const of = (rows: readonly Row[], layout: Layout): number => median(rows.map(({ times }) => times[layout]));
const cells = (name: string, texts: readonly string[]): string =>
  name.padEnd(28) + texts.map((text) => text.padStart(12)).join('');

const line = (name: string, rows: readonly Row[]): string => {
  const factors = LAYOUTS.slice(1).map((layout) => (of(rows, layout) / of(rows, 'whole')).toFixed(2));
  return cells(name, [String(rows.length), ...LAYOUTS.map((layout) => of(rows, layout).toFixed(2)), ...factors]);
};

/** The first round warms up; each begins with another server. */
async function rowOf(servers: Readonly<Record<Layout, Server>>, expr: string, when: When): Promise<Row> {
  const all: Record<Layout, number[]> = { whole: [], 'one read': [], tier: [] };
  for (let round = 0; round <= ROUNDS; round++)
    for (let i = 0; i < LAYOUTS.length; i++) {
      const layout = LAYOUTS[(round + i) % LAYOUTS.length] ?? 'whole';
      const time = await milliseconds(servers[layout].url, expr, when);
      if (round > 0) all[layout].push(time);
    }
  return { expr, times: { whole: best(all.whole), 'one read': best(all['one read']), tier: best(all.tier) } };
}

async function rowsOf(
  servers: Readonly<Record<Layout, Server>>,
  expressions: readonly string[],
  when: When,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const expr of expressions) rows.push(await rowOf(servers, expr, when));
  return rows;
}

/** Seconds of processor time that a server has used. */
async function processor({ url }: Server): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}

async function main({ prometheus, promtool }: NonNullable<typeof programs>): Promise<void> {
  const env = await tier(prometheus, promtool, BARE);
  const made = blocks(promtool);
  const alone = await server(prometheus, { config: shardConfig({}), blocks: made.whole });
  const reading = queryConfig({ shards: [alone.url], externalLabels: BARE.query, filterExternalLabels: false });
  const one = await server(prometheus, { config: reading, blocks: made.recorded });
  const servers = { whole: env.whole, 'one read': one, tier: env.query };
  const { failing } = known();
  const expressions = [...ruleExpressions(), ...OWN].filter((expr) => !failing.has(expr));
  const processes: readonly (readonly [name: string, servers: readonly Server[]])[] = [
    ['whole', [env.whole]],
    ['one read: query server', [one]],
    ['one read: what it reads', [alone]],
    ['tier: query server', [env.query]],
    ['tier: its shards', env.shards],
  ];
  const used = () =>
    Promise.all(
      processes.map(async ([, some]) => (await Promise.all(some.map(processor))).reduce((sum, s) => sum + s, 0)),
    );

  console.log(cells('milliseconds, median', ['n', ...LAYOUTS, ...LAYOUTS.slice(1).map((layout) => `${layout} x`)]));
  for (const [name, when] of TIMES) {
    const before = await used();
    const rows = await rowsOf(servers, expressions, when);
    const after = await used();
    console.log(line(name, rows));
    for (const [kind] of KINDS) {
      const some = rows.filter(({ expr }) => kindOf(expr) === kind);
      if (some.length > 0) console.log(line(`  ${kind}`, some));
    }
    const queries = expressions.length * (ROUNDS + 1);
    for (const [i, [who]] of processes.entries())
      console.log(
        '  processor time, mean: ' +
          `${who}: ${((1000 * ((after[i] ?? 0) - (before[i] ?? 0))) / queries).toFixed(2)} ms for a query`,
      );
    const added = ({ times }: Row): number => times.tier - times.whole;
    const worst = [...rows].sort((a, b) => added(b) - added(a)).slice(0, 5);
    for (const { expr, times } of worst)
      console.log(
        `  ${times.whole.toFixed(0)} -> ${times.tier.toFixed(0)} ms: ${expr.replace(/\s+/g, ' ').slice(0, 100)}`,
      );
  }
  await Promise.all([env, one, alone].map((some) => some.stop()));
}

if (programs) await main(programs);
else console.log(`skipped: ${MISSING}`);
