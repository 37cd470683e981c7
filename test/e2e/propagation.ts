// `npm run test:propagation -- [CHANGES] [MINUTES]`: seconds from a change of a ServiceMonitor, a PrometheusRule and an
// alertmanager.yaml until every running server has loaded it, with and without the annotation on their pods; then a
// hundred changes in a minute, and writes in some minutes at rest. By the driver or by the Metacontroller that
// METACONTROLLER names.
import { setTimeout as rest } from 'node:timers/promises';
import { MOUNTED } from '../../hooks/core/revision.ts';
import { condition } from '../support/condition.ts';
import { until } from '../support/until.ts';
import { type Env, env, STRATEGIES, unreachable } from './env.ts';
import { noNode } from './pods.ts';
import { CHANGED, type Changed } from './propagated.ts';

const CHANGES = Number(process.argv[2] ?? 30);
const MINUTES = Number(process.argv[3] ?? 10);
/** Without the annotation a change takes a minute or two. */
const CHANGES_WITHOUT = Math.min(CHANGES, 8);
/** Seconds for one change. */
const LIMIT = 240;
/** Milliseconds between two changes: more than the hooks leave between two writes to a pod. */
const REST = 6000;
/** Changes in a minute. */
const BURST = 100;

/** One kind of change, in a namespace of its own. */
interface Setup {
  readonly on: Env;
  readonly namespace: string;
  readonly changed: Changed;
}

const read = ({ on, namespace }: Setup, pod: string, path: string): Promise<string> =>
  on.client.text(`/api/v1/namespaces/${namespace}/pods/${pod}/proxy${path}`);

async function isEverywhere(setup: Setup, path: string, text: string): Promise<boolean> {
  const all = await Promise.all(setup.changed.pods.map((pod) => read(setup, pod, path)));
  return all.every((body) => body.includes(text));
}

const isLoaded = (setup: Setup, round: number): Promise<boolean> =>
  isEverywhere(setup, setup.changed.path, setup.changed.text(round));

const at = (times: readonly number[], share: number): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
};

const figures = (times: readonly number[]): string =>
  `median ${at(times, 0.5)} s, 95th percentile ${at(times, 0.95)} s, worst ${at(times, 1)} s of ${times.length}`;

/** Seconds from each change until it is loaded, listed as a target, and reported by the status. */
async function measure(setup: Setup, changes: number): Promise<Readonly<Record<string, readonly number[]>>> {
  const { on, namespace, changed } = setup;
  const times: Record<string, number[]> = { loaded: [], 'target listed': [], 'status says so': [] };
  const { kind, name } = changed.parent;
  const said = async () => condition(await on.get(kind, name, namespace), 'ConfigurationLoaded');
  for (let round = 1; round <= changes; round++) {
    await rest(REST + Math.random() * REST);
    const before = (await said())?.message;
    const began = performance.now();
    await changed.apply(on, namespace, round);
    const wait = async (step: string, isDone: () => Promise<boolean>): Promise<void> => {
      await until(`${changed.title} ${round}: ${step}`, isDone, LIMIT);
      times[step]?.push((performance.now() - began) / 1000);
    };
    await wait('loaded', () => isLoaded(setup, round));
    const { target } = changed;
    if (target) await wait('target listed', () => isEverywhere(setup, '/api/v1/targets', target(round)));
    await wait('status says so', async () => {
      const now = await said();
      return now?.status === 'True' && now.message !== before;
    });
  }
  return Object.fromEntries(Object.entries(times).filter(([, all]) => all.length > 0));
}

const annotation = async ({ on, namespace, changed }: Setup): Promise<string> =>
  (await on.get('Pod', changed.pods[0]?.split(':')[0] ?? '', namespace))?.metadata.annotations?.[MOUNTED] ?? '';

/** A hundred changes in a minute: writes to a pod, and seconds until the last change is loaded. */
async function burst(setup: Setup): Promise<string> {
  const { on, namespace, changed } = setup;
  const seen = new Set<string>([await annotation(setup)]);
  let over = false;
  const watching = (async () => {
    while (!over) {
      seen.add(await annotation(setup));
      await rest(300);
    }
  })();
  for (let round = 1; round <= BURST; round++) {
    const next = rest(60_000 / BURST);
    await changed.apply(on, namespace, 1000 + round);
    await next;
  }
  const began = performance.now();
  await until('the last change is loaded', () => isLoaded(setup, 1000 + BURST), LIMIT);
  const seconds = (performance.now() - began) / 1000;
  over = true;
  await watching;
  return `${seen.size - 1} writes to a pod, the last change loaded after ${seconds.toFixed(1)} s`;
}

/** Writes to pods and parents in some minutes without a change. */
async function writesAtRest(all: readonly Setup[]): Promise<number> {
  const state = () =>
    Promise.all(
      all.flatMap((setup) => [
        annotation(setup),
        setup.on
          .get(setup.changed.parent.kind, setup.changed.parent.name, setup.namespace)
          .then((parent) => parent?.metadata.resourceVersion ?? ''),
      ]),
    );
  await rest(30_000);
  const before = await state();
  await rest(MINUTES * 60_000);
  const after = await state();
  return after.filter((value, i) => value !== before[i]).length;
}

async function run(on: Env, title: string, propagates: boolean): Promise<void> {
  const all = await Promise.all(
    CHANGED.map(async (changed): Promise<Setup> => {
      const namespace = await on.namespace();
      await changed.begin(on, namespace);
      const setup = { on, namespace, changed };
      await until(`${changed.title}: the pods answer`, () => isLoaded(setup, 0), LIMIT);
      return setup;
    }),
  );
  await Promise.all(
    all.map(async (setup) => {
      const times = await measure(setup, propagates ? CHANGES : CHANGES_WITHOUT);
      for (const [step, seconds] of Object.entries(times))
        console.log(`${title}, ${setup.changed.title}, ${step}: ${figures(seconds)}`);
    }),
  );
  if (propagates) await many(all, title);
  for (const { changed, namespace } of all) await changed.end?.(on, namespace);
}

/** A hundred changes in a minute, then none. */
async function many(all: readonly Setup[], title: string): Promise<void> {
  await Promise.all(
    all.map(async (setup) =>
      console.log(`${title}, ${setup.changed.title}, ${BURST} in a minute: ${await burst(setup)}`),
    ),
  );
  console.log(`${title}: ${await writesAtRest(all)} writes in ${MINUTES} minutes at rest`);
}

const reason = await unreachable();
if (reason) console.log(`skipped: ${reason}`);
else
  for (const strategy of STRATEGIES)
    for (const propagates of [true, false]) {
      const on = await env(strategy, { propagates, flags: [`--propagation=${propagates}`] });
      const none = await noNode(on);
      if (none) console.log(`skipped: ${none}`);
      else
        await run(on, `${strategy}, ${propagates ? 'with' : 'without'} annotation, by ${on.engine.name}`, propagates);
      await on.close();
    }
