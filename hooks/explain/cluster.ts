// The objects of an explanation, indexed: by name, by namespace and by label. Also which kinds are known completely.
import { admitted } from '../api/admitted.ts';
import { converted } from '../controllers/admission/convert.ts';
import type { LabelSelector } from '../core/hook.ts';
import { type Listers, listers } from '../core/inputs.ts';
import { type KubernetesObject, keyOf } from '../core/meta.ts';
import { type Options, parseOptions } from '../core/options.ts';
import { isRecord } from '../core/yaml.ts';
import type { Facts, ServerFacts } from './facts.ts';
import { labelsAt } from './fields.ts';
import { labelIndex, objectIndex } from './objectindex.ts';
import { templatePod } from './templates.ts';

type Objects = readonly KubernetesObject[];

/** The objects and facts, with look-ups. */
export interface Cluster {
  readonly facts: Facts;
  readonly options: Options;
  /** Listers for the code of the hooks. */
  readonly listers: Listers;
  /** Labels of each namespace that is given or has objects. The API server adds `kubernetes.io/metadata.name`. */
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The objects of a kind; of one namespace, if it is given. */
  readonly of: (kind: string, namespace?: string) => Objects;
  readonly get: (kind: string, namespace: string | undefined, name: string) => KubernetesObject | undefined;
  /** The objects of a kind with these labels; of one namespace, if it is given. */
  readonly labelled: (kind: string, selector: LabelSelector | undefined, namespace?: string) => Objects;
  /** Whether an object of the kind that is not given does not exist. */
  readonly knows: (kind: string, namespace?: string) => boolean;
  readonly server: (kind: string, namespace: string, name: string) => ServerFacts | undefined;
  /** A value that is computed once for these objects. */
  readonly once: <T>(key: string, compute: () => T) => T;
}

/** Kinds that only a running cluster has. Where they are given, the objects are a copy of a cluster. */
const OF_CLUSTERS: readonly string[] = ['Pod', 'Endpoints', 'EndpointSlice'];
/** Kinds that a copy of a namespace is taken to have all of. */
const COPIED: ReadonlySet<string> = new Set(['Service', 'Secret', 'ConfigMap']);
/** Kinds of which the objects of one namespace say nothing about another. */
const BY_NAMESPACE: ReadonlySet<string> = new Set([
  'ConfigMap',
  'EndpointSlice',
  'Endpoints',
  'PersistentVolumeClaim',
  'Pod',
  'Secret',
  'Service',
  'ServiceAccount',
]);
/** Namespaces of every cluster. */
const NAMESPACES: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Whether an operator has made the object. Such objects do not show that those of users are given. */
export const isGenerated = ({ metadata }: KubernetesObject): boolean =>
  metadata.ownerReferences?.some(({ apiVersion }) => String(apiVersion).startsWith('monitoring.coreos.com/')) ?? false;

function namespacesOf(objects: Objects): Map<string, Readonly<Record<string, string>>> {
  const named = (name: string) => ({ 'kubernetes.io/metadata.name': name });
  const out = new Map<string, Readonly<Record<string, string>>>(NAMESPACES.map((name) => [name, named(name)]));
  for (const { metadata } of objects) if (metadata.namespace) out.set(metadata.namespace, named(metadata.namespace));
  for (const object of objects) {
    if (object.kind !== 'Namespace') continue;
    const { name } = object.metadata;
    out.set(name, { ...named(name), ...labelsAt(object, 'metadata', 'labels') });
  }
  return out;
}

const isWhole = (object: KubernetesObject): boolean =>
  typeof object?.kind === 'string' &&
  typeof object.apiVersion === 'string' &&
  isRecord(object.metadata) &&
  typeof object.metadata.name === 'string';

const isTexts = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.values(value).every((member) => typeof member === 'string'));

const isOwners = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(isRecord));

const isSound = ({ metadata, data, binaryData, stringData }: KubernetesObject): boolean =>
  isTexts(metadata.labels) &&
  isTexts(metadata.annotations) &&
  isOwners(metadata.ownerReferences) &&
  (metadata.namespace === undefined || typeof metadata.namespace === 'string') &&
  isTexts(data) &&
  isTexts(binaryData) &&
  isTexts(stringData);

