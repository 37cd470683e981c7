// Metacontroller's behaviour, as far as hooks can notice it, over any API server (reference: metacontroller.github.io
// and its source, v4.17).

import { isDeepStrictEqual } from 'node:util';
import type { RelatedRule } from '../../hooks/core/hook.ts';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { matches } from '../../hooks/core/selector.ts';
import type { Api } from './api.ts';
import { attachmentsOf, claim, MANAGER, manage, type Strategy, UID_LABEL } from './apply.ts';
import { changeLive, ignoreErrors } from './conflicts.ts';
import { annotate, attachment } from './decorate.ts';
import type { Definition, Hook } from './definitions.ts';
import { kindKey } from './kinds.ts';
import { concerns, type Related, relatedTo } from './related.ts';
import { type Answer, readAnswer, readRules } from './strict.ts';

export interface HookAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
}
export type Post = (hook: Hook, body: string) => Promise<HookAnswer>;

export interface SyncError {
  readonly controller: string;
  readonly parent: string;
  readonly message: string;
}

export interface Driver {
  /** Works until nothing is left to do, or throws after `limit` syncs: a loop that never ends is a bug. */
  settle(limit?: number): Promise<number>;
  /** One more sync of everything, as after a resync period. */
  resync(limit?: number): Promise<void>;
  /** Seconds until something asked to be looked at again; `undefined` where nothing did. */
  nextResync(): number | undefined;
  /** How often it has done all that was waiting when the round began, also while more comes in. */
  rounds(): number;
  readonly errors: SyncError[];
  /** Clears the memory of server-side apply, as a restart does. */
  restart(): void;
}

export interface DriverOptions {
  readonly api: Api;
  readonly definitions: readonly Definition[];
  readonly strategy: Strategy;
  readonly post: Post;
}

class HookError extends Error {}

interface Work {
  readonly definition: Definition;
  readonly key: string;
  readonly tries: number;
  /** Work is done in this order. */
  readonly turn: number;
}

const RETRIES = 6;

/** Whether a controller selects an object, by its labels. */
const isChosen = ({ selector }: Definition, { metadata }: KubernetesObject): boolean =>
  !selector || matches(selector, metadata.labels ?? {});

