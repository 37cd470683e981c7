// Asks the started server about many hostile objects together, and finds those that it cannot cope with.
import type { SyncResponse } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { prometheusConfig } from '../support/config.ts';
import { problemsOf } from '../support/invariants.ts';
import { applied } from '../support/requests.ts';
import type { Answered, Attacked } from './attacked.ts';
import { hostileObject, PARENTS } from './objects.ts';
import {
  alertmanagerFile,
  CONTROLLERS,
  collector,
  conversion,
  decorate,
  grafana,
  reviews,
  surroundings,
  sync,
} from './questions.ts';

/** Objects that are asked about together; what is around them depends on the first seed by this number. */
export const TOGETHER = 20;
/** Milliseconds that no answer takes. */
const SLOW = 2000;
const STATUS = 32 * 1024;
/** Bytes of an object that may cost too much. */
const LARGE = 50_000;

interface Body {
  readonly status?: Readonly<Record<string, unknown>> | null;
  readonly children?: readonly KubernetesObject[];
  readonly attachments?: readonly KubernetesObject[];
  readonly response?: { readonly convertedObjects?: readonly KubernetesObject[] };
}

export interface Fuzzed {
  /** What is wrong, with the seeds of the objects that it takes. */
  readonly problems: string[];
  /** Asks all there is to ask about the objects of these seeds. */
  batch(seeds: readonly number[]): Promise<void>;
}

const excerpt = (text: string): string => JSON.stringify(text.slice(0, 300));

/** A slow answer counts where it is slow again and again: a machine can be busy. */
async function isSlow(server: Attacked, path: string, body: string, first: Answered): Promise<boolean> {
  for (let answer = first, times = 0; answer.milliseconds > SLOW; times++) {
    if (times === 2) return true;
    answer = await server.call(path, body);
  }
  return false;
}

/** What is wrong with an answer; nothing where all is well. */
function wrongIn(answer: Answered, sent: string): string | undefined {
  if (answer.code !== 200) return `${answer.code} ${excerpt(answer.body)}`;
  const body = JSON.parse(answer.body) as Body;
  const status = JSON.stringify(body.status ?? {});
  if (Buffer.byteLength(status) > STATUS) return `a status of ${status.length} bytes`;
  if (sent.length < LARGE && /exceeds the time or memory limit/.test(status))
    return `too expensive: ${excerpt(status)}`;
  return [...(body.children ?? []), ...(body.attachments ?? [])].flatMap(problemsOf)[0];
}

