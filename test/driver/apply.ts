// Children: claimed by owner and label, then deleted, created and updated in either apply mode.
import { createHash } from 'node:crypto';
import { type KubernetesObject, keyOf, type OwnerReference } from '../../hooks/core/meta.ts';
import type { Api } from './api.ts';
import { ignoreErrors } from './conflicts.ts';
import { created, goJson, LAST_APPLIED, updated } from './dynamic.ts';
import { infoOf, type KindInfo, kindKey } from './kinds.ts';
import type { Related } from './related.ts';

export const MANAGER = 'metacontroller';
export const UID_LABEL = 'controller-uid';
export const DECORATOR = 'metacontroller.k8s.io/decorator-controller';
export type Strategy = 'server-side-apply' | 'dynamic-apply';

const controllerOf = (object: KubernetesObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller);

export const ownerReference = (parent: KubernetesObject): OwnerReference => ({
  apiVersion: parent.apiVersion,
  kind: parent.kind,
  name: parent.metadata.name,
  uid: parent.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

const withOwners = (object: KubernetesObject, owners: readonly OwnerReference[]): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, ownerReferences: owners },
});

/**
 * The children of a composite parent: owned and labelled ones; owned without the label are released, orphans with it
 * adopted.
 */
export async function claim(parent: KubernetesObject, kinds: readonly KindInfo[], api: Api): Promise<Related> {
  const { uid = '', namespace, deletionTimestamp } = parent.metadata;
  const out: Related = {};
  for (const kind of kinds) {
    const mine: Record<string, KubernetesObject> = {};
    for (const object of await api.list(kind)) {
      if (object.metadata.namespace !== namespace) continue;
      const owner = controllerOf(object);
      const labelled = object.metadata.labels?.[UID_LABEL] === uid;
      if (owner?.uid === uid && labelled) mine[keyOf(object)] = object;
      else if (owner?.uid === uid && !deletionTimestamp)
        await api.update(
          withOwners(
            object,
            (object.metadata.ownerReferences ?? []).filter((ref) => ref.uid !== uid),
          ),
          MANAGER,
        );
      else if (!owner && labelled && !deletionTimestamp && !object.metadata.deletionTimestamp) {
        mine[keyOf(object)] = await api.update(
          withOwners(object, [...(object.metadata.ownerReferences ?? []), ownerReference(parent)]),
          MANAGER,
        );
      }
    }
    out[kindKey(kind)] = mine;
  }
  return out;
}

/** The attachments of a decorated object: owned by it and marked by this decorator. */
export async function attachmentsOf(
  object: KubernetesObject,
  kinds: readonly KindInfo[],
  decorator: string,
  api: Api,
): Promise<Related> {
  const out: Related = {};
  for (const kind of kinds) {
    const all = await api.list(kind);
    const mine = all.filter(
      (item) => controllerOf(item)?.uid === object.metadata.uid && item.metadata.annotations?.[DECORATOR] === decorator,
    );
    out[kindKey(kind)] = Object.fromEntries(mine.map((item) => [keyOf(item), item]));
  }
  return out;
}

export interface Applier {
  readonly api: Api;
  readonly strategy: Strategy;
  /** What server-side apply has sent: kind and name -> what it saw and wanted. Kept in the memory of the process. */
  readonly sent: Map<string, string>;
}

async function applyOne(
  parent: KubernetesObject,
  observed: KubernetesObject | undefined,
  desired: KubernetesObject,
  { api, strategy, sent }: Applier,
): Promise<void> {
  if (observed?.metadata.deletionTimestamp) return;
  if (strategy === 'dynamic-apply') {
    if (!observed)
      await ignoreErrors([409], () => api.create(withOwners(created(desired), [ownerReference(parent)]), MANAGER));
    else {
      const next = updated(observed, desired);
      if (next) await ignoreErrors([404, 409], () => api.update(next, MANAGER));
    }
    return;
  }
  const id = `${kindKey(desired)}/${keyOf(desired)}`;
  const hash = createHash('sha256').update(goJson(desired)).digest('hex');
  const seen = (object: KubernetesObject) =>
    `${hash}/${object.metadata.uid}/${object.metadata.generation ?? object.metadata.resourceVersion}`;
  if (observed && sent.get(id) === seen(observed)) return;
  if (observed?.metadata.annotations?.[LAST_APPLIED] !== undefined) {
    const { [LAST_APPLIED]: _old, ...annotations } = observed.metadata.annotations;
    await api.update({ ...observed, metadata: { ...observed.metadata, annotations } }, MANAGER);
  }
  const owned = withOwners(desired, [...(desired.metadata.ownerReferences ?? []), ownerReference(parent)]);
  const result = await ignoreErrors([409], () => api.apply(owned, MANAGER));
  if (result) sent.set(id, seen(result));
}

const group = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');
const order = (object: KubernetesObject): string => `${group(object.apiVersion)}/${object.apiVersion}/${object.kind}`;

/** Deletes what is no longer wanted, then creates and updates; all are attempted, the first error is returned. */
export async function manage(
  parent: KubernetesObject,
  { observed, desired }: { readonly observed: Related; readonly desired: readonly KubernetesObject[] },
  declared: readonly KindInfo[],
  applier: Applier,
): Promise<Error | undefined> {
  const errors: Error[] = [];
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const kinds = new Set(declared.map(kindKey));
  const wanted = new Map(desired.map((object) => [`${kindKey(object)}/${keyOf(object)}`, object]));
  for (const [kind, objects] of Object.entries(observed)) {
    for (const [key, object] of Object.entries(objects)) {
      if (wanted.has(`${kind}/${key}`) || object.metadata.deletionTimestamp) continue;
      await attempt(() =>
        ignoreErrors([404], () => applier.api.delete(infoOf(object), object.metadata, object.metadata.uid)),
      );
    }
  }
  for (const object of [...wanted.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    if (!kinds.has(kindKey(object))) throw new Error(`${kindKey(object)} is not declared as a child`);
    await attempt(() => applyOne(parent, observed[kindKey(object)]?.[keyOf(object)], object, applier));
  }
  return errors[0];
}
