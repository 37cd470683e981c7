// Setups that are broken in one way: the explanation names the cause first.
import t from 'tap';
import { explain } from '../../../hooks/explain/explain.ts';
import type { Step } from '../../../hooks/explain/step.ts';
import { SCRAPING } from './setups/scraping.ts';
import { SELECTION } from './setups/selection.ts';
import { SERVICES } from './setups/services.ts';
import type { BrokenSetup } from './setups/setup.ts';
import { WORKLOADS } from './setups/workloads.ts';

/** The first step that names something wrong. A step that only lacks knowledge does not. */
const first = (steps: readonly Step[]): Step | undefined =>
  steps.find(({ status }) => status === 'broken') ??
  steps.find(({ status }) => status === 'warning' || status === 'hint');

const described = (step: Step | undefined): string => `${step?.link} ${step?.status} ${step?.cause}: ${step?.message}`;

export function check(
  t: Pick<typeof import('tap').default, 'ok'>,
  { title, objects, facts = {}, subject, ...wanted }: BrokenSetup,
): void {
  const steps = explain(objects, facts, subject);
  const { status = 'broken' } = wanted;
  const found = status === 'broken' ? first(steps) : steps.find((step) => step.status === status);
  const isRight =
    found?.link === wanted.link &&
    found.cause === wanted.cause &&
    found.status === status &&
    wanted.words.every((word) => found.message.includes(word));
  t.ok(isRight, `${title}: ${isRight ? found?.cause : described(found)}`);
}

for (const [topic, setups] of [
  ['no workload selects an object', SELECTION],
  ['a ServiceMonitor finds no targets', SERVICES],
  ['a scrape object is not in use', SCRAPING],
  ['a rule, a route or a workload does not work', WORKLOADS],
] as const)
  t.test(`the cause is named where ${topic}`, async (t) => {
    for (const setup of setups) check(t, setup);
  });

t.test('the corpus has at least 60 setups', async (t) => {
  t.ok(SELECTION.length + SERVICES.length + SCRAPING.length + WORKLOADS.length >= 60);
});
