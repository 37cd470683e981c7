// `npx tsx test/mesh/long.ts`: the rollout ROUNDS times (20) and every other scenario a quarter as often, and the same
// rollouts as Kubernetes does them. Prints the table of docs/alertmanager.md; fails where a promise is broken. ONLY (a
// part of a title) chooses, JOBS says how many meshes there are at a time, SEED where to begin.
import { type Runs, table } from './promises.ts';
import { binary, checkedRun } from './run.ts';
import { BASELINE, CONTROL, ROLLOUT, SCENARIOS, type Scenario } from './scenarios.ts';

const number = (name: string, otherwise: number): number => Number(process.env[name] || otherwise);
const [ROUNDS, JOBS, SEED] = [number('ROUNDS', 20), number('JOBS', 2), number('SEED', 1)];
const ONLY = process.env['ONLY'] ?? '';

if (!binary) {
  console.error('alertmanager is not at hand: test/cluster/up.sh brings it');
  process.exit(2);
}

const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
const all = [...SCENARIOS, CONTROL, BASELINE].filter(({ title }) => title.includes(ONLY));
for (const { title, skip } of all) if (skip) say(`skipped: ${title}: ${skip}`);

const roundCount = (scenario: Scenario): number =>
  scenario === ROLLOUT || scenario === BASELINE ? ROUNDS : Math.ceil(ROUNDS / 4);
const runs = all
  .filter(({ skip }) => !skip)
  .map((scenario): { readonly scenario: Scenario; readonly results: Runs['results'][number][] } => ({
    scenario,
    results: [],
  }));
const waiting = runs.flatMap(({ scenario, results }) =>
  Array.from({ length: roundCount(scenario) }, (_, round) => ({ scenario, results, seed: SEED + round })),
);
let failures = 0;

async function worker(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { scenario, results, seed } = next;
    try {
      const { report, seconds, wrong, record } = await checkedRun(scenario, seed, say);
      results.push({ report, seconds });
      failures += wrong.length;
      say(
        `${scenario.title}, seed ${seed}: ${seconds} s, the load late by ${record.lag} ms at most` +
          wrong.map((line) => `\n  ${line}`).join(''),
      );
    } catch (error) {
      failures++;
      say(`${scenario.title}, seed ${seed}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

await Promise.all(Array.from({ length: JOBS }, worker));
console.log(table(runs));
say(failures > 0 ? `${failures} promises were broken` : 'all promises were kept');
process.exit(failures > 0 ? 1 : 0);
