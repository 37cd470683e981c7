// Meshes of three real Alertmanagers under the real hooks and a full load (env.ts says at what pace), each promise
// once, three meshes at a time. `npx tsx test/mesh/long.ts` plays each scenario many times, with the rollout of
// Kubernetes for comparison.
import t from 'tap';
import { table } from './promises.ts';
import { binary, checkedRun, type Result } from './run.ts';
import * as scenarios from './scenarios.ts';

const SEED = 1;
const found = new Map<scenarios.Scenario, Result>();

/** The longest first. */
const cases: readonly (readonly [title: string, scenario: scenarios.Scenario])[] = [
  ['a peer that stops in mid-rollout holds it and is named, and the rollout ends once it goes on', scenarios.FROZEN],
  [
    'a template that does not start stops at the first pod and is named, and a good one mends it',
    scenarios.BAD_TEMPLATE,
  ],
  [
    'fewer and more replicas, drained nodes and a rollout lose and repeat nothing, and two peers hold everything ' +
      'at any time',
    scenarios.DAILY,
  ],
  ['a crash in mid-rollout lets no second peer go', scenarios.KILLED],
  ['a peer that finds no other, without DNS, holds the rollout until it finds the others', scenarios.NAMELESS],
  ['a rollout without its hooks stays where it is, and goes on with them', scenarios.HOOKS_AWAY],
  ['nothing is forced while peers cannot be probed, where strict-rollout is set', scenarios.BLOCKED],
];

t.jobs = 3;
for (const [title, scenario] of cases) {
  const skip = binary ? (scenario.skip ?? '') : 'alertmanager is not at hand: test/cluster/up.sh brings it';
  t.test(title, { skip: skip || false, buffered: true, timeout: 600_000 }, async (t) => {
    const result = await checkedRun(scenario, SEED, (text) => t.comment(text));
    found.set(scenario, result);
    t.strictSame(result.wrong, [], `kept; the load was late by ${result.record.lag} ms at most`);
  });
}

t.teardown(() => {
  if (found.size > 0)
    t.comment(`\n${table([...found].map(([scenario, result]) => ({ scenario, results: [result] })))}`);
});
