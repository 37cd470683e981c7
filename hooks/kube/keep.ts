// Children as they were last applied: what a hook answers when it must not change anything.
import type { KindMap } from './hook.ts';
import type { KubernetesObject } from './meta.ts';
import { isRecord } from './yaml.ts';

const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';
const MANAGER = 'metacontroller';

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The member of a list that a managed-fields key (`k:{...}` or `v:...`) stands for; -1 where there is none, or nobody can read the key. */
function memberOf(list: readonly unknown[], key: string): number {
  const want = parsed(key.slice(2));
  if (key.startsWith('v:')) return list.indexOf(want);
  if (!key.startsWith('k:') || !isRecord(want)) return -1;
  return list.findIndex((item) => isRecord(item) && Object.entries(want).every(([field, value]) => item[field] === value));
}

function ownedList(list: readonly unknown[], fields: Fields): unknown[] {
  const keys = Object.keys(fields).filter((key) => key !== '.');
  const chosen = keys
    .map((key) => [memberOf(list, key), key] as const)
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
    if (key.startsWith('f:') && name in value) out[name] = owned(value[name], fields[key] as Fields);
  }
  return out;
}

function strip(child: KubernetesObject): KubernetesObject {
  const { ownerReferences: _owners, ...metadata } = child.metadata;
  return { ...child, metadata };
}

/**
 * The child as we last applied it, without what the API server and others added. From the last-applied annotation (dynamic apply) or from the
 * managed fields of Metacontroller (server-side apply). `undefined` where neither is there: then the child is not ours to repeat.
 */
export function lastApplied(child: KubernetesObject): KubernetesObject | undefined {
  const text = child.metadata.annotations?.[LAST_APPLIED];
  if (text !== undefined) return parseObject(text, child);
  const entry = child.metadata.managedFields?.find((item) => item.manager === MANAGER && item.operation === 'Apply' && !item.subresource);
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

/** A user may have damaged the annotation: then it tells nothing. It never speaks of another object than the one it is on. */
function parseObject(text: string, child: KubernetesObject): KubernetesObject | undefined {
  const value = parsed(text);
  if (!isRecord(value) || !isRecord(value['metadata'])) return undefined;
  const { name, namespace } = child.metadata;
  return {
    ...value,
    apiVersion: child.apiVersion,
    kind: child.kind,
    metadata: { ...value['metadata'], name, ...(namespace ? { namespace } : {}) },
  };
}

/** All observed children as last applied: answering them changes nothing. One that cannot be reconstructed is repeated by name alone. */
export function keepChildren(children: KindMap): KubernetesObject[] {
  return Object.values(children).flatMap((byName) => Object.values(byName).map(keepChild));
}

/** One observed child as last applied. */
export function keepChild(child: KubernetesObject): KubernetesObject {
  const { name, namespace } = child.metadata;
  const stub = { apiVersion: child.apiVersion, kind: child.kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
  return lastApplied(child) ?? stub;
}
