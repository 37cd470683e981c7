// The kinds of the API server in tests, as in its discovery.
import { GROUP, KINDS } from '../../hooks/api/kinds.ts';

export interface KindInfo {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  /** Has a status subresource. */
  readonly status: boolean;
  /** Counts changes of its spec. */
  readonly generation: boolean;
}

const builtIn = (apiVersion: string, kind: string, resource: string, more: Partial<KindInfo> = {}): KindInfo => ({
  apiVersion,
  kind,
  resource,
  namespaced: true,
  status: false,
  generation: false,
  ...more,
});

export const KIND_INFOS: readonly KindInfo[] = [
  builtIn('v1', 'ConfigMap', 'configmaps'),
  builtIn('v1', 'Endpoints', 'endpoints'),
  builtIn('v1', 'Namespace', 'namespaces', { namespaced: false, status: true }),
  builtIn('v1', 'Node', 'nodes', { namespaced: false, status: true }),
  builtIn('v1', 'Pod', 'pods', { status: true }),
  builtIn('v1', 'Secret', 'secrets'),
  builtIn('v1', 'Service', 'services', { status: true }),
  builtIn('apps/v1', 'DaemonSet', 'daemonsets', { status: true, generation: true }),
  builtIn('apps/v1', 'Deployment', 'deployments', { status: true, generation: true }),
  builtIn('apps/v1', 'StatefulSet', 'statefulsets', { status: true, generation: true }),
  builtIn('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', { generation: true }),
  builtIn('grafana.integreatly.org/v1beta1', 'GrafanaDatasource', 'grafanadatasources', {
    status: true,
    generation: true,
  }),
  builtIn('multicluster.x-k8s.io/v1beta1', 'ServiceExport', 'serviceexports', { status: true, generation: true }),
  builtIn('multicluster.x-k8s.io/v1beta1', 'ServiceImport', 'serviceimports', { status: true, generation: true }),
  builtIn('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', { status: true, generation: true }),
  builtIn('storage.k8s.io/v1', 'StorageClass', 'storageclasses', { namespaced: false }),
  ...KINDS.map(({ kind, plural, version }) => ({
    apiVersion: `${GROUP}/${version}`,
    kind,
    resource: plural,
    namespaced: true,
    status: true,
    generation: true,
  })),
];

/** `Kind.v1` or `Kind.group/version`, as Metacontroller keys its maps. */
export const kindKey = ({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): string =>
  `${kind}.${apiVersion}`;

const byKind = new Map(KIND_INFOS.map((info) => [kindKey(info), info]));
const byResource = new Map(KIND_INFOS.map((info) => [`${info.apiVersion}/${info.resource}`, info]));

/** The kind of an object; throws for one that discovery does not list. */
export function infoOf(object: { readonly kind: string; readonly apiVersion: string }): KindInfo {
  const found = byKind.get(kindKey(object));
  if (!found) throw new Error(`discovery: no kind ${object.kind} in ${object.apiVersion}`);
  return found;
}

/** The kind of a resource; throws as Metacontroller's discovery does. */
export function resourceInfo(apiVersion: string, resource: string): KindInfo {
  const found = byResource.get(`${apiVersion}/${resource}`);
  if (!found) throw new Error(`discovery: can't find resource ${resource} in apiVersion ${apiVersion}`);
  return found;
}
