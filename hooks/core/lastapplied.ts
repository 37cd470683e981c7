import { parseJson } from './json.ts';
import type { KubernetesObject } from './meta.ts';
import { put } from './section.ts';
import { isRecord } from './yaml.ts';

const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';
const MANAGER = 'metacontroller';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The member of a list that a managed-fields key (`k:{...}` or `v:...`) stands for; -1 where there is none, or nobody
 * can read the key.
 */
type Finder = (key: string) => number;

/** Where each text stands first. */
function places(list: readonly unknown[], textOf: (item: unknown) => string | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (const [i, item] of list.entries()) {
    const text = textOf(item);
    if (text !== undefined && !found.has(text)) found.set(text, i);
  }
  return found;
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;
const scalarText = (value: unknown): string | undefined => (isScalar(value) ? JSON.stringify(value) : undefined);

/** The values of the fields as a text; nothing for an item that lacks one, or has more than a scalar there. */
function valuesOf(item: unknown, fields: readonly string[]): string | undefined {
  if (!isRecord(item) || !fields.every((field) => item[field] !== undefined && isScalar(item[field]))) return undefined;
  return JSON.stringify(fields.map((field) => item[field]));
}

/** Sets of key fields that one list can have; a list of Kubernetes has one. */
const MOST_KEYS = 20;

/** Finds members by tables: a list may have thousands, each with a key of its own. */
function finder(list: readonly unknown[]): Finder {
  const tables = new Map<string, Map<string, number>>();
  const table = (name: string, textOf: (item: unknown) => string | undefined): Map<string, number> | undefined => {
    if (!tables.has(name) && tables.size < MOST_KEYS) tables.set(name, places(list, textOf));
    return tables.get(name);
  };
  return (key) => {
    const want = parseJson(key.slice(2));
    if (key.startsWith('v:')) return table('', scalarText)?.get(scalarText(want) ?? 'none') ?? -1;
    if (!key.startsWith('k:') || !isRecord(want)) return -1;
    const fields = Object.keys(want).sort();
    return table(JSON.stringify(fields), (item) => valuesOf(item, fields))?.get(valuesOf(want, fields) ?? 'none') ?? -1;
  };
}

function ownedList(list: readonly unknown[], fields: Fields): unknown[] {
  const keys = Object.keys(fields).filter((key) => key !== '.');
  const memberOf = finder(list);
  const chosen = keys
    .map((key) => [memberOf(key), key] as const)
    .filter(([at]) => at >= 0)
    .sort(([a], [b]) => a - b);
  return chosen.map(([at, key]) => owned(list[at], fields[key] as Fields));
}

/** The part of a value that managed fields name (sigs.k8s.io/structured-merge-diff, FieldsV1). */
function owned(value: unknown, fields: Fields): unknown {
  const keys = Object.keys(fields).filter((key) => key !== '.');
  if (keys.length === 0) return value;
  if (Array.isArray(value)) return ownedList(value, fields);
  if (!isRecord(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const name = key.slice(2);
    if (key.startsWith('f:') && Object.hasOwn(value, name)) put(out, name, owned(value[name], fields[key] as Fields));
  }
  return out;
}

function strip(child: KubernetesObject): KubernetesObject {
  const { ownerReferences: _owners, ...metadata } = child.metadata;
  return { ...child, metadata };
}

/**
 * The child as we last applied it, without what the API server and others added. From the last-applied annotation
 * (dynamic apply) or from the managed fields of Metacontroller (server-side apply). `undefined` where neither is there:
 * then the child is not ours to repeat.
 */
export function lastApplied(child: KubernetesObject): KubernetesObject | undefined {
  const text = child.metadata.annotations?.[LAST_APPLIED];
  if (text !== undefined) return parseObject(text, child);
  const entry = child.metadata.managedFields?.find(
    (item) => item.manager === MANAGER && item.operation === 'Apply' && !item.subresource,
  );
  if (!entry?.fieldsV1) return undefined;
  const part = owned(child, entry.fieldsV1) as KubernetesObject;
  const { name, namespace } = child.metadata;
  return strip({
    ...part,
    apiVersion: child.apiVersion,
    kind: child.kind,
    metadata: { ...part.metadata, name, ...(namespace ? { namespace } : {}) },
  });
}

/**
 * A user may have damaged the annotation: then it tells nothing. It never speaks of another object than the one it is
 * on.
 */
function parseObject(text: string, child: KubernetesObject): KubernetesObject | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || !isRecord(value['metadata'])) return undefined;
  const { name, namespace } = child.metadata;
  return {
    ...value,
    apiVersion: child.apiVersion,
    kind: child.kind,
    metadata: { ...value['metadata'], name, ...(namespace ? { namespace } : {}) },
  };
}

/**
 * All observed children as last applied: answering them changes nothing. One that cannot be reconstructed is repeated
 * by name alone.
 */
export const keepChildren = (children: readonly KubernetesObject[]): KubernetesObject[] => children.map(keepChild);

/** One observed child as last applied. */
export function keepChild(child: KubernetesObject): KubernetesObject {
  const { name, namespace } = child.metadata;
  const stub = {
    apiVersion: child.apiVersion,
    kind: child.kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
  };
  return lastApplied(child) ?? stub;
}
