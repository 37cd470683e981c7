// Runs tests on a stage in each apply mode, or says why they cannot run.
import t from 'tap';
import type { Strategy } from '../driver/apply.ts';
import { hooks } from './hooks.ts';
import { type Serve, STRATEGIES, type Stage, stage, unreachable } from './stage.ts';

export type Test = typeof t;

/** `tests` adds its tests to the given parent test; all of them use one stage. */
export async function inBothModes(
  tests: (t: Test, stage: Stage, strategy: Strategy) => void,
  flags: readonly string[] = [],
  serve: Serve = hooks,
): Promise<void> {
  const reason = await unreachable();
  if (reason) {
    t.test('end to end', { skip: reason }, async () => {});
    return;
  }
  for (const strategy of STRATEGIES) {
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
