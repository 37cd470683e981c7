// One run of a scenario: the mesh, the load, the events, and the report of the ledger.
import { tool } from '../oracle/tools.ts';
import { quiet } from '../support/quiet.ts';
import { env, STARTS_AFTER } from './env.ts';
import { ledger, type Report } from './ledger.ts';
import { FAST, type RunRecord } from './plan.ts';
import { broken } from './promises.ts';
import type { Scenario } from './scenarios.ts';

export interface Result {
  readonly report: Report;
  /** How long what happened took. */
  readonly seconds: number;
  /** What the report was made from. */
  readonly record: RunRecord;
}

export const binary: string | undefined = tool('alertmanager');

/** `seed`: of the load; with an even one pods keep their volumes. */
export async function run({ rollout, annotations = {}, play }: Scenario, seed: number): Promise<Result> {
  if (!binary) throw new Error('alertmanager is not at hand: test/cluster/up.sh brings it');
  const made = await env({ binary, rollout, seed, annotations, keepsVolumes: seed % 2 === 0 });
  try {
    const begun = Date.now();
    await play(made);
    const seconds = Math.round((Date.now() - begun) / 100) / 10;
    const record = await made.finish();
    return { report: ledger(record), seconds, record };
  } finally {
    await made.close();
  }
}

/**
 * The load may be late by so many milliseconds. If it is later, a peer begins to notify before it has all alerts, and
 * the run proves nothing.
 */
const MARGIN = STARTS_AFTER - FAST.resend - 500;

const TRIES = 3;

/**
 * A run, and the promises that it broke. A run that broke one while the machine was too busy is reported and repeated.
 * The last run counts.
 */
export async function checkedRun(
  scenario: Scenario,
  seed: number,
  say: (text: string) => void,
): Promise<Result & { readonly wrong: readonly string[] }> {
  for (let tries = 1; ; tries++) {
    const result = await run(scenario, seed);
    const wrong = broken(scenario, result.report);
    const isTooLate = result.record.lag > MARGIN;
    if (wrong.length === 0 || !isTooLate || tries === TRIES) return { ...result, wrong };
    say(
      `${scenario.title}: the load was late by ${result.record.lag} ms, and ${wrong.length} promises were broken: ` +
        'repeated',
    );
    await quiet();
  }
}
