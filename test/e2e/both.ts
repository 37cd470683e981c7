// Runs tests on a stage in each apply mode, or says why they cannot run.
import t from 'tap';
import type { Strategy } from '../driver/apply.ts';
import { hooks } from './hooks.ts';
import { type Serve, STRATEGIES, type Stage, stage, unreachable } from './stage.ts';

export type Test = typeof t;

type Tests = (t: Test, stage: Stage, strategy: Strategy) => void;

async function inModes(strategies: readonly Strategy[], tests: Tests, flags: readonly string[], serve: Serve): Promise<void> {
  const reason = await unreachable();
  if (reason) {
    t.test('end to end', { skip: reason }, async () => {});
    return;
  }
  for (const strategy of strategies) {
    const on = await stage(strategy, flags, serve);
    await t.test(`with ${strategy}, by ${on.engine.name}`, { timeout: 4_000_000 }, async (t) => {
      t.teardown(async () => {
        if (!t.passing()) for (const error of on.engine.errors().slice(-20)) t.comment(error);
      });
      tests(t as Test, on, strategy);
    });
    await on.close();
  }
}

/** `tests` adds its tests to the given parent test; all of them use one stage. */
export const inBothModes = (tests: Tests, flags: readonly string[] = [], serve: Serve = hooks): Promise<void> =>
  inModes(STRATEGIES, tests, flags, serve);

/** The same in the mode that APPLY_STRATEGY names, else in the recommended one: for what takes minutes and is tried in both modes in memory. */
export const inOneMode = (tests: Tests, flags: readonly string[] = [], serve: Serve = hooks): Promise<void> =>
  inModes(STRATEGIES.slice(0, 1), tests, flags, serve);
