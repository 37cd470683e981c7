// Random objects that an API server would store, with hostile texts: every hook answers, and soon. OBJECTS: how many;
// FIRST: the first seed, a multiple of 20; SEED: these alone.
import t from 'tap';
import { attacked } from './attacked.ts';
import { fuzzed, TOGETHER } from './fuzzed.ts';

const COUNT = Number(process.env['OBJECTS'] ?? 2000);
const FIRST = Number(process.env['FIRST'] ?? 0);
const ONLY = process.env['SEED']?.split(',').map(Number);
/** Problems that are printed. */
const PROBLEMS = 20;
/** 600 MB in MiB. */
const RESIDENT = 572;

const seeds = ONLY ?? Array.from({ length: COUNT }, (_, i) => FIRST + i);

/** The sum of a counter, whatever its labels. */
const counted = (metrics: string, name: string): number =>
  [...metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );

t.test(`${seeds.length} objects with hostile texts`, { timeout: 3_600_000 }, async (t) => {
  const server = await attacked('--grafana-labels=a=b');
  t.teardown(() => server.stop());
  const { batch, problems } = fuzzed(server);
  for (let i = 0; i < seeds.length && problems.length < PROBLEMS; i += TOGETHER)
    await batch(seeds.slice(i, i + TOGETHER));
  t.strictSame(problems, [], 'every hook answers 200 within 2 s, with children that the API server takes');
  const metrics = (await server.call('/metrics')).body;
  t.equal(counted(metrics, 'prometheus_metacontroller_thread_ends_total'), 0, 'no thread has ended');
  t.equal(counted(metrics, 'prometheus_metacontroller_too_expensive_objects_total'), 0, 'no object has cost too much');
  t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB at most`);
});
