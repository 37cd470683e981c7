// The sidecar of the Grafana charts (github.com/kiwigrid/k8s-sidecar), as far as objects and files go: every key of a
// labelled ConfigMap or Secret is a file, a later object overwrites an earlier one with the same key, and each change
// is followed by a reload.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Grafana } from './server.ts';

export interface Sidecar {
  /** One event of a watch: what an object was, what it is. */
  event(before: KubernetesObject | undefined, after: KubernetesObject | undefined): Promise<void>;
  /** One look at all objects. */
  look(objects: readonly KubernetesObject[]): Promise<void>;
}

const KINDS: readonly string[] = ['ConfigMap', 'Secret'];
const idOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace}/${metadata.name}`;

function filesOf(object: KubernetesObject | undefined): Readonly<Record<string, string>> {
  const data = (object?.['data'] ?? {}) as Readonly<Record<string, string>>;
  if (object?.kind !== 'Secret') return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString('utf8')]),
  );
}

/**
 * A sidecar that looks at one namespace, its own as the charts have it, or at all of them (`ALL`), for a label with a
 * value.
 */
export function sidecar(
  { app, files }: Grafana,
  namespace: string,
  label = 'grafana_datasource',
  value = '1',
): Sidecar {
  const seen = new Map<string, KubernetesObject>();
  const isMine = (object: KubernetesObject | undefined): boolean =>
    object !== undefined &&
    KINDS.includes(object.kind) &&
    object.metadata.labels?.[label] === value &&
    (namespace === 'ALL' || object.metadata.namespace === namespace);
  const reload = () => app.inject({ method: 'POST', url: '/api/admin/provisioning/datasources/reload' });

  const change = (before: KubernetesObject | undefined, after: KubernetesObject | undefined): boolean => {
    const [old, fresh] = [isMine(before) ? filesOf(before) : {}, isMine(after) ? filesOf(after) : {}];
    for (const key of Object.keys(old)) if (!(key in fresh)) files.delete(key);
    for (const [key, text] of Object.entries(fresh)) files.set(key, text);
    return JSON.stringify(old) !== JSON.stringify(fresh);
  };
  return {
    event: async (before, after) => {
      if (change(before, after)) await reload();
    },
    look: async (objects) => {
      const now = new Map(objects.filter(isMine).map((object) => [idOf(object), object]));
      const gone = [...seen].filter(([id]) => !now.has(id)).map(([, object]) => change(object, undefined));
      const here = [...now].map(([id, object]) => change(seen.get(id), object));
      seen.clear();
      for (const [id, object] of now) seen.set(id, object);
      if ([...gone, ...here].some(Boolean)) await reload();
    },
  };
}
