// What an implementation of multicluster.x-k8s.io does, as far as objects go: exports of one cluster become imports in every cluster (KEP-1645).
import type { KubernetesObject } from '../../hooks/kube/meta.ts';

interface ExportSpec {
  readonly exportedLabels?: Readonly<Record<string, string>>;
  readonly exportedAnnotations?: Readonly<Record<string, string>>;
}

/** The ServiceImport of a ServiceExport and of the Service with its name. `cluster`: where both are. */
export function serviceImport(exported: KubernetesObject, service: KubernetesObject, cluster: string): KubernetesObject {
  const { exportedLabels: labels = {}, exportedAnnotations: annotations = {} } = exported['spec'] as ExportSpec;
  const { ports, sessionAffinity } = service['spec'] as { readonly ports: readonly object[]; readonly sessionAffinity?: string };
  const { name, namespace = '' } = exported.metadata;
  return {
    apiVersion: exported.apiVersion,
    kind: 'ServiceImport',
    metadata: { name, namespace, labels, annotations },
    spec: { type: 'ClusterSetIP', ports, ...(sessionAffinity ? { sessionAffinity } : {}) },
    status: { clusters: [{ cluster }] },
  };
}
