// `npm run test:long`, second part: three rollouts and every scenario on a mesh of pods with Alertmanager's own timers,
// one after the other under one load, and the same as Kubernetes does it. Prints the table of docs/alertmanager.md.
// ROLLOUTS and ONLY (parts of titles, between bars) choose.
import { ledger } from '../mesh/ledger.ts';
import { broken, type Runs, table } from '../mesh/promises.ts';
import { type Env, env, STRATEGIES, unreachable } from './env.ts';
import { hooks } from './hooks.ts';
import { type Mesh, mesh } from './mesh.ts';
import { HOOKS_GROUP, ROLLOUT, SCENARIOS, type Scenario } from './scenarios.ts';

const ONLY = (process.env['ONLY'] ?? '').split('|');
const ROUNDS = Number(process.env['ROLLOUTS'] ?? 3);

const reason = await unreachable();
if (reason) {
  console.error(`rollouts: ${reason}`);
  process.exit(2);
}
const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
const runs: Runs[] = [];
let failures = 0;
/** Of what was broken in one scenario. */
const LINES = 10;

async function play(made: Mesh, scenario: Scenario, results: Runs['results'][number][]): Promise<void> {
  const begun = Date.now();
  await scenario.play(made);
  const seconds = Math.round((Date.now() - begun) / 100) / 10;
  const report = ledger(await made.reckon());
  results.push({ report, seconds });
  const wrong = broken(scenario, report);
  if (scenario !== BASELINE) failures += wrong.length;
  say(
    `${scenario.title}: ${seconds} s, ${report.notifications} notifications, ${report.fewestWhole} peers whole at ` +
      'any time',
  );
  for (const line of wrong.slice(0, LINES)) say(`  ${line}`);
  if (wrong.length > LINES) say(`  and ${wrong.length - LINES} more`);
  if (scenario !== BASELINE) for (const line of report.duplicates.slice(0, LINES)) say(`  repeated: ${line}`);
}

/** As the Go operator has it: Kubernetes rolls, peers do not wait after their start. Nothing is promised of it. */
const BASELINE: Scenario = { ...ROLLOUT, title: 'a new template, as Kubernetes rolls it', fewestWhole: 0 };
/**
 * Notifications that Alertmanager repeats by itself, and the time for the last notifications of the previous scenario.
 */
const CONTROL: Scenario = {
  title: 'nothing at all',
  fewestWhole: 3,
  except: ['duplicates'],
  play: () => new Promise((resolve) => setTimeout(resolve, 100_000)),
};
const QUIET: Scenario = { ...ROLLOUT, title: 'a new template, while nothing fires' };

const isChosen = ({ title }: Scenario): boolean => ONLY.some((part) => title.includes(part));

/** One mesh for all `scenarios`. */
async function onMesh(
  on: Env,
  isGated: boolean,
  scenarios: readonly (readonly [scenario: Scenario, rounds: number])[],
): Promise<void> {
  const made = await mesh(on, {}, isGated);
  try {
    if (isGated && isChosen(QUIET)) {
      // A pod that is ended while it waits ends with its delay.
      await new Promise((resolve) => setTimeout(resolve, 100_000));
      const begun = Date.now();
      await QUIET.play(made);
      say(`${QUIET.title}: ${Math.round((Date.now() - begun) / 100) / 10} s`);
    }
    await made.busy(1);
    await made.reckon();
    say('the load is under way');
    for (const [scenario, rounds] of scenarios) {
      if (!isChosen(scenario)) continue;
      const results: Runs['results'][number][] = [];
      runs.push({ scenario, results });
      for (let i = 0; i < rounds; i++) await play(made, scenario, results);
    }
  } finally {
    await made.close();
  }
}

const [strategy = 'server-side-apply'] = STRATEGIES;
async function onStage(flags: readonly string[], work: (on: Env) => Promise<void>): Promise<void> {
  const on = await env(strategy, { flags, serve: (all) => hooks(all, undefined, HOOKS_GROUP) });
  try {
    say(`${strategy}, by ${on.engine.name}, ${flags.join(' ')}`);
    await work(on);
  } catch (error) {
    failures++;
    say(error instanceof Error ? error.message : String(error));
    for (const line of on.engine.errors().slice(-5)) say(`  ${line}`);
  } finally {
    await on.close();
  }
}

await onStage([], (on) =>
  onMesh(on, true, [[ROLLOUT, ROUNDS], ...SCENARIOS.map((scenario) => [scenario, 1] as const), [CONTROL, 1]]),
);
if (isChosen(BASELINE))
  await onStage(['--alertmanager-rollout=kubernetes'], (on) =>
    onMesh(on, false, [
      [BASELINE, 1],
      [{ ...CONTROL, title: `nothing at all, after ${BASELINE.title}` }, 1],
    ]),
  );
console.log(table(runs));
process.exitCode = failures > 0 ? 1 : 0;
