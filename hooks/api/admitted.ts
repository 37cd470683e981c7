// Objects of files as the API server would return them.
import type { KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import { withDefaults } from './defaults.ts';

/** Kinds without a namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace',
  'StorageClass',
  'Node',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
]);

/** A Secret with encoded `stringData`, as the API server returns it. */
function encoded(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Secret' || !isRecord(object['stringData'])) return object;
  const { stringData, data, ...rest } = object;
  const texts = Object.entries(stringData as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return { ...rest, data: { ...(data as object), ...Object.fromEntries(texts) } } as KubernetesObject;
}

/** The object with a namespace, the defaults of its CRD, and encoded Secrets. */
export function admitted(object: KubernetesObject): KubernetesObject {
  const placed =
    object.metadata.namespace || CLUSTER_SCOPED.has(object.kind)
      ? object
      : { ...object, metadata: { ...object.metadata, namespace: 'default' } };
  return encoded(withDefaults(placed));
}
