// A cluster in memory with the hooks in it: objects go in, Metacontroller's driver works, and what happened can be
// looked at.
import { resolve } from 'node:path';
import { computeHere } from '../../hooks/app/compute/inprocess.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../hooks/core/options.ts';
import { server } from '../support/server.ts';
import type { Strategy } from './apply.ts';
import { type Definition, loadDefinitions, readDefinitions } from './definitions.ts';
import { infoOf, resourceInfo } from './kinds.ts';
import { type MemoryApi, memoryApi, type Write } from './memory.ts';
import { type Driver, driver, type Post } from './metacontroller.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface World {
  readonly api: MemoryApi;
  readonly driver: Driver;
  /** Applies an object as a user would with kubectl: creates it, or replaces its spec, data, labels and annotations. */
  apply(object: KubernetesObject): Promise<void>;
  get(resource: string, name: string, namespace?: string, apiVersion?: string): Promise<KubernetesObject | undefined>;
  remove(resource: string, name: string, namespace?: string, apiVersion?: string): Promise<void>;
  /** What was written since the last call, but for writes of status that changed nothing. */
  writes(): Write[];
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly strategy: Strategy;
  readonly flags?: readonly string[];
  /** How hooks are called; the default computes their answers in the same thread. */
  readonly post?: Post;
  /** The requests go through the HTTP server, which costs a fifth of the time. */
  readonly overHttp?: boolean;
  /** Leaves out the finalize hooks, as a user may. */
  readonly withoutFinalize?: boolean;
  readonly clock?: () => Date;
  /** A file with one more controller, which only some install. */
  readonly controller?: string;
}

const MONITORING = 'monitoring.coreos.com/v1';

interface Calls {
  readonly post: Post;
  readonly close: () => Promise<void>;
}

function computed(options: Options, clock: () => Date): Calls {
  const { run, stop } = computeHere(options);
  return {
    post: async ({ path }, request) => {
      const answer = await run({ path, body: Buffer.from(request), now: clock().getTime() });
      const retryAfter = answer.retryAfter === undefined ? undefined : String(answer.retryAfter);
      return { status: answer.code, body: answer.body.toString(), retryAfter };
    },
    close: stop,
  };
}

async function served(options: Options, clock: () => Date): Promise<Calls> {
  const { app, stop } = server(options, clock);
  await app.ready();
  return {
    post: async ({ path }, payload) => {
      const headers = { 'content-type': 'application/json' };
      const { statusCode, body } = await app.inject({ method: 'POST', url: path, headers, payload });
      return { status: statusCode, body };
    },
    close: stop,
  };
}

/** The controllers of metacontroller/. They are read once. */
let shipped: readonly Definition[] | undefined;

/** An empty cluster with all controllers of metacontroller/ running. */
export async function world({
  strategy,
  flags = [],
  post,
  overHttp,
  withoutFinalize,
  clock = () => new Date(),
  controller,
}: WorldOptions): Promise<World> {
  const api = memoryApi(clock);
  const options = parseOptions([`--apply-strategy=${strategy}`, '--log-level=silent', ...flags]);
  const calls = overHttp ? await served(options, clock) : computed(options, clock);
  shipped ??= loadDefinitions(resolve(ROOT, 'metacontroller'));
  const all = [...shipped, ...(controller ? readDefinitions(resolve(ROOT, controller)) : [])];
  const definitions = withoutFinalize
    ? all.map(({ hooks: { finalize: _none, ...hooks }, ...rest }) => ({ ...rest, hooks }))
    : all;
  const made = driver({ api, definitions, strategy, post: post ?? calls.post });
  let seen = 0;
  return {
    api,
    driver: made,
    apply: async (object) => {
      const info = infoOf(object);
      const before = await api.get(info, object.metadata);
      if (!before) await api.create(object, 'kubectl');
      else {
        const { resourceVersion: _rv, ...metadata } = { ...before.metadata, ...object.metadata };
        await api.update({ ...before, ...object, metadata } as KubernetesObject, 'kubectl');
      }
      await made.settle();
    },
    get: (resource, name, namespace, apiVersion = MONITORING) =>
      api.get(resourceInfo(apiVersion, resource), { namespace, name }),
    remove: async (resource, name, namespace, apiVersion = MONITORING) => {
      await api.delete(resourceInfo(apiVersion, resource), { namespace, name });
      await made.settle();
    },
    writes: () => {
      const fresh = api.writes
        .slice(seen)
        .filter((write) => write.manager === 'metacontroller' && (write.verb !== 'status' || write.changed));
      seen = api.writes.length;
      return fresh;
    },
    close: calls.close,
  };
}
