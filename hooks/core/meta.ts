// Kubernetes objects in requests and responses, with the fields that every kind has.

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Prefix of our own labels and annotations. */
export const OWN = 'prometheus-metacontroller.dev';

/** `namespace/name`, or `name` for a cluster-scoped object: Metacontroller's v2 map key. */
export const keyOf = (object: { readonly metadata: { readonly name: string; readonly namespace?: string } }): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name;

/** Whether the parent is the object's controller (kubernetes.io: owners and dependents). */
export const isControlledBy = ({ metadata }: KubernetesObject, parent: KubernetesObject): boolean =>
  metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === parent.metadata.uid) ?? false;

/**
 * Order of texts, as Go compares bytes. It differs from Go for characters above U+FFFF, which names do not have.
 */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The object without the sets of fields of its managers, which are a third of a small object. Only children need them:
 * they say what was applied.
 */
export function withoutFieldSets(object: KubernetesObject): KubernetesObject {
  const { managedFields } = object.metadata;
  if (!Array.isArray(managedFields)) return object;
  const bare = managedFields.map(({ fieldsV1: _fields, ...entry }: ManagedFieldsEntry) => entry);
  return { ...object, metadata: { ...object.metadata, managedFields: bare } };
}
