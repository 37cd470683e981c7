// What `explain` needs to know of a cluster: besides what the hooks read, the Services, Pods, endpoints, permissions and
// network policies, and what the servers report.

import type { KubernetesObject } from '../../../core/meta.ts';
import type { ServerFacts } from '../../../explain/facts.ts';
import { configSecretName, jobsSecretNames, OPERATED } from '../../../explain/generated.ts';
import type { Query } from './kubectl.ts';
import { failures, found, getAll, type LiveRequest, readLive } from './live.ts';
import { serverFacts } from './servers.ts';

/** Resources that are listed in all namespaces, with their kind. */
const LISTED: Readonly<Record<string, string>> = {
  'clusterrolebindings.rbac.authorization.k8s.io': 'ClusterRoleBinding',
  'clusterroles.rbac.authorization.k8s.io': 'ClusterRole',
  'daemonsets.apps': 'DaemonSet',
  'endpointslices.discovery.k8s.io': 'EndpointSlice',
  'ingresses.networking.k8s.io': 'Ingress',
  'networkpolicies.networking.k8s.io': 'NetworkPolicy',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  'rolebindings.rbac.authorization.k8s.io': 'RoleBinding',
  'roles.rbac.authorization.k8s.io': 'Role',
  'statefulsets.apps': 'StatefulSet',
  nodes: 'Node',
  pods: 'Pod',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
};
/** Resources without a namespace. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'nodes',
]);

/** The generated Secrets with configurations, and the ConfigMaps with rules. */
function generatedQueries(workloads: readonly KubernetesObject[]): Query[] {
  return workloads.flatMap((workload) => {
    const { name, namespace } = workload.metadata;
    const { configKey, rules } = OPERATED[workload.kind] ?? {};
    return [
      ...(configKey
        ? [{ resource: 'secrets', namespace, names: [configSecretName(workload), ...jobsSecretNames(workload)] }]
        : []),
      ...(rules ? [{ resource: 'configmaps', namespace, selector: `${rules}=${name}` }] : []),
    ];
  });
}

/** Each object once. */
const distinct = (objects: readonly KubernetesObject[]): KubernetesObject[] => [
  ...new Map(
    objects.map((object) => {
      const { kind, apiVersion, metadata } = object;
      return [`${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`, object] as const;
    }),
  ).values(),
];

/** The objects of a cluster, the kinds that are known completely, what the servers report, and what cannot be read. */
export interface World {
  readonly objects: readonly KubernetesObject[];
  readonly complete: readonly string[];
  readonly servers: readonly ServerFacts[];
  readonly notes: readonly string[];
}

/** Kinds that the hooks read, and that are asked for by name. */
const READ: readonly string[] = ['Namespace', 'Secret', 'ConfigMap'];

/**
 * Reads a cluster with `kubectl get`. What cannot be read stays unknown. With a namespace only its objects are read,
 * and no kind is known completely.
 */
export async function readWorld({ cluster, namespace, options }: LiveRequest): Promise<World> {
  const live = await readLive({ cluster, namespace, options });
  const workloads = live.objects.filter(({ kind }) => Object.hasOwn(OPERATED, kind));
  const listed = Object.keys(LISTED).map(
    (resource): Query => ({ resource, ...(CLUSTER_WIDE.has(resource) ? {} : { namespace }) }),
  );
  const answers = await getAll([...listed, ...generatedQueries(workloads)], cluster);
  const failed = failures(answers);
  const unread = new Set(failed.map(({ query }) => query.resource));
  const objects = distinct([...live.objects, ...found(answers)]);
  const complete = [
    ...READ.filter((kind) => !(kind === 'Secret' && unread.has('secrets'))),
    ...Object.entries(LISTED).flatMap(([resource, kind]) => (unread.has(resource) ? [] : [kind])),
  ];
  return {
    objects,
    complete: namespace === undefined ? complete : [],
    servers: await serverFacts(workloads, objects, cluster),
    notes: [...live.notes, ...failed.map(({ query, error }) => `cannot read ${query.resource}: ${error}`)],
  };
}
