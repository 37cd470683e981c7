// The Api of test/driver over HTTP: lists come from a cache that a watch keeps fresh, as Metacontroller's do; all else
// is asked for live.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { keyOf } from '../../hooks/core/meta.ts';
import { type Api, ApiError, type Ref, type Watcher } from '../driver/api.ts';
import { infoOf, type KindInfo, kindKey } from '../driver/kinds.ts';
import type { Client } from './client.ts';

export interface HttpApi extends Api {
  /** Ends all watches. */
  close(): void;
}

type Where = Pick<KindInfo, 'apiVersion' | 'resource' | 'namespaced'>;

/** The path of a kind's collection, or of one object in it. */
export function pathOf({ apiVersion, resource, namespaced }: Where, ref?: Partial<Ref>): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const inside = namespaced && ref?.namespace ? `/namespaces/${ref.namespace}` : '';
  return `${root}${inside}/${resource}${ref?.name ? `/${ref.name}` : ''}`;
}

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubernetesObject[];
}
interface Informer {
  readonly objects: Map<string, KubernetesObject>;
  readonly ready: Promise<void>;
  stop(): void;
}

/** Items of a list come without their kind. */
const filled = (kind: KindInfo, object: KubernetesObject): KubernetesObject => ({
  ...object,
  apiVersion: kind.apiVersion,
  kind: kind.kind,
});

/** Keeps `objects` equal to those of the server, and reports each change, until it is stopped. */
function informer(client: Client, kind: KindInfo, notify: Watcher): Informer {
  const objects = new Map<string, KubernetesObject>();
  let stopped = false;
  let abort = () => {};
  const set = (object: KubernetesObject) => {
    const before = objects.get(keyOf(object));
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    objects.set(keyOf(object), object);
    notify(before, object);
  };
  const remove = (object: KubernetesObject) => {
    objects.delete(keyOf(object));
    notify(object, undefined);
  };
  const relist = async (): Promise<string> => {
    const { metadata, items } = await client.send<List>('GET', pathOf(kind));
    const now = new Map(items.map((item) => [keyOf(item), filled(kind, item)]));
    for (const [key, object] of [...objects]) if (!now.has(key)) remove(object);
    for (const object of now.values()) set(object);
    return metadata.resourceVersion;
  };
  const watch = async (from: string): Promise<void> => {
    let gone = false;
    const { done, abort: end } = client.follow(
      `${pathOf(kind)}?watch=1&allowWatchBookmarks=true&resourceVersion=${from}`,
      ({ type, object }) => {
        if (type === 'ADDED' || type === 'MODIFIED') set(filled(kind, object as KubernetesObject));
        else if (type === 'DELETED') remove(filled(kind, object as KubernetesObject));
        else if (type === 'ERROR') gone = true;
      },
    );
    abort = end;
    await done;
    if (gone) throw new Error('the watch is too old');
  };
  let started: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    started = resolve;
  });
  void (async () => {
    while (!stopped) {
      try {
        const version = await relist();
        started();
        await watch(version);
      } catch {
        // The server is away or the watch was ended: list again a little later.
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  })();
  return {
    objects,
    ready,
    stop: () => {
      stopped = true;
      abort();
    },
  };
}

/** An Api over a client. A kind is watched from the first time it is listed. */
export function httpApi(client: Client): HttpApi {
  const informers = new Map<string, Informer>();
  const watchers: Watcher[] = [];
  const notify: Watcher = (before, after) => {
    for (const watcher of watchers) watcher(before, after);
  };
  const path = (object: KubernetesObject) => pathOf(infoOf(object), object.metadata);
  const put = (object: KubernetesObject, manager: string, sub = '') =>
    client.send<KubernetesObject>('PUT', `${path(object)}${sub}?fieldManager=${manager}`, object);
  return {
    watch: (watcher) => {
      watchers.push(watcher);
    },
    list: async (kind) => {
      const known = informers.get(kindKey(kind)) ?? informer(client, kind, notify);
      informers.set(kindKey(kind), known);
      await known.ready;
      return [...known.objects.values()];
    },
    get: async (kind, ref) => {
      try {
        return await client.send<KubernetesObject>('GET', pathOf(kind, ref));
      } catch (error) {
        if (error instanceof ApiError && error.code === 404) return undefined;
        throw error;
      }
    },
    create: (object, manager) => {
      const collection = pathOf(infoOf(object), { namespace: object.metadata.namespace });
      return client.send('POST', `${collection}?fieldManager=${manager}`, object);
    },
    update: (object, manager) => put(object, manager),
    updateStatus: (object, manager) => put(object, manager, '/status'),
    apply: (object, manager) =>
      client.send(
        'PATCH',
        `${path(object)}?fieldManager=${manager}&force=true`,
        object,
        'application/apply-patch+yaml',
      ),
    delete: async (kind, ref, uid) => {
      const options = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        ...(uid ? { preconditions: { uid } } : {}),
      };
      await client.send('DELETE', pathOf(kind, ref), options);
    },
    close: () => {
      for (const { stop } of informers.values()) stop();
    },
  };
}
