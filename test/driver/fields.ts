// Field ownership and server-side apply (sigs.k8s.io/structured-merge-diff), as far as our children need it.
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { isRecord } from '../../hooks/core/yaml.ts';

/**
 * Lists that merge by key, by the name of their field (Kubernetes OpenAPI: x-kubernetes-list-map-keys). All others are
 * replaced as a whole.
 */
const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  env: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

export type Fields = { readonly [key: string]: Fields };

const portKeys = (items: readonly unknown[]): readonly string[] =>
  items.some((item) => isRecord(item) && 'containerPort' in item)
    ? ['containerPort', 'protocol']
    : ['port', 'protocol'];

function keysOf(field: string, items: readonly unknown[]): readonly string[] | undefined {
  if (field === 'ports') return portKeys(items);
  return LIST_KEYS[field];
}

function itemKey(item: Record<string, unknown>, keys: readonly string[]): string {
  const entries = [...keys].sort().map((key) => [key, item[key] ?? (key === 'protocol' ? 'TCP' : undefined)]);
  return `k:${JSON.stringify(Object.fromEntries(entries))}`;
}

/** Fields of a value that is owned as a whole or member by member. */
export function fieldsOf(value: unknown, field = ''): Fields {
  if (Array.isArray(value)) {
    const keys = keysOf(field, value);
    if (!keys) return {};
    const out: Record<string, Fields> = {};
    for (const item of value as Record<string, unknown>[]) {
      const key = itemKey(item, keys);
      if (out[key]) throw new Error(`duplicate entries for key ${key}`);
      out[key] = { '.': {}, ...fieldsOf(item) };
    }
    return out;
  }
  if (!isRecord(value) || Object.keys(value).length === 0) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [`f:${name}`, fieldsOf(member, name)]));
}

const SYSTEM: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
]);

/** Fields an apply of this object takes hold of. */
export function appliedFields(object: KubernetesObject): Fields {
  const { apiVersion: _a, kind: _k, metadata, ...rest } = object;
  const meta = Object.fromEntries(Object.entries(metadata).filter(([name]) => !SYSTEM.has(name)));
  return fieldsOf({ ...(Object.keys(meta).length > 0 ? { metadata: meta } : {}), ...rest });
}

function place(list: readonly unknown[], key: string, keys: readonly string[]): number {
  return list.findIndex((item) => isRecord(item) && itemKey(item, keys) === key);
}

const inside = (kept: readonly Fields[], key: string): Fields[] =>
  kept.flatMap((fields) => (fields[key] ? [fields[key]] : []));

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;

function removeItems(
  list: readonly unknown[],
  gone: Fields,
  kept: readonly Fields[],
  keys: readonly string[],
): unknown[] {
  const out = [...list];
  for (const [key, inner] of Object.entries(gone)) {
    const at = place(out, key, keys);
    if (at < 0) continue;
    const others = inside(kept, key);
    if (others.length === 0) out.splice(at, 1);
    else out[at] = remove(out[at], inner, others);
  }
  return out;
}

/** Removes the part of a member that only this manager owns, and then the container if it is empty. */
function removeMember(value: unknown, inner: Fields, others: readonly Fields[], name: string): unknown {
  if (others.length > 0) return remove(value, inner, others, name);
  if (Object.keys(inner).length === 0) return undefined;
  const rest = remove(value, inner, [], name);
  return isEmpty(rest) ? undefined : rest;
}

/** The value without the fields in `gone` that are not in `kept`. */
function remove(value: unknown, gone: Fields, kept: readonly Fields[], field = ''): unknown {
  if (Array.isArray(value)) {
    const keys = keysOf(field, value);
    return keys ? removeItems(value, gone, kept, keys) : value;
  }
  if (!isRecord(value)) return value;
  const out: Record<string, unknown> = { ...value };
  for (const [key, inner] of Object.entries(gone)) {
    const name = key.slice(2);
    if (key === '.' || !(name in out)) continue;
    const rest = removeMember(out[name], inner, inside(kept, key), name);
    if (rest === undefined) delete out[name];
    else out[name] = rest;
  }
  return out;
}

function merge(live: unknown, applied: unknown, field = ''): unknown {
  if (Array.isArray(applied)) {
    const keys = keysOf(field, applied);
    if (!keys || !Array.isArray(live)) return applied;
    const out = [...live];
    for (const item of applied as Record<string, unknown>[]) {
      const at = place(out, itemKey(item, keys), keys);
      if (at < 0) out.push(item);
      else out[at] = merge(out[at], item);
    }
    // The order of what was applied wins among its own items.
    const order = (applied as Record<string, unknown>[]).map((item) => itemKey(item, keys));
    const rank = (item: unknown) => order.indexOf(itemKey(item as Record<string, unknown>, keys));
    return out.every((item) => rank(item) >= 0) ? out.sort((a, b) => rank(a) - rank(b)) : out;
  }
  if (!isRecord(applied) || !isRecord(live)) return applied;
  const out: Record<string, unknown> = { ...live };
  for (const [name, value] of Object.entries(applied)) out[name] = name in out ? merge(out[name], value, name) : value;
  return out;
}

