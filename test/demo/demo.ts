// The demo: the hooks, a cluster in memory that calls them as Metacontroller does, and the page with a story.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { startUi } from '../../hooks/app/ui/server.ts';
import type { Snapshot, Source } from '../../hooks/app/ui/source.ts';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { explain } from '../../hooks/explain/explain.ts';
import { firstBroken } from '../../hooks/explain/step.ts';
import { KIND_INFOS } from '../driver/kinds.ts';
import { type World, world } from '../driver/world.ts';
import { server } from '../support/server.ts';
import { serverFacts } from './pods.ts';
import { MONITOR, type Step, story } from './story.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = ['manifests/examples/getting-started.yaml', 'test/demo/application.yaml'];
const STRATEGY = 'server-side-apply';
/** A gated rollout would wait for the answers of pods. */
const FLAGS = [`--apply-strategy=${STRATEGY}`, '--alertmanager-rollout=kubernetes', '--log-level=error'];
/** Milliseconds between two steps. */
const PAUSE_MS = 6000;
const REMARK = 'Demo with a cluster in memory: pods and scrapes are simulated.';

const known = new Set(KIND_INFOS.map(({ kind }) => kind));

const encoded = (object: KubernetesObject): KubernetesObject => {
  const { stringData, ...rest } = object as KubernetesObject & { stringData?: Record<string, string> };
  const pairs = Object.entries(stringData ?? {}).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return stringData ? ({ ...rest, data: Object.fromEntries(pairs) } as KubernetesObject) : object;
};

/** The objects of the files. Of two with one name the later counts. */
function readObjects(): readonly KubernetesObject[] {
  const all = FILES.flatMap((file) => loadAll(readFileSync(resolve(ROOT, file), 'utf8')) as KubernetesObject[]);
  const unique = new Map(all.filter(Boolean).map((object) => [`${object.kind} ${keyOf(object)}`, object]));
  return [...unique.values()].map(encoded);
}

/** The cluster as the page sees it. `fixed`: objects of kinds that the cluster in memory does not know. */
const snapshotOf = (w: World, fixed: readonly KubernetesObject[], notes: readonly string[]): Snapshot => ({
  objects: [...w.api.all(), ...fixed],
  facts: { complete: ['Namespace', 'Pod', 'Secret', 'Service'], servers: serverFacts(w) },
  notes,
});

export interface Demo {
  /** The address of the page. */
  readonly page: string;
  /** Runs the story at once. Gives what was not as the story says. */
  readonly check: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the demo. `port`: that of the hooks. `pause`: milliseconds between two steps, once somebody looks. */
export async function demo(port: number, pause = PAUSE_MS): Promise<Demo> {
  const hooks = server(parseOptions(FLAGS));
  await hooks.app.listen({ host: '127.0.0.1', port });
  const address = hooks.app.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  const w = await world({
    strategy: STRATEGY,
    post: async (hook, body) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${base}${hook.path}`, { method: 'POST', headers, body });
      return { status: answer.status, body: await answer.text() };
    },
  });
  const objects = readObjects();
  const fixed = objects.filter(({ kind }) => !known.has(kind));
  const { steps, breakIt, repairIt } = story(
    w,
    objects.filter(({ kind }) => known.has(kind)),
  );

  let [done, note] = [0, ''];
  let timer: NodeJS.Timeout | undefined;
  /** Changes of the cluster, one after another. */
  let last: Promise<void> = Promise.resolve();
  const change = (run: () => Promise<void>): Promise<void> => {
    last = last.then(run);
    return last;
  };
  const next = async (): Promise<Step | undefined> => {
    const step = steps[done];
    if (!step) return undefined;
    done++;
    await change(step.run);
    note = `Step ${done} of ${steps.length}: ${step.note}`;
    return step;
  };
  const play = (): void => {
    timer = setTimeout(async () => {
      if (await next()) play();
    }, pause);
  };
  /** A button ends the story: the steps that are left are done at once. */
  const act = (text: string, run: () => Promise<void>) => async (): Promise<void> => {
    clearTimeout(timer);
    while (await next());
    await change(run);
    note = text;
  };
  const source: Source = {
    title: 'demo',
    seconds: 1,
    read: async () => {
      await last;
      return snapshotOf(w, fixed, [note, REMARK]);
    },
    actions: [
      { name: 'break', label: 'Break it', run: act('The port in the ServiceMonitor has a wrong name.', breakIt) },
      { name: 'repair', label: 'Repair it', run: act('The port has its name again.', repairIt) },
    ],
  };
  await next();
  const page = await startUi({ source, isLive: true, flags: [], now: () => new Date(), port: 0, looked: play });

  return {
    page: page.url,
    check: async () => {
      const wrong: string[] = [];
      for (let step = await next(); step; step = await next()) {
        const { objects: all, facts } = snapshotOf(w, fixed, []);
        if (step.isBroken === undefined) continue;
        const broken = firstBroken(explain(all, facts, MONITOR));
        if ((broken !== undefined) !== step.isBroken) wrong.push(`${step.note} But: ${broken?.message ?? 'it works'}`);
      }
      return [
        ...wrong,
        ...w.driver.errors.map(({ controller, parent, message }) => `${controller} ${parent}: ${message}`),
      ];
    },
    stop: async () => {
      clearTimeout(timer);
      await page.stop();
      await w.close();
      await hooks.stop();
    },
  };
}