export function fuzzed(server: Attacked): Fuzzed {
  const problems: string[] = [];

  /** Asks; gives the answer and what is wrong with it. */
  const ask = async (path: string, question: object): Promise<{ body: Body; wrong: string | undefined }> => {
    const sent = JSON.stringify(question);
    const answer = await server.call(path, sent);
    const slow = (await isSlow(server, path, sent, answer)) ? `slow, ${Math.round(answer.milliseconds)} ms` : undefined;
    const wrong = wrongIn(answer, sent) ?? slow;
    return { body: answer.code === 200 ? (JSON.parse(answer.body) as Body) : {}, wrong };
  };

  /** The same about one object. */
  const single = async (seed: number, path: string, question: object): Promise<Body> => {
    const { body, wrong } = await ask(path, question);
    if (wrong) problems.push(`SEED=${seed} ${path}: ${wrong}`);
    return body;
  };

  const decorated = async (
    seed: number,
    object: KubernetesObject,
    around: readonly KubernetesObject[],
  ): Promise<readonly KubernetesObject[]> => {
    for (const [path, question] of reviews(object)) await single(seed, path, question);
    if (object.kind === 'ConfigMap') return [];
    if (object.kind === 'AlertmanagerConfig') {
      const beta = await single(seed, '/conversion/alertmanagerconfigs', conversion(object, 'v1beta1'));
      for (const one of beta.response?.convertedObjects ?? []) {
        await single(seed, '/admission/alertmanagerconfigs', reviews(one)[0]?.[1] ?? {});
        await single(seed, '/conversion/alertmanagerconfigs', conversion(one, 'v1alpha1'));
      }
    }
    const controller = `/assets/${object.kind.toLowerCase()}`;
    await single(seed, `${controller}/customize`, { parent: object });
    return (await single(seed, `${controller}/sync`, decorate(object, around))).attachments ?? [];
  };

  const parental = async (
    seed: number,
    parent: KubernetesObject,
    related: readonly KubernetesObject[],
  ): Promise<void> => {
    const controller = `/${CONTROLLERS[parent.kind]}`;
    await single(seed, `${controller}/customize`, { parent });
    const first = await single(seed, `${controller}/sync`, sync(parent, related));
    const children = applied(first.children ?? [], parent);
    await single(seed, `${controller}/sync`, sync(parent, related, children));
    await single(seed, `${controller}/finalize`, { ...sync(parent, related, children), finalizing: true });
    if (parent.kind === 'Prometheus') await single(seed, '/federation/exports/sync', decorate(parent, related));
    for (const form of ['sidecar', 'operator'])
      await single(seed, `/grafana/${form}/sync`, decorate(grafana(form, seed), [...related, parent]));
  };

  /** Which of the objects it takes to go wrong: halves of them, as long as one half suffices. */
  const culprits = async (
    seeds: readonly number[],
    isWrong: (seeds: readonly number[]) => Promise<boolean>,
  ): Promise<readonly number[]> => {
    if (seeds.length <= 1) return seeds;
    const middle = Math.ceil(seeds.length / 2);
    for (const half of [seeds.slice(0, middle), seeds.slice(middle)])
      if (await isWrong(half)) return culprits(half, isWrong);
    return seeds;
  };

  /** A sound parent that takes in all of the objects. */
  const collected = async (
    seeds: readonly number[],
    parent: KubernetesObject,
    related: (seeds: readonly number[]) => KubernetesObject[],
  ) => {
    const wrongWith = async (some: readonly number[]): Promise<string | undefined> => {
      const { body, wrong } = await ask(`/${CONTROLLERS[parent.kind]}/sync`, sync(parent, related(some)));
      return wrong ?? (parent.kind === 'Prometheus' ? innocentsMissing(body as SyncResponse) : undefined);
    };
    const wrong = await wrongWith(seeds);
    const guilty = wrong ? await culprits(seeds, async (some) => Boolean(await wrongWith(some))) : [];
    if (wrong) problems.push(`SEED=${guilty.join(',')} ${parent.kind} of all: ${wrong}`);
  };

  return {
    problems,
    batch: async (seeds) => {
      const number = Math.floor((seeds[0] ?? 0) / TOGETHER);
      const around = [...surroundings(number), alertmanagerFile('all')];
      const made = new Map(seeds.map((seed) => [seed, [hostileObject(seed)]]));
      for (const [seed, [object, ...more]] of made)
        if (object && !PARENTS.has(object.kind))
          made.set(seed, [object, ...more, ...(await decorated(seed, object, around))]);
      const related = (some: readonly number[]) => [...around, ...some.flatMap((seed) => made.get(seed) ?? [])];
      for (const kind of Object.keys(CONTROLLERS)) await collected(seeds, collector(kind, number), related);
      for (const [seed, [object]] of made)
        if (object && PARENTS.has(object.kind))
          await parental(seed, object, [...related(seeds), alertmanagerFile(object.metadata.name)]);
    },
  };
}

function innocentsMissing({ children = [], status }: SyncResponse): string | undefined {
  const found = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-all');
  const jobs = found ? prometheusConfig(found).scrape_configs.map(({ job_name }) => job_name) : [];
  const missing = ['default', 'other', 'constructor'].filter(
    (place) => !jobs.includes(`serviceMonitor/${place}/innocent/0`),
  );
  return missing.length === 0
    ? undefined
    : `innocent monitors are missing in ${missing.join(', ')}: ${excerpt(JSON.stringify(status))}`;
}
