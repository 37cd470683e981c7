// Setups drawn at random from the schemas of the CRDs: a few hundred. `npm run test:invariants` draws ten thousand.
import t from 'tap';
import { broken } from '../../support/invariants.ts';
import { PARENTS, setups } from '../../support/setups.ts';

const COUNT = 60;

for (const kind of Object.keys(PARENTS)) {
  t.test(
    `${COUNT} random setups of ${kind}: nothing throws, children are valid, order does not matter, twice is the same`,
    async (t) => {
      for (const [i, setup] of setups(kind, COUNT, 2026).entries()) {
        const problems = broken(setup, i % 2 === 1);
        if (problems.length > 0) t.fail(`setup ${i}: ${problems.slice(0, 3).join('; ')}`, { parent: setup.parent });
      }
      t.pass('all of them');
    },
  );
}
