// kubectl as a user runs it: apply, get, patch and delete, for all kinds in the discovery of the API server.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { ApiError } from '../driver/api.ts';
import { KIND_INFOS, type KindInfo } from '../driver/kinds.ts';
import type { Client } from './client.ts';
import { pathOf } from './http.ts';

type Kind = Pick<KindInfo, 'apiVersion' | 'resource' | 'namespaced'>;
export type Named = Pick<KubernetesObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
};

export interface Kubectl {
  apply(object: KubernetesObject): Promise<KubernetesObject>;
  /** A kind of test/driver/kinds.ts by its name alone. */
  get(kind: string, name: string, namespace?: string): Promise<KubernetesObject | undefined>;
  list(apiVersion: string, kind: string, namespace?: string): Promise<readonly KubernetesObject[]>;
  /** A merge patch, as `kubectl patch --type=merge`, `label`, `annotate` and `rollout restart` send them. */
  patch(object: Named, change: Readonly<Record<string, unknown>>, subresource?: string): Promise<void>;
  /** Nothing happens if it is not there. */
  delete(object: Named): Promise<void>;
}

interface Resources {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
};

/** kubectl over a client. */
export function kubectl(client: Client): Kubectl {
  const known = new Map<string, Kind>();
  const kindOf = async (apiVersion: string, kind: string): Promise<Kind> => {
    const key = `${apiVersion}/${kind}`;
    if (!known.has(key)) {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const { resources } = await client.send<Resources>('GET', root);
      for (const { name, kind: found, namespaced } of resources)
        if (!name.includes('/')) known.set(`${apiVersion}/${found}`, { apiVersion, resource: name, namespaced });
    }
    const found = known.get(key);
    if (!found) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
    return found;
  };
  const path = async ({ apiVersion, kind, metadata }: Named) => pathOf(await kindOf(apiVersion, kind), metadata);
  return {
    apply: async (object) => {
      const { uid: _uid, ...metadata } = object.metadata;
      const query = '?fieldManager=kubectl&force=true';
      return client.send(
        'PATCH',
        `${await path(object)}${query}`,
        { ...object, metadata },
        'application/apply-patch+yaml',
      );
    },
    get: async (kind, name, namespace) => {
      const info = KIND_INFOS.find((item) => item.kind === kind);
      if (!info) throw new Error(`${kind} is not in test/driver/kinds.ts`);
      return unlessMissing(client.send<KubernetesObject>('GET', pathOf(info, { name, namespace })));
    },
    list: async (apiVersion, kind, namespace) => {
      const where = pathOf(await kindOf(apiVersion, kind), { namespace });
      const { items } = await client.send<{ items: KubernetesObject[] }>('GET', where);
      return items.map((item) => ({ ...item, apiVersion, kind }));
    },
    patch: async (object, change, subresource) => {
      const where = `${await path(object)}${subresource ? `/${subresource}` : ''}?fieldManager=kubectl-edit`;
      await client.send('PATCH', where, change, 'application/merge-patch+json');
    },
    delete: async (object) => {
      await unlessMissing(client.send('DELETE', await path(object)));
    },
  };
}
