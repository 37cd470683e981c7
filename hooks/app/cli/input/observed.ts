// What a cluster runs, besides the objects that the hooks read: what explanations look at. Nothing of it is a Secret.
import type { KubernetesObject } from '../../../core/meta.ts';
import { isRecord } from '../../../core/yaml.ts';
import type { Facts, ServerFacts } from '../../../explain/facts.ts';
import { type Cluster, kubectlGet, kubectlRaw, type Query } from './kubectl.ts';

/** The resources, each with the kind that is known completely once it was listed. */
const OBSERVED: readonly (readonly [resource: string, kind: string, isNamespaced: boolean])[] = [
  ['services', 'Service', true],
  ['pods', 'Pod', true],
  ['endpointslices.discovery.k8s.io', 'EndpointSlice', true],
  ['serviceaccounts', 'ServiceAccount', true],
  ['statefulsets.apps', 'StatefulSet', true],
  ['deployments.apps', 'Deployment', true],
  ['daemonsets.apps', 'DaemonSet', true],
  ['networkpolicies.networking.k8s.io', 'NetworkPolicy', true],
  ['ingresses.networking.k8s.io', 'Ingress', true],
  ['roles.rbac.authorization.k8s.io', 'Role', true],
  ['rolebindings.rbac.authorization.k8s.io', 'RoleBinding', true],
  ['clusterroles.rbac.authorization.k8s.io', 'ClusterRole', false],
  ['clusterrolebindings.rbac.authorization.k8s.io', 'ClusterRoleBinding', false],
];

/** Calls of kubectl at the same time. */
const CONCURRENCY = 4;
/** Servers that are asked. */
const MAX_SERVERS = 40;

export interface ObservedRequest {
  readonly cluster: Cluster;
  /** Only objects of this namespace. */
  readonly namespace?: string | undefined;
}

export interface Observed {
  readonly objects: readonly KubernetesObject[];
  readonly complete: readonly string[];
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}

/** Does the work on all items, some at the same time. Gives the results in the order of the items. */
async function together<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const open = [...items.entries()];
  const next = async (): Promise<void> => {
    for (let entry = open.shift(); entry; entry = open.shift()) results[entry[0]] = await work(entry[1]);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, next));
  return results;
}

/** The Services, pods, RBAC and so on of a cluster. Throws `UsageError` where kubectl is not installed. */
export async function readObserved({ cluster, namespace }: ObservedRequest): Promise<Observed> {
  const answers = await together(OBSERVED, async ([resource, kind, isNamespaced]) => {
    const query: Query = { resource, ...(isNamespaced ? { namespace } : {}) };
    return { resource, kind, got: await kubectlGet(query, cluster) };
  });
  const all = namespace === undefined;
  return {
    objects: answers.flatMap(({ got }) => ('objects' in got ? got.objects : [])),
    complete: all ? answers.flatMap(({ kind, got }) => ('objects' in got ? [kind] : [])) : [],
    notes: answers.flatMap(({ resource, got }) =>
      'error' in got && !got.isAbsent ? [`cannot read ${resource}: ${got.error}`] : [],
    ),
  };
}

const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);

/** The first pod of each shard of a Prometheus that runs. */
function podsOf({ metadata }: KubernetesObject, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const own = objects.filter(
    (object) =>
      object.kind === 'Pod' &&
      object.metadata.namespace === metadata.namespace &&
      object.metadata.labels?.['operator.prometheus.io/name'] === metadata.name &&
      object.metadata.labels?.['app.kubernetes.io/name'] === 'prometheus' &&
      field(object, 'status', 'phase') === 'Running',
  );
  const shards = new Map(
    own.reverse().map((pod) => [pod.metadata.labels?.['operator.prometheus.io/shard'] ?? '', pod]),
  );
  return [...shards.values()];
}

/** The path of a pod's API behind the proxy of the API server. */
function proxyPath(parent: KubernetesObject, { metadata }: KubernetesObject, path: string): string {
  const scheme = field(parent, 'spec', 'web', 'tlsConfig') ? 'https:' : '';
  const prefix = String(field(parent, 'spec', 'routePrefix') ?? '').replace(/\/$/, '');
  return `/api/v1/namespaces/${metadata.namespace}/pods/${scheme}${metadata.name}:9090/proxy${prefix}${path}`;
}

async function factsOf(
  parent: KubernetesObject,
  objects: readonly KubernetesObject[],
  cluster: Cluster,
): Promise<ServerFacts | undefined> {
  const { kind, metadata } = parent;
  const server = { kind, namespace: metadata.namespace ?? '', name: metadata.name };
  const pods = podsOf(parent, objects);
  if (pods.length === 0) return undefined;
  const answers = await together(pods, (pod) =>
    kubectlRaw(proxyPath(parent, pod, '/api/v1/targets?state=active'), cluster),
  );
  const failed = answers.find((answer) => 'error' in answer);
  if (failed && 'error' in failed) return { ...server, unreachable: failed.error };
  const activeTargets = answers.flatMap((answer) => {
    const list = 'value' in answer ? field(answer.value, 'data', 'activeTargets') : [];
    return Array.isArray(list) ? list : [];
  });
  return { ...server, targets: { activeTargets } };
}

/** The targets of the Prometheus servers, asked through the API server. */
export async function readServers(objects: readonly KubernetesObject[], cluster: Cluster): Promise<Facts> {
  const parents = objects.filter(({ kind }) => kind === 'Prometheus').slice(0, MAX_SERVERS);
  const servers = await together(parents, (parent) => factsOf(parent, objects, cluster));
  return { servers: servers.filter((one) => one !== undefined) };
}
