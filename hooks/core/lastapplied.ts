// Children as they were last applied. A hook returns them if it must not change anything.
import { parseJson } from './json.ts';
import type { KubernetesObject } from './meta.ts';
import { put } from './section.ts';
import { isRecord } from './yaml.ts';

const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';
const MANAGER = 'metacontroller';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The index of the list member for a managed-fields key (`k:{...}` or `v:...`). -1 without such a member and for an
 * invalid key.
 */
type Finder = (key: string) => number;

/** The first index of each text. */
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

/** The values of the fields as text; `undefined` if a field is missing or no scalar. */
function valuesOf(item: unknown, fields: readonly string[]): string | undefined {
  if (!isRecord(item) || !fields.every((field) => item[field] !== undefined && isScalar(item[field]))) return undefined;
  return JSON.stringify(fields.map((field) => item[field]));
}

/** Limit of key field sets per list. A list of Kubernetes has one. */
const MAX_KEY_SETS = 20;

/** Finds members with tables, because a list may have thousands of keys. */
function finder(list: readonly unknown[]): Finder {
  const tables = new Map<string, Map<string, number>>();
  const table = (name: string, textOf: (item: unknown) => string | undefined): Map<string, number> | undefined => {
    if (!tables.has(name) && tables.size < MAX_KEY_SETS) tables.set(name, places(list, textOf));
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

/** The part of a value in the managed fields (sigs.k8s.io/structured-merge-diff, FieldsV1). */
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
 * The child as Metacontroller last applied it, without fields of the API server and of others. Its sources are the
 * last-applied annotation (dynamic apply) and the managed fields of Metacontroller (server-side apply). `undefined`
 * without both.
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
 * The object of the annotation; `undefined` if a user has damaged it. Its kind and name are always those of the child.
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
 * All observed children as last applied, so that the response changes nothing. A child without this information becomes
 * its kind and name.
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
