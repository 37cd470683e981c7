// Meshes of three real Alertmanagers under the real hooks and a full load (stage.ts says at what pace), each scenario once, two at a time. `npx tsx test/mesh/long.ts`
// runs them many times.
import t from 'tap';
import { broken, table } from './promises.ts';
import { binary, type Result, run } from './run.ts';
import { BASELINE, ROLLOUT, type Scenario } from './scenarios.ts';

const skip = binary ? false : 'alertmanager is not at hand: test/cluster/up.sh brings it';
const SEED = 1;

t.jobs = 2;
const found = new Map<Scenario, Result>();

const cases: readonly (readonly [title: string, scenario: Scenario])[] = [
  ['a rollout loses and repeats nothing, and two peers hold everything at any time', ROLLOUT],
];
for (const [title, scenario] of cases)
  t.test(title, { skip, buffered: true, timeout: 400_000 }, async (t) => {
    const result = await run(scenario, SEED);
    found.set(scenario, result);
    t.strictSame(broken(scenario, result.report), []);
  });

t.test('for comparison: a rollout as Kubernetes does it', { skip, buffered: true, timeout: 300_000 }, async (t) => {
  const result = await run(BASELINE, SEED);
  found.set(BASELINE, result);
  t.pass('nothing is promised of it');
});

t.teardown(() => t.comment(`\n${table([...found].map(([scenario, result]) => ({ scenario, results: [result] })))}`));