interface Managed {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: Fields;
}

const managedOf = (object: KubernetesObject | undefined): readonly Managed[] =>
  (object?.metadata.managedFields ?? []) as unknown as readonly Managed[];

const without = (fields: Fields, taken: Fields): Fields => {
  const out: Record<string, Fields> = {};
  for (const [key, inner] of Object.entries(fields)) {
    const theirs = taken[key];
    if (!theirs) out[key] = inner;
    else if (Object.keys(inner).length > 0) {
      const rest = without(inner, theirs);
      if (Object.keys(rest).some((name) => name !== '.')) out[key] = rest;
    }
  }
  return out;
};

const changedFields = (live: unknown, applied: unknown, fields: Fields, field = ''): Fields => {
  const out: Record<string, Fields> = {};
  for (const [key, inner] of Object.entries(fields)) {
    if (key === '.') continue;
    const read = (from: unknown): unknown => {
      if (key.startsWith('f:')) return isRecord(from) ? from[key.slice(2)] : undefined;
      const keys = Array.isArray(from) ? keysOf(field, from) : undefined;
      return Array.isArray(from) && keys ? from[place(from, key, keys)] : undefined;
    };
    const [before, after] = [read(live), read(applied)];
    if (Object.keys(inner).length === 0) {
      if (!isDeepStrictEqual(before, after)) out[key] = inner;
    } else {
      const rest = changedFields(before, after, inner, key.slice(2));
      if (Object.keys(rest).length > 0) out[key] = rest;
    }
  }
  return out;
};

/**
 * The live object after a forced apply: fields the manager gave up go, what it applies is set, and others lose what it
 * changed.
 */
export function serverSideApply(
  live: KubernetesObject | undefined,
  applied: KubernetesObject,
  manager: string,
): KubernetesObject {
  const fields = appliedFields(applied);
  const all = managedOf(live);
  const mine = all.find((entry) => entry.manager === manager && entry.operation === 'Apply');
  const others = all.filter((entry) => entry !== mine);
  const gone = mine ? without(mine.fieldsV1, fields) : {};
  const trimmed = live
    ? (remove(
        live,
        gone,
        others.map((entry) => entry.fieldsV1),
      ) as KubernetesObject)
    : undefined;
  const merged = (trimmed ? merge(trimmed, applied) : applied) as KubernetesObject;
  const conflicts = changedFields(live, applied, fields);
  const managedFields = [
    ...others
      .map((entry) => ({ ...entry, fieldsV1: without(entry.fieldsV1, conflicts) }))
      .filter((entry) => Object.keys(entry.fieldsV1).length > 0),
    { manager, operation: 'Apply', apiVersion: applied.apiVersion, fieldsType: 'FieldsV1', fieldsV1: fields },
  ];
  return { ...merged, metadata: { ...merged.metadata, managedFields: managedFields as never } };
}

/** The managed fields after an update: the manager owns what it changed, and everyone loses what is gone. */
export function updatedFields(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  manager: string,
): readonly Managed[] {
  const fields = appliedFields(after);
  const changed = before ? changedFields(before, after, fields) : fields;
  const kept = managedOf(before).map((entry) => ({
    ...entry,
    fieldsV1: intersect(without(entry.fieldsV1, changed), fields),
  }));
  const mine = kept.find((entry) => entry.manager === manager && entry.operation === 'Update');
  const others = kept.filter((entry) => entry !== mine && Object.keys(entry.fieldsV1).length > 0);
  const joined = union(mine?.fieldsV1 ?? {}, changed);
  if (Object.keys(joined).length === 0) return others;
  return [
    ...others,
    { manager, operation: 'Update', apiVersion: after.apiVersion, fieldsType: 'FieldsV1', fieldsV1: joined },
  ];
}

const union = (a: Fields, b: Fields): Fields => {
  const out: Record<string, Fields> = { ...a };
  for (const [key, inner] of Object.entries(b)) out[key] = out[key] ? union(out[key], inner) : inner;
  return out;
};
const intersect = (a: Fields, b: Fields): Fields =>
  Object.fromEntries(
    Object.entries(a).flatMap(([key, inner]) =>
      key === '.' ? [[key, {}]] : b[key] ? [[key, intersect(inner, b[key])]] : [],
    ),
  );