/** The members of metadata and data that are of the right type. Nobody has checked the objects of a file. */
function sound(object: KubernetesObject): KubernetesObject {
  if (isSound(object)) return object;
  const { labels, annotations, ownerReferences, namespace, ...metadata } =
    object.metadata as KubernetesObject['metadata'];
  const data = ['data', 'binaryData', 'stringData'].filter((field) => object[field] !== undefined);
  return {
    ...object,
    ...Object.fromEntries(data.map((field) => [field, labelsAt(object, field)])),
    metadata: {
      ...metadata,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      ...(labels ? { labels: labelsAt(labels) } : {}),
      ...(annotations ? { annotations: labelsAt(annotations) } : {}),
      ...(Array.isArray(ownerReferences) ? { ownerReferences: ownerReferences.filter(isRecord) } : {}),
    } as KubernetesObject['metadata'],
  };
}

/** AlertmanagerConfigs in the version that the hooks read. */
const inKnownVersion = (object: KubernetesObject): KubernetesObject =>
  object.kind === 'AlertmanagerConfig' && isRecord(object['spec'])
    ? converted(object, 'monitoring.coreos.com/v1alpha1')
    : object;

function kindMap(objects: Objects): Record<string, Record<string, KubernetesObject>> {
  const out: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of objects) {
    const key = `${object.kind}.${object.apiVersion}`;
    out[key] ??= {};
    out[key][keyOf(object)] = object;
  }
  return out;
}

/** The pods that controllers would make, in namespaces without pods. */
function templatePods(objects: Objects): KubernetesObject[] {
  const having = new Set(objects.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.namespace));
  return objects.flatMap((object) =>
    having.has(object.metadata.namespace) || isGenerated(object) ? [] : (templatePod(object) ?? []),
  );
}

/** Indexes the objects of files or of a cluster. Of two with one kind and name, the later counts. */
export function cluster(all: Objects, facts: Facts = {}, options: Options = parseOptions()): Cluster {
  const unique = new Map(all.filter(isWhole).map((object) => [`${object.kind}/${keyOf(object)}`, object]));
  const given = [...unique.values()].map((object) => admitted(inKnownVersion(sound(object))));
  const templates = templatePods(given);
  const objects = [...given, ...templates];
  const { of, get } = objectIndex(objects);
  const complete = new Set(facts.complete ?? []);
  const made = new Set<KubernetesObject>(templates);
  const isGiven = (object: KubernetesObject): boolean => !made.has(object) && !isGenerated(object);
  const hasCopies = (namespace?: string): boolean =>
    OF_CLUSTERS.some((kind) => of(kind, namespace).some((object) => !made.has(object)));
  const isCopy = hasCopies();
  const isCopyOf = (namespace: string | undefined): boolean =>
    namespace === undefined || get('Namespace', undefined, namespace) ? isCopy : hasCopies(namespace);
  const remembered = new Map<string, unknown>();
  const once = <T>(key: string, compute: () => T): T => {
    if (!remembered.has(key)) remembered.set(key, compute());
    return remembered.get(key) as T;
  };
  return {
    facts,
    options,
    listers: listers(kindMap(objects)),
    namespaces: namespacesOf(objects),
    of,
    get,
    labelled: (kind, selector, namespace) =>
      selector ? once(`labels ${kind}`, () => labelIndex(of(kind)))(selector, namespace) : [],
    knows: (kind, namespace) =>
      complete.has(kind) ||
      (COPIED.has(kind) && isCopyOf(namespace)) ||
      of(kind, BY_NAMESPACE.has(kind) ? namespace : undefined).some(isGiven),
    server: (kind, namespace, name) =>
      facts.servers?.find((one) => one.kind === kind && one.namespace === namespace && one.name === name),
    once,
  };
}

/** `Kind namespace/name`. */
export const idOf = (object: { readonly kind: string; readonly metadata: KubernetesObject['metadata'] }): string =>
  `${object.kind} ${keyOf(object)}`;
