// A cluster in memory with the hooks in it: objects go in, Metacontroller's driver works, and what happened can be
// looked at.
import { resolve } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { server } from '../support/server.ts';
import type { Strategy } from './apply.ts';
import { loadDefinitions, readDefinitions } from './definitions.ts';
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
  /** How hooks are called; the default calls them in the same process. */
  readonly post?: Post;
  /** Leaves out the finalize hooks, as a user may. */
  readonly withoutFinalize?: boolean;
  readonly clock?: () => Date;
  /** A file with one more controller, which only some install. */
  readonly controller?: string;
}

const MONITORING = 'monitoring.coreos.com/v1';

/** An empty cluster with all controllers of metacontroller/ running. */
export async function world({
  strategy,
  flags = [],
  post,
  withoutFinalize,
  clock,
  controller,
}: WorldOptions): Promise<World> {
  const api = memoryApi(clock);
  const options = parseOptions([`--apply-strategy=${strategy}`, '--log-level=silent', ...flags]);
  const { app, stop } = server(options, clock);
  await app.ready();
  const inject: Post = async (hook, body) => {
    const answer = await app.inject({
      method: 'POST',
      url: hook.path,
      headers: { 'content-type': 'application/json' },
      payload: body,
    });
    return { status: answer.statusCode, body: answer.body };
  };
  const all = [
    ...loadDefinitions(resolve(ROOT, 'metacontroller')),
    ...(controller ? readDefinitions(resolve(ROOT, controller)) : []),
  ];
  const definitions = withoutFinalize
    ? all.map(({ hooks: { finalize: _none, ...hooks }, ...rest }) => ({ ...rest, hooks }))
    : all;
  const made = driver({ api, definitions, strategy, post: post ?? inject });
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
    close: stop,
  };
}
