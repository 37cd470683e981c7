// How long a Thanos tier takes, beside a server without shards that is asked itself, and the same behind a Thanos
// Query:
// `REPLICAS=1 tsx test/query/thanos/latency.ts`.
import { EDGE, type When } from '../answers.ts';
import { knownInThanos } from '../empty.ts';
import { OWN, ruleExpressions } from '../expressions.ts';
import { MISSING_THANOS, withThanos } from '../programs.ts';
import { median, milliseconds } from '../timing.ts';
import { type Environment, startEnvironment } from './env.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const TIMES: readonly (readonly [name: string, when: When])[] = [
  ['instant', { time: EDGE + 600 }],
  ['range of 1 h, step 60 s', { start: EDGE - 1800, end: EDGE + 1800, step: 60 }],
];

/** The quickest of the rounds for each server, in turns; the first warms up. */
async function quickest(urls: readonly string[], expr: string, when: When): Promise<number[]> {
  const best = urls.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round <= ROUNDS; round++)
    for (const i of urls.keys()) {
      const at = (i + round) % urls.length;
      const time = await milliseconds(urls[at] ?? '', expr, when);
      if (round > 0) best[at] = Math.min(best[at] ?? time, time);
    }
  return best;
}

async function measure({ whole, wholeQuery, query: tier }: Environment): Promise<void> {
  const { failing } = knownInThanos();
  const expressions = [...ruleExpressions(), ...OWN].filter((expr) => !failing.has(expr));
  console.log(
    `${''.padEnd(28)}${['n', 'server ms', 'thanos ms', 'tier ms'].map((cell) => cell.padStart(11)).join('')}`,
  );
  for (const [name, when] of TIMES) {
    const rows: number[][] = [];
    for (const expr of expressions) rows.push(await quickest([whole.url, wholeQuery.url, tier.url], expr, when));
    const medians = [0, 1, 2].map((i) => median(rows.map((row) => row[i] ?? Number.NaN)).toFixed(1));
    console.log(`${name.padEnd(28)}${[String(rows.length), ...medians].map((cell) => cell.padStart(11)).join('')}`);
    const every = rows.filter((_, i) => /\{__name__(=~"\.\+"|!="")/.test(expressions[i] ?? ''));
    const everyMedian = [0, 1, 2].map((i) => median(every.map((row) => row[i] ?? 0)).toFixed(1));
    const cells = [String(every.length), ...everyMedian].map((cell) => cell.padStart(11));
    console.log(`  every series              ${cells.join('')}`);
  }
}

if (withThanos) {
  const made = await startEnvironment(withThanos, { replicas: Number(process.env['REPLICAS'] ?? 2) });
  // Until every server is found.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await measure(made);
  await made.stop();
} else console.log(`skipped: ${MISSING_THANOS}`);
