// Kubernetes objects as they travel in requests and answers, typed only as far as every kind shares it.

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

/** Prefix of all labels and annotations of our own. */
export const OWN = 'prometheus-metacontroller.dev';

/** `namespace/name`, or `name` for a cluster-scoped object: Metacontroller's v2 map key. */
export const keyOf = (object: { readonly metadata: { readonly name: string; readonly namespace?: string } }): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name;

/** Whether the parent is the object's controller (kubernetes.io: owners and dependents). */
export const isControlledBy = ({ metadata }: KubernetesObject, parent: KubernetesObject): boolean =>
  metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === parent.metadata.uid) ?? false;

/**
 * Orders text by its bytes as Go does; JavaScript's own order differs outside the basic plane, which names never reach.
 */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
