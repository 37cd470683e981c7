// `.ci/run` after `npm ci`: runs the steps of steps.ts, each as soon as what it needs has ended, and closes with `N
// passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unlisted } from './skips.ts';
import { STEPS, type Step } from './steps.ts';
import { type Outcome, outcomeOf, type Skip } from './tap.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LOGS = mkdtempSync(join(tmpdir(), 'ci-'));
/** Seconds of each step in a run with warm caches, beside the steps that run with it. */
const KEPT = JSON.parse(readFileSync(join(import.meta.dirname, 'seconds.json'), 'utf8')) as Readonly<
  Record<string, number>
>;
/** A step that took so many times the kept seconds, and some seconds more, is named. */
const GROWN = 1.2;
const NOISE = 5;

const hasGo = spawnSync('go', ['version']).status === 0;
/** Why something that steps need is not here. */
const MISSING: Readonly<Record<NonNullable<Step['needs']>, string | false>> = {
  go: !hasGo && 'Go is not installed: what it builds cannot be tested',
  corpus: !existsSync(resolve(ROOT, '../shared/conformance')) && '../shared/conformance is not beside the project',
};

/** Builds give way to tests, which have timeouts; what only computes gives way to what waits for others. */
const NICENESS: Partial<Record<Step['queue'], number>> = { build: 15, compute: 5, page: 5 };

interface Result extends Outcome {
  readonly step: Step;
  /** Why it did not run. */
  readonly skipped?: string;
}

const NOTHING: Outcome = { passed: 0, failed: 0, skips: [], failures: [] };
const log = (step: Step): string => join(LOGS, step.name.replaceAll(/\W+/g, '-'));
const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n');

/** The lines around each `not ok`. */
function contexts(text: string): string {
  const lines = text.split('\n');
  const shown = new Set<number>();
  for (const [i, line] of lines.entries()) if (/^ *not ok /.test(line)) for (let k = i; k < i + 30; k++) shown.add(k);
  return [...shown]
    .slice(0, 300)
    .map((i) => `${i + 1}: ${lines[i] ?? ''}`)
    .join('\n');
}

/** How long a step took, and whether that is more than it should be. */
function timing({ name }: Step, seconds: number): string {
  const kept = KEPT[name];
  const isGrown = kept !== undefined && seconds > kept * GROWN + NOISE;
  return `${seconds} s${isGrown ? `, more than a fifth over the ${kept} s of test/ci/seconds.json` : ''}`;
}

function resultOf(step: Step, code: number | null, text: string): Outcome {
  if (step.prints !== 'tap')
    return code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1, failures: [`exit code ${code}`] };
  const outcome = outcomeOf(text);
  const hasRun = outcome.passed + outcome.failed + outcome.skips.length > 0;
  const isHonest = hasRun && (code === 0 || outcome.failed > 0);
  return isHonest
    ? outcome
    : { ...outcome, failed: outcome.failed + 1, failures: [...outcome.failures, `exit code ${code}`] };
}

async function run(step: Step): Promise<Result> {
  const began = Date.now();
  const out = openSync(log(step), 'a');
  const niceness = NICENESS[step.queue];
  const command = niceness ? ['nice', '-n', String(niceness), ...step.command] : step.command;
  const env = { ...process.env, TAP_REPORTER: 'tap', ...step.env };
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', out, out] });
  const [code] = (await once(child, 'exit')) as [number | null];
  const text = readFileSync(log(step), 'utf8');
  const outcome = resultOf(step, code, text);
  const { passed, failed, skips } = outcome;
  console.log(
    `\n== ${step.name}: ${timing(step, Math.round((Date.now() - began) / 1000))}: ` +
      `${passed} passed, ${failed} failed, ${skips.length} skipped`,
  );
  if (step.prints === 'tap') console.log(text.match(/^(# lane .*|(not )?ok \d+ - .*)$/gm)?.join('\n') ?? '');
  else console.log(lastLines(text, failed > 0 ? 200 : 3));
  if (failed > 0 && step.prints === 'tap') console.log(`${contexts(text)}\n${lastLines(text, 30)}`);
  return { step, ...outcome };
}

const skip = (step: Step, reason: string): Result => {
  console.log(`\n== ${step.name}: skipped: ${reason}`);
  return { step, ...NOTHING, skipped: reason };
};

const running = new Map<string, Promise<Result>>();
const queues = new Map<string, Promise<unknown>>();

async function begin(step: Step, turn: Promise<unknown>): Promise<Result> {
  await turn;
  await Promise.all((step.waitsFor ?? []).map((name) => running.get(name)));
  const reason = step.needs ? MISSING[step.needs] : false;
  if (reason) return skip(step, reason);
  for (const name of step.after ?? []) {
    const before = await running.get(name);
    if (!before) throw new Error(`${step.name} comes after ${name}, which is not before it in the table`);
    if (before.failed > 0 || before.skipped) return skip(step, `${name} ${before.skipped ? 'was skipped' : 'failed'}`);
  }
  return run(step);
}

for (const step of STEPS) {
  const turn = step.queue === 'alone' ? Promise.all(running.values()) : queues.get(step.queue);
  const result = begin(step, turn ?? Promise.resolve());
  running.set(step.name, result);
  queues.set(step.queue, result);
}
const results = await Promise.all(running.values());
if (existsSync(join(ROOT, 'test/cluster/down.sh'))) spawnSync('bash', ['test/cluster/down.sh'], { cwd: ROOT });
rmSync(LOGS, { recursive: true, force: true });

const skips = results.flatMap(({ step, skips, skipped }): Skip[] => [
  ...(skipped ? [{ test: step.name, reason: skipped }] : []),
  ...skips.map(({ test, reason }) => ({ test: `${step.name}: ${test}`, reason })),
]);
// A step behind one that failed is not a second failure.
const forbidden = hasGo ? unlisted(skips.filter(({ reason }) => !/ (failed|was skipped)$/.test(reason))) : [];
console.log(`\n== done: ${Math.round(process.uptime())} s`);
for (const { test, reason } of skips) console.log(`skipped: ${test}: ${reason}`);
for (const { step, failures } of results)
  for (const failure of failures) console.log(`failed: ${step.name}: ${failure}`);
for (const { test } of forbidden) console.log(`failed: ${test}: a skip that is not on the list of test/ci/skips.ts`);
const sum = (of: (result: Result) => number): number => results.reduce((all, result) => all + of(result), 0);
const [passed, failed] = [sum((result) => result.passed), sum((result) => result.failed) + forbidden.length];
console.log(`${passed} passed, ${failed} failed, ${skips.length - forbidden.length} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
