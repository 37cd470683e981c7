import t from 'tap';
import { explain } from '../../../hooks/explain/explain.ts';
import { HEALTHY } from './setups/healthy.ts';

t.test('nothing is broken where everything works', async (t) => {
  for (const { title, objects, facts = {}, subject } of HEALTHY) {
    const steps = explain(objects, facts, subject);
    t.strictSame(
      steps.filter(({ status }) => status === 'broken' || status === 'hint'),
      [],
      title,
    );
    t.ok(steps.length > 2, `${title}: ${steps.length} steps`);
  }
  t.ok(HEALTHY.length >= 20);
});
