// The servers of a workload with what they should run.
import type { Inputs, Listers } from '../core/inputs.ts';
import { largest } from '../core/lists.ts';
import type { ConfigMap, KubernetesObject, Secret } from '../core/meta.ts';
import { routePath } from '../core/routeprefix.ts';
import type { Product } from '../probe/running.ts';
import { availability, ownedPods } from '../workload/status.ts';
import { isUnchanged, type Objects, type Written, written, writtenDigest } from './written.ts';

/** The servers of one StatefulSet or DaemonSet. */
export interface ServerSet {
  readonly name: string;
  readonly written: Written;
  /** Path prefix of the servers. */
  readonly path: string;
  readonly pods: readonly KubernetesObject[];
}

/** The servers of a workload. */
export interface Servers {
  readonly sets: readonly ServerSet[];
  /** The name of a workload whose pods are not all there and ready. */
  readonly notReady: string | undefined;
  /** A digest of what all servers should run. */
  readonly digest: string;
  /** When that was written last, in milliseconds since 1970; 0 where the objects do not say. */
  readonly at: number;
}

/** The Secrets and ConfigMaps of a namespace that exist: children, or those that a user created. */
const existing = ({ observed, related, parent }: Inputs): Objects => {
  const { namespace } = parent.metadata;
  const find = <K extends 'secrets' | 'configMaps'>(kind: K, name: string) =>
    observed[kind].get(namespace, name) ?? related[kind].get(namespace, name);
  return {
    secret: (name) => find('secrets', name) as Secret | undefined,
    configMap: (name) => observed.configMaps.get(namespace, name),
  };
};

/** The Secrets and ConfigMaps of a response. One without data leaves those of the user as they are. */
export function responded(children: readonly KubernetesObject[], before: Objects): Objects {
  const found = new Map(children.map((child) => [`${child.kind}/${child.metadata.name}`, child]));
  const find = <T extends KubernetesObject>(kind: string, name: string, old: T | undefined): T | undefined => {
    const child = found.get(`${kind}/${name}`) as T | undefined;
    return child?.['data'] === undefined && old ? old : child;
  };
  return {
    secret: (name) => find<Secret>('Secret', name, before.secret(name)),
    configMap: (name) => find<ConfigMap>('ConfigMap', name, before.configMap(name)),
  };
}

/** Whether all pods of a StatefulSet or DaemonSet exist and are ready. */
function isReady(set: KubernetesObject, pods: Listers['pods']): boolean {
  if (set.kind === 'StatefulSet') return availability(set, pods).condition.status === 'True';
  const { desiredNumberScheduled = 0, numberReady = 0 } = (set['status'] ?? {}) as Readonly<Record<string, number>>;
  return numberReady >= desiredNumberScheduled;
}

/** The StatefulSets and DaemonSets that exist. */
const setsOf = ({ observed }: Inputs): readonly KubernetesObject[] => [
  ...observed.statefulSets.list(),
  ...observed.daemonSets.list(),
];

function findServers(inputs: Inputs): Servers {
  const { parent, related } = inputs;
  const { pods } = related;
  const { routePrefix } = parent['spec'] as { readonly routePrefix?: string };
  // The ruler of a query tier has no prefix.
  const path = (product: Product): string =>
    parent.kind === 'Prometheus' && product === 'thanos-ruler' ? '' : routePath(routePrefix);
  const objects = existing(inputs);
  const found = setsOf(inputs).flatMap((set) => {
    const wanted = written(set, objects);
    return wanted ? [{ set, wanted }] : [];
  });
  return {
    sets: found.map(({ set, wanted }) => ({
      name: set.metadata.name,
      written: wanted,
      path: path(wanted.product),
      pods: ownedPods(set, pods),
    })),
    notReady: found.find(({ set }) => !isReady(set, pods))?.set.metadata.name,
    digest: writtenDigest(found.map(({ wanted }) => wanted)),
    at: largest(
      found.map(({ wanted }) => wanted.at),
      0,
    ),
  };
}

/** The servers by the inputs of a sync: its probes and its answer need the same ones. */
const known = new WeakMap<Inputs, Servers>();

/** The servers that exist, and what was written for them. */
export function serversOf(inputs: Inputs): Servers {
  const servers = known.get(inputs) ?? findServers(inputs);
  known.set(inputs, servers);
  return servers;
}

/** Whether the servers that exist should run something else after a response. */
export function changes(inputs: Inputs, children: readonly KubernetesObject[]): boolean {
  const before = existing(inputs);
  const after = responded(children, before);
  return setsOf(inputs).some((set) => {
    const [old, wanted] = [written(set, before), written(set, after)];
    return old && wanted ? !isUnchanged(old, wanted) : old !== wanted;
  });
}
