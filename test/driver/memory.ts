// An API server in memory: versions, generations, conflicts, finalizers, garbage collection, server-side apply,
// watches.
import { isDeepStrictEqual } from 'node:util';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { admit, pruneStatus } from './admission.ts';
import { type Api, ApiError, type Ref, type Watcher } from './api.ts';
import { serverSideApply, updatedFields } from './fields.ts';
import { infoOf, kindKey } from './kinds.ts';

export interface Write {
  readonly verb: 'create' | 'update' | 'status' | 'apply' | 'delete';
  readonly object: string;
  readonly manager: string;
  /** Whether anything was stored: writes that change nothing leave the version alone. */
  readonly changed: boolean;
}

export interface MemoryApi extends Api {
  readonly writes: Write[];
  /** All objects, for assertions. */
  all(): readonly KubernetesObject[];
}

const refKey = ({ namespace, name }: Ref): string => (namespace ? `${namespace}/${name}` : name);

const bare = (object: KubernetesObject): unknown => {
  const { resourceVersion: _rv, generation: _g, managedFields: _mf, ...metadata } = object.metadata;
  const { status: _s, ...rest } = object;
  return { ...rest, metadata };
};

/** Freezes the object, so that it stays as it was stored. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

/** A new, empty API server. `clock` gives creation times. */
export function memoryApi(clock: () => Date = () => new Date()): MemoryApi {
  const store = new Map<string, Map<string, KubernetesObject>>();
  const watchers: Watcher[] = [];
  const writes: Write[] = [];
  let version = 1000;
  let uids = 0;

  const table = (kind: { readonly kind: string; readonly apiVersion: string }): Map<string, KubernetesObject> => {
    const key = kindKey(kind);
    const found = store.get(key) ?? new Map<string, KubernetesObject>();
    store.set(key, found);
    return found;
  };
  const name = (object: KubernetesObject) => `${object.kind} ${keyOf(object)}`;
  const nextUid = () => `00000000-0000-4000-8000-${String(++uids).padStart(12, '0')}`;
  const notify = (before: KubernetesObject | undefined, after: KubernetesObject | undefined) => {
    for (const watcher of watchers) watcher(before, after);
  };
  const note = (verb: Write['verb'], object: KubernetesObject, manager: string, changed: boolean) =>
    writes.push({ verb, object: name(object), manager, changed });

  const put = (object: KubernetesObject, before: KubernetesObject | undefined): KubernetesObject => {
    const stored = frozen(
      structuredClone({ ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } }),
    );
    table(stored).set(keyOf(stored), stored);
    notify(before, stored);
    return stored;
  };

  /** Removes an object for good, and then what only it owned. */
  const drop = (object: KubernetesObject): void => {
    table(object).delete(keyOf(object));
    notify(object, undefined);
    const { uid } = object.metadata;
    for (const dependents of [...store.values()])
      for (const dependent of [...dependents.values()]) {
        const owners = dependent.metadata.ownerReferences ?? [];
        if (!owners.some((owner) => owner.uid === uid)) continue;
        const alive = owners.filter((owner) => owner.uid !== uid);
        if (alive.length === 0) void remove(dependent, 'garbage-collector');
        else put({ ...dependent, metadata: { ...dependent.metadata, ownerReferences: alive } }, dependent);
      }
  };
  const remove = (object: KubernetesObject, manager: string): void => {
    note('delete', object, manager, true);
    if ((object.metadata.finalizers ?? []).length === 0) drop(object);
    if ((object.metadata.finalizers ?? []).length === 0 || object.metadata.deletionTimestamp) return;
    const generation = infoOf(object).generation ? { generation: (object.metadata.generation ?? 1) + 1 } : {};
    put(
      { ...object, metadata: { ...object.metadata, deletionTimestamp: clock().toISOString(), ...generation } },
      object,
    );
  };

  const store_ = (
    verb: Write['verb'],
    next: KubernetesObject,
    before: KubernetesObject,
    manager: string,
  ): KubernetesObject => {
    const same = isDeepStrictEqual(bare(next), bare(before)) && isDeepStrictEqual(next['status'], before['status']);
    note(verb, next, manager, !same);
    if (same && isDeepStrictEqual(next.metadata.managedFields, before.metadata.managedFields)) return before;
    const spec = isDeepStrictEqual(next['spec'], before['spec']) && isDeepStrictEqual(next['data'], before['data']);
    const generation = infoOf(next).generation
      ? { generation: (before.metadata.generation ?? 1) + (spec ? 0 : 1) }
      : {};
    const metadata = {
      ...next.metadata,
      uid: before.metadata.uid ?? '',
      creationTimestamp: before.metadata.creationTimestamp ?? '',
      ...generation,
    };
    const stored = { ...next, metadata };
    if (metadata.deletionTimestamp && (metadata.finalizers ?? []).length === 0) {
      table(stored).set(keyOf(stored), stored);
      drop(stored);
      return stored;
    }
    return put(stored, before);
  };

  const find = (object: KubernetesObject): KubernetesObject => {
    const before = table(object).get(keyOf(object));
    if (!before) throw new ApiError(404, 'NotFound', `${name(object)} not found`);
    const { resourceVersion, uid } = object.metadata;
    if (uid && uid !== before.metadata.uid)
      throw new ApiError(409, 'Conflict', `${name(object)}: the uid is another one`);
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) {
      throw new ApiError(409, 'Conflict', `${name(object)}: the object has been modified`);
    }
    return before;
  };

  const insert = (object: KubernetesObject, manager: string, verb: Write['verb']): KubernetesObject => {
    const { status: _status, ...rest } = object;
    const plain = infoOf(object).status ? (rest as KubernetesObject) : object;
    const admitted = admit(plain, undefined);
    const generation = infoOf(object).generation ? { generation: 1 } : {};
    const metadata = {
      ...admitted.metadata,
      uid: object.metadata.uid ?? nextUid(),
      creationTimestamp: clock().toISOString(),
      ...generation,
    };
    note(verb, object, manager, true);
    return put({ ...admitted, metadata }, undefined);
  };

  return {
    writes,
    all: () => [...store.values()].flatMap((objects) => [...objects.values()]),
    watch: (watcher) => {
      watchers.push(watcher);
    },
    list: async (kind) => [...table(kind).values()],
    get: async (kind, ref) => table(kind).get(refKey(ref)),
    create: async (object, manager) => {
      if (table(object).has(keyOf(object))) throw new ApiError(409, 'AlreadyExists', `${name(object)} already exists`);
      const managedFields = updatedFields(undefined, object, manager) as never;
      return insert({ ...object, metadata: { ...object.metadata, managedFields } }, manager, 'create');
    },
    update: async (object, manager) => {
      const before = find(object);
      const status = infoOf(object).status ? { status: before['status'] } : {};
      const admitted = admit({ ...object, ...(status['status'] === undefined ? {} : status) }, before);
      const managedFields = updatedFields(before, admitted, manager) as never;
      return store_('update', { ...admitted, metadata: { ...admitted.metadata, managedFields } }, before, manager);
    },
    updateStatus: async (object, manager) => {
      const before = find(object);
      const status = pruneStatus(object.kind, object['status']);
      return store_('status', { ...before, status }, before, manager);
    },
    apply: async (object, manager) => {
      const before = table(object).get(keyOf(object));
      const controllers = (owner: KubernetesObject) =>
        (owner.metadata.ownerReferences ?? []).filter((ref) => ref.controller);
      const merged = serverSideApply(before, object, manager);
      if (controllers(merged).length > 1)
        throw new ApiError(422, 'Invalid', `${name(object)}: only one reference can have Controller set to true`);
      if (!before) return insert(merged, manager, 'apply');
      return store_('apply', admit(merged, before), before, manager);
    },
    delete: async (kind, ref, uid) => {
      const found = table(kind).get(refKey(ref));
      if (!found) throw new ApiError(404, 'NotFound', `${kind.kind} ${refKey(ref)} not found`);
      if (uid && uid !== found.metadata.uid) throw new ApiError(409, 'Conflict', 'the uid is another one');
      remove(found, 'metacontroller');
    },
  };
}