/** A driver that watches the API server from now on. */
export function driver({ api, definitions, strategy, post }: DriverOptions): Driver {
  const queue = new Map<string, Work>();
  const rulesOf = new Map<string, readonly RelatedRule[]>();
  const parentRules = new Map<string, { definition: Definition; key: string; rules: readonly RelatedRule[] }>();
  const later = new Map<string, number>();
  const events: [KubernetesObject | undefined, KubernetesObject | undefined][] = [];
  const errors: SyncError[] = [];
  const sent = new Map<string, string>();

  const idOf = (definition: Definition, key: string) => `${definition.name}|${key}`;
  let [lastTurn, lastOfRound, rounds] = [0, 0, 0];
  const enqueue = (definition: Definition, key: string, tries = 0) => {
    const id = idOf(definition, key);
    if (!queue.has(id)) queue.set(id, { definition, key, tries, turn: ++lastTurn });
  };
  const isTarget = (definition: Definition, object: KubernetesObject) => kindKey(object) === kindKey(definition.target);

  const call = async (hook: Hook, body: unknown): Promise<string> => {
    const answer = await post(hook, JSON.stringify(body));
    if (answer.status === 429 && !(Number(answer.retryAfter) >= 1))
      throw new Error('429 without Retry-After makes Metacontroller spin');
    if (answer.status !== 200) throw new HookError(`${hook.path}: status ${answer.status}: ${answer.body}`);
    return answer.body;
  };

  const customize = async (definition: Definition, parent: KubernetesObject): Promise<readonly RelatedRule[]> => {
    const hook = definition.hooks.customize;
    if (!hook) return [];
    const cached = `${definition.name}|${parent.metadata.uid}|${parent.metadata.generation}`;
    const known = rulesOf.get(cached);
    const rules =
      known ??
      (readRules(await call(hook, { controller: controllerOf(definition), parent })) as unknown as RelatedRule[]);
    rulesOf.set(cached, rules);
    parentRules.set(idOf(definition, keyOf(parent)), { definition, key: keyOf(parent), rules });
    return rules;
  };

  const changeFinalizers = (
    definition: Definition,
    parent: KubernetesObject,
    change: (all: readonly string[]) => string[],
  ) =>
    changeLive(api, definition.target, parent, {
      change: (live) => ({
        ...live,
        metadata: { ...live.metadata, finalizers: change(live.metadata.finalizers ?? []) },
      }),
      write: (next) => api.update(next, MANAGER),
    });

  const setFinalizer = async (definition: Definition, parent: KubernetesObject): Promise<KubernetesObject> => {
    const name = finalizerOf(definition);
    const has = parent.metadata.finalizers?.includes(name) ?? false;
    if (Boolean(definition.hooks.finalize) === has || (!has && parent.metadata.deletionTimestamp)) return parent;
    return changeFinalizers(definition, parent, (all) =>
      has ? all.filter((item) => item !== name) : [...new Set([...all, name])],
    );
  };

  const ask = async (definition: Definition, parent: KubernetesObject, children: Related): Promise<Answer> => {
    const related = await relatedTo(await customize(definition, parent), api);
    // A parent that the controller no longer selects is finalized like one that is being deleted.
    const isOver = Boolean(parent.metadata.deletionTimestamp) || !isChosen(definition, parent);
    const terminating = isOver && definition.hooks.finalize !== undefined;
    const hook = terminating && definition.hooks.finalize ? definition.hooks.finalize : definition.hooks.sync;
    const decorator = definition.kind === 'DecoratorController';
    const body = decorator
      ? {
          controller: controllerOf(definition),
          object: parent,
          attachments: children,
          related,
          finalizing: terminating,
        }
      : { controller: controllerOf(definition), parent, children, related, finalizing: terminating };
    return readAnswer(await call(hook, body), decorator);
  };

  const writeStatus = async (definition: Definition, parent: KubernetesObject, status: Record<string, unknown>) => {
    const next = { ...status, observedGeneration: parent.metadata.generation };
    const change = (live: KubernetesObject) =>
      isDeepStrictEqual(live['status'], next) ? undefined : { ...live, status: next };
    await ignoreErrors([404], () =>
      changeLive(api, definition.target, parent, { change, write: (object) => api.updateStatus(object, MANAGER) }),
    );
  };

  const composite = async (definition: Definition, found: KubernetesObject): Promise<number> => {
    const parent = await setFinalizer(definition, found);
    const children = await claim(parent, definition.children, api);
    const answer = await ask(definition, parent, children);
    if (answer.finalized && parent.metadata.finalizers?.includes(finalizerOf(definition))) {
      await changeFinalizers(definition, parent, (all) => all.filter((item) => item !== finalizerOf(definition)));
      return 0;
    }
    const uid = parent.metadata.uid ?? '';
    const desired = answer.objects.map((child): KubernetesObject => {
      const { namespace, labels, ...meta } = child.metadata;
      return {
        ...child,
        metadata: {
          ...meta,
          namespace: namespace ?? parent.metadata.namespace ?? '',
          labels: { [UID_LABEL]: uid, ...labels },
        },
      };
    });
    const managed = !parent.metadata.deletionTimestamp || parent.metadata.finalizers?.includes(finalizerOf(definition));
    const problem = managed
      ? await manage(parent, { observed: children, desired }, definition.children, { api, strategy, sent })
      : undefined;
    await writeStatus(definition, parent, answer.status ?? {});
    if (problem) throw problem;
    return answer.resyncAfterSeconds;
  };

  const decorate = async (definition: Definition, found: KubernetesObject): Promise<number> => {
    const object = await setFinalizer(definition, found);
    const attachments = await attachmentsOf(object, definition.children, definition.name, api);
    const answer = await ask(definition, object, attachments);
    if (answer.status && !isDeepStrictEqual(object['status'], answer.status))
      await ignoreErrors([404, 409], () => api.updateStatus({ ...object, status: answer.status }, MANAGER));
    await annotate(api, object, answer.annotations);
    const desired = answer.objects.map((item) => attachment(item, object, definition.name));
    const problem = object.metadata.deletionTimestamp
      ? undefined
      : await manage(object, { observed: attachments, desired }, definition.children, { api, strategy, sent });
    if (problem) throw problem;
    return answer.resyncAfterSeconds;
  };

  const syncOne = async (definition: Definition, key: string): Promise<void> => {
    const [name = '', namespace] = key.split('/').reverse();
    const parent = await api.get(definition.target, { namespace, name });
    if (!parent || (!isChosen(definition, parent) && !parent.metadata.finalizers?.includes(finalizerOf(definition)))) {
      parentRules.delete(idOf(definition, key));
      return;
    }
    const seconds =
      definition.kind === 'CompositeController'
        ? await composite(definition, parent)
        : await decorate(definition, parent);
    if (seconds > 0) later.set(idOf(definition, key), seconds);
    else later.delete(idOf(definition, key));
  };

  /** The parent an object belongs to, where its kind is a declared child. */
  const parentKey = (definition: Definition, object: KubernetesObject): string | undefined => {
    if (!definition.children.some((child) => kindKey(child) === kindKey(object))) return undefined;
    const owner = object.metadata.ownerReferences?.find((ref) => ref.controller);
    if (owner?.kind !== definition.target.kind) return undefined;
    return definition.target.namespaced ? `${object.metadata.namespace}/${owner.name}` : owner.name;
  };

  const route = async (before: KubernetesObject | undefined, after: KubernetesObject | undefined): Promise<void> => {
    const object = after ?? before;
    if (!object) return;
    for (const definition of definitions) {
      const ignored = definition.ignoreStatusChanges && isStatusOnly(before, after);
      if (isTarget(definition, object) && !ignored) enqueue(definition, keyOf(object));
      const parent = parentKey(definition, object);
      if (parent) enqueue(definition, parent);
    }
    for (const { definition, key, rules } of parentRules.values())
      if (await concerns(rules, [before, after], api)) enqueue(definition, key);
  };

  api.watch((before, after) => events.push([before, after]));

  const attempt = async ({ definition, key, tries }: Work): Promise<void> => {
    try {
      await syncOne(definition, key);
    } catch (error) {
      errors.push({
        controller: definition.name,
        parent: key,
        message: error instanceof Error ? error.message : String(error),
      });
      if (tries < RETRIES) enqueue(definition, key, tries + 1);
    }
  };

  const settle = async (limit = 2000): Promise<number> => {
    for (let syncs = 0; ; syncs++) {
      for (const [before, after] of events.splice(0)) await route(before, after);
      const next = queue.entries().next();
      if (next.done || next.value[1].turn > lastOfRound) {
        rounds++;
        lastOfRound = lastTurn;
      }
      if (next.done) return syncs;
      const [id, work] = next.value;
      queue.delete(id);
      if (syncs >= limit) throw new Error(`still busy after ${limit} syncs: ${work.definition.name} ${work.key}`);
      await attempt(work);
    }
  };

  return {
    errors,
    settle,
    resync: async (limit) => {
      for (const definition of definitions)
        for (const object of await api.list(definition.target)) enqueue(definition, keyOf(object));
      await settle(limit);
    },
    rounds: () => rounds,
    nextResync: () => (later.size > 0 ? Math.min(...later.values()) : undefined),
    restart: () => sent.clear(),
  };
}

const finalizerOf = ({ kind, name }: Definition): string =>
  `metacontroller.io/${kind === 'CompositeController' ? 'compositecontroller' : 'decoratorcontroller'}-${name}`;

const controllerOf = ({ kind, name }: Definition) => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind,
  metadata: { name },
});

function isStatusOnly(before: KubernetesObject | undefined, after: KubernetesObject | undefined): boolean {
  if (!before || !after || after.metadata.deletionTimestamp) return false;
  const { generation, labels, annotations } = after.metadata;
  return (
    generation === before.metadata.generation &&
    isDeepStrictEqual(labels, before.metadata.labels) &&
    isDeepStrictEqual(annotations, before.metadata.annotations)
  );
}
