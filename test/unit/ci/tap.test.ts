// What `.ci/run` counts of what tap prints.
import t from 'tap';
import { unlisted } from '../../ci/skips.ts';
import { STEPS } from '../../ci/steps.ts';
import { outcomeOf } from '../../ci/tap.ts';

const RUN = `TAP version 14
# Subtest: test/a.test.ts
    # Subtest: with pods
        ok 1 - should be equal
        1..1
    ok 1 - with pods # time=5.1ms
    
    ok 2 - with Thanos # SKIP no Thanos
    # Subtest: fails
        # Subtest: inside
            not ok 1 - should be equal
              ---
              diff: "..."
              ...
            1..1
        not ok 1 - inside # time=1ms
        ok 2 - is not done # TODO
        not ok 3 - is not done either # TODO later
        1..3
    not ok 3 - fails # time=3ms
    1..3
not ok 1 - test/a.test.ts # time=20ms

1..1
# { total: 5, pass: 1, fail: 1, skip: 1, todo: 2 }
# time=900ms
`;

t.test('assertions are counted as tap counts them, over several runs', async (t) => {
  t.match(outcomeOf(RUN), { passed: 1, failed: 1 });
  t.match(outcomeOf(`${RUN}${RUN}`), { passed: 2, failed: 2 });
  t.match(outcomeOf('# { total: 3, pass: 3 }\n'), { passed: 3, failed: 0 });
  t.match(outcomeOf('npm ERR! something\n'), { passed: 0, failed: 0 });
});

t.test('a skip and a failure say where they are', async (t) => {
  const { skips, failures } = outcomeOf(RUN);
  t.strictSame(skips, [{ test: 'test/a.test.ts > with Thanos', reason: 'no Thanos' }]);
  t.strictSame(failures, [
    'test/a.test.ts > fails > inside > should be equal',
    'test/a.test.ts > fails > inside',
    'test/a.test.ts > fails',
    'test/a.test.ts',
  ]);
});

t.test('only skips on the list pass', async (t) => {
  const skips = ['no promtool 2 here', 'no Thanos'].map((reason) => ({ test: 'a', reason }));
  t.strictSame(unlisted(skips), [{ test: 'a', reason: 'no Thanos' }]);
});

t.test('what a step needs stands before it', async (t) => {
  for (const [i, { name, after = [], waitsFor = [] }] of STEPS.entries())
    for (const before of [...after, ...waitsFor])
      t.ok(
        STEPS.slice(0, i).some((step) => step.name === before),
        `${before} is before ${name}`,
      );
});
