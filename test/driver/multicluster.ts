// What an implementation of multicluster.x-k8s.io does, as far as objects go: exports of one cluster become imports in
// every cluster (KEP-1645).
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { resourceInfo } from './kinds.ts';
import type { World } from './world.ts';

const EXPORTS = resourceInfo('multicluster.x-k8s.io/v1beta1', 'serviceexports');

export const exportsOf = (world: World): Promise<readonly KubernetesObject[]> => world.api.list(EXPORTS);

interface ExportSpec {
  readonly exportedLabels?: Readonly<Record<string, string>>;
  readonly exportedAnnotations?: Readonly<Record<string, string>>;
}

/** The ServiceImport of a ServiceExport and of the Service with its name. `cluster`: where both are. */
export function serviceImport(
  exported: KubernetesObject,
  service: KubernetesObject,
  cluster: string,
): KubernetesObject {
  const { exportedLabels: labels = {}, exportedAnnotations: annotations = {} } = exported['spec'] as ExportSpec;
  const { ports, sessionAffinity } = service['spec'] as {
    readonly ports: readonly object[];
    readonly sessionAffinity?: string;
  };
  const { name, namespace = '' } = exported.metadata;
  return {
    apiVersion: exported.apiVersion,
    kind: 'ServiceImport',
    metadata: { name, namespace, labels, annotations },
    spec: { type: 'ClusterSetIP', ports, ...(sessionAffinity ? { sessionAffinity } : {}) },
    status: { clusters: [{ cluster }] },
  };
}

/** Makes what one cluster exports known in all. */
export async function share(from: World, cluster: string, all: readonly World[]): Promise<void> {
  for (const exported of await exportsOf(from)) {
    const { name, namespace } = exported.metadata;
    const service = await from.get('services', name, namespace, 'v1');
    if (!service) throw new Error(`${name} is exported and not there`);
    for (const to of all) await to.apply(serviceImport(exported, service, cluster));
  }
}
