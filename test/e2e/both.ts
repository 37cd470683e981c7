// Runs tests in an environment of each apply mode, or skips them with the reason why they cannot run.
import t from 'tap';
import type { Strategy } from '../driver/apply.ts';
import { client } from './client.ts';
import { type Env, env, type Settings, STRATEGIES, unreachable } from './env.ts';
import { access } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';

export type Test = typeof t;

type Tests = (t: Test, env: Env, strategy: Strategy) => void;

/** Something that tests cannot do without: why it is missing, or false. */
export type Need = (user: Kubectl) => Promise<string | false> | string | false;

/** Why tests cannot run, or false: the first need that is not met. */
export async function missing(needs: readonly Need[]): Promise<string | false> {
  const reason = await unreachable();
  const how = access();
  if (reason || !how) return reason ?? 'no cluster';
  const connection = client(how);
  try {
    for (const need of needs) {
      const found = await need(kubectl(connection));
      if (found) return found;
    }
    return false;
  } finally {
    connection.close();
  }
}

interface Options extends Settings {
  readonly needs?: readonly Need[];
}

const ENGINE = process.env['METACONTROLLER'] ? 'Metacontroller' : 'the driver';

async function inModes(
  strategies: readonly Strategy[],
  tests: Tests,
  { needs = [], ...settings }: Options,
): Promise<void> {
  const skip = await missing(needs);
  // Each mode has an environment of its own; where that has to be the only one, they take turns.
  t.jobs = settings.isAlone ? 1 : strategies.length;
  for (const strategy of strategies)
    t.test(`with ${strategy}, by ${ENGINE}`, { skip, timeout: 4_000_000 }, async (t) => {
      const on = await env(strategy, settings);
      t.teardown(async () => {
        if (!t.passing()) for (const error of on.engine.errors().slice(-20)) t.comment(error);
        await on.close();
      });
      tests(t as Test, on, strategy);
    });
}

/**
 * `tests` adds its tests to the given parent test; those of a mode use one environment. For what the apply mode matters
 * to.
 */
export const inBothModes = (tests: Tests, options: Options = {}): Promise<void> => inModes(STRATEGIES, tests, options);

/** The same in the mode that APPLY_STRATEGY names, else in the recommended one. */
export const inOneMode = (tests: Tests, options: Options = {}): Promise<void> =>
  inModes(STRATEGIES.slice(0, 1), tests, options);
