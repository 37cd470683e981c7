// Indexes of objects: by kind, namespace and name, and by label.
import type { LabelSelector } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { matches } from '../core/selector.ts';

type Objects = readonly KubernetesObject[];

/** The objects of one namespace: in order, and by name. */
interface Space {
  readonly all: KubernetesObject[];
  readonly names: Map<string, KubernetesObject>;
}

export interface ObjectIndex {
  /** The objects of a kind; of one namespace, if it is given. Cluster-scoped objects have the namespace `''`. */
  readonly of: (kind: string, namespace?: string) => Objects;
  /** The object of this name; without a namespace for cluster-scoped kinds. */
  readonly get: (kind: string, namespace: string | undefined, name: string) => KubernetesObject | undefined;
}

const NONE: Objects = [];

/** The value of a key, made and kept where it is missing. */
function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}

/** Indexes objects by name. Of two with one kind and name, the later counts. */
export function objectIndex(objects: Objects): ObjectIndex {
  const kinds = new Map<string, { readonly all: KubernetesObject[]; readonly spaces: Map<string, Space> }>();
  for (const object of objects) {
    const { namespace = '', name } = object.metadata;
    const kind = entry(kinds, object.kind, () => ({ all: [], spaces: new Map() }));
    const space = entry(kind.spaces, namespace, () => ({ all: [], names: new Map() }));
    kind.all.push(object);
    space.all.push(object);
    space.names.set(name, object);
  }
  return {
    of: (kind, namespace) =>
      (namespace === undefined ? kinds.get(kind)?.all : kinds.get(kind)?.spaces.get(namespace)?.all) ?? NONE,
    get: (kind, namespace = '', name) => kinds.get(kind)?.spaces.get(namespace)?.names.get(name),
  };
}

/** Objects by the key and the value of each of their labels. */
type Labelled = Map<string, Map<string, KubernetesObject[]>>;

function addLabels(into: Labelled, object: KubernetesObject): void {
  for (const [key, value] of Object.entries(object.metadata.labels ?? {}))
    entry(
      entry(into, key, () => new Map<string, KubernetesObject[]>()),
      value,
      () => [],
    ).push(object);
}

/** The first requirement of a selector that an index can answer. */
function indexed(selector: LabelSelector): readonly [key: string, values: readonly string[]] | undefined {
  const [first] = Object.entries(selector.matchLabels ?? {});
  if (first) return [first[0], [first[1]]];
  const found = selector.matchExpressions?.find(({ operator, values }) => operator === 'In' && values);
  return found && [found.key, [...new Set(found.values ?? [])]];
}

/** The objects that a selector matches; of one namespace, if it is given. */
export function labelIndex(objects: Objects): (selector: LabelSelector, namespace?: string) => Objects {
  const everywhere: Labelled = new Map();
  const spaces = new Map<string, { readonly all: KubernetesObject[]; readonly labels: Labelled }>();
  for (const object of objects) {
    const space = entry(spaces, object.metadata.namespace ?? '', () => ({ all: [], labels: new Map() }));
    space.all.push(object);
    addLabels(everywhere, object);
    addLabels(space.labels, object);
  }
  return (selector, namespace) => {
    const [key, values] = indexed(selector) ?? [];
    const labels = namespace === undefined ? everywhere : spaces.get(namespace)?.labels;
    const all = namespace === undefined ? objects : (spaces.get(namespace)?.all ?? NONE);
    const candidates =
      key === undefined ? all : (values ?? []).flatMap((value) => labels?.get(key)?.get(value) ?? NONE);
    return candidates.filter(({ metadata }) => matches(selector, metadata.labels));
  };
}
