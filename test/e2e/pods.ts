// What pods need beside the parents' own manifests, and what they say about themselves, asked through the API server.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { ApiError } from '../driver/api.ts';
import { condition } from '../support/condition.ts';
import { until } from '../support/until.ts';
import type { Env } from './env.ts';
import type { Kubectl } from './kubectl.ts';

/** Why no pod can run, or false. */
export async function noNode(user: Kubectl): Promise<string | false> {
  const nodes = await user.list('v1', 'Node');
  return nodes.length > 0 ? false : 'the cluster has no node: test/cluster/up.sh without PARTS=control brings one';
}

/**
 * Whether an address is this machine's. A bridge without pods is not in the list of interfaces, but can be listened on.
 */
async function isMine(address: string): Promise<boolean> {
  const server = createServer().listen(0, address);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Waits, where pods can run, until the mesh of an Alertmanager is whole: its budget for evictions changes then. */
export async function wholeMesh(on: Env, namespace: string, name = 'main'): Promise<void> {
  if (await noNode(on)) return;
  const said = async (type: string) => condition(await on.get('Alertmanager', name, namespace), type);
  const isWhole = async () =>
    (await said('MeshHealthy'))?.status === 'True' && (await said('RolloutProgressing'))?.reason === 'Complete';
  // A rollout of three, each of which may wait for its alerts, and the first for the end of its start delay.
  await until(`the mesh of ${name} is whole`, isWhole, 600);
}

/**
 * Asks for the eviction of a pod, as `kubectl drain` does. Out: whether it was granted (kubernetes.io: API-initiated
 * eviction, 429 where a budget forbids it).
 */
export async function evict(on: Env, namespace: string, name: string): Promise<boolean> {
  try {
    await on.client.send('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 429) return false;
    throw error;
  }
}

/** An address of this machine at which pods reach it, where the node is this machine. */
export async function hostAddress(user: Kubectl): Promise<string | undefined> {
  type Status = { addresses?: { type: string; address: string }[] };
  const nodes = await user.list('v1', 'Node');
  const internal = nodes
    .flatMap((node) => (node['status'] as Status).addresses ?? [])
    .filter(({ type }) => type === 'InternalIP');
  for (const { address } of internal) if (await isMine(address)) return address;
  return undefined;
}

/** Why pods cannot reach this machine, or false. */
export async function nodeElsewhere(user: Kubectl): Promise<string | false> {
  return (
    (await noNode(user)) ||
    (!(await hostAddress(user)) && 'the node is another machine, which cannot reach targets on this one')
  );
}

/** Read access for service discovery, as kube-prometheus gives it to its Prometheus. */
export async function allowDiscovery(on: Env, namespace: string, account: string): Promise<void> {
  const api = 'rbac.authorization.k8s.io/v1';
  const name = `${namespace}-${account}`;
  const rules = [
    {
      apiGroups: [''],
      resources: ['services', 'endpoints', 'pods', 'nodes', 'nodes/metrics'],
      verbs: ['get', 'list', 'watch'],
    },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
    { nonResourceURLs: ['/metrics', '/metrics/slis'], verbs: ['get'] },
  ];
  await on.apply({ apiVersion: api, kind: 'ClusterRole', metadata: { name }, rules });
  await on.apply({
    apiVersion: api,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

export async function forbidDiscovery(on: Env, namespace: string, account: string): Promise<void> {
  const name = `${namespace}-${account}`;
  for (const kind of ['ClusterRoleBinding', 'ClusterRole'])
    await on.delete({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name } });
}

/** The Service that kube-prometheus puts before its Prometheus or Alertmanager. */
export const service = (
  namespace: string,
  name: string,
  labels: Record<string, string>,
  port: number,
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'kube-prometheus', ...labels } },
  spec: {
    selector: labels,
    ports: [
      { name: 'web', port, targetPort: 'web' },
      { name: 'reloader-web', port: 8080, targetPort: 'reloader-web' },
    ],
  },
});

const get = async <T>(on: Env, namespace: string, podPort: string, path: string): Promise<T> =>
  JSON.parse(await on.client.text(`/api/v1/namespaces/${namespace}/pods/${podPort}/proxy${path}`)) as T;

export interface Target {
  readonly scrapePool: string;
  readonly health: string;
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The active targets of a Prometheus pod. */
export const targets = async (on: Env, namespace: string, pod: string): Promise<readonly Target[]> =>
  (await get<{ data: { activeTargets: Target[] } }>(on, namespace, `${pod}:9090`, '/api/v1/targets?state=active')).data
    .activeTargets;

/** The names of the alerting rules a Prometheus pod has loaded. */
export async function loadedAlerts(on: Env, namespace: string, pod: string): Promise<readonly string[]> {
  type Rules = { data: { groups: { rules: { name: string }[] }[] } };
  const { data } = await get<Rules>(on, namespace, `${pod}:9090`, '/api/v1/rules?type=alert');
  return data.groups.flatMap(({ rules }) => rules.map(({ name }) => name));
}

/** The labels of the alerts that fire at a Prometheus pod. */
export async function firingAlerts(
  on: Env,
  namespace: string,
  pod: string,
): Promise<readonly Readonly<Record<string, string>>[]> {
  type Alerts = { data: { alerts: { state: string; labels: Record<string, string> }[] } };
  const { data } = await get<Alerts>(on, namespace, `${pod}:9090`, '/api/v1/alerts');
  return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels);
}

/** The names of the alerts an Alertmanager pod holds. */
export const heldAlerts = async (on: Env, namespace: string, pod: string): Promise<readonly string[]> =>
  (await get<{ labels: { alertname: string } }[]>(on, namespace, `${pod}:9093`, '/api/v2/alerts')).map(
    ({ labels }) => labels.alertname,
  );

/** How many peers an Alertmanager pod sees, itself included. */
export const peers = async (on: Env, namespace: string, pod: string): Promise<number> =>
  (await get<{ cluster: { peers: unknown[] } }>(on, namespace, `${pod}:9093`, '/api/v2/status')).cluster.peers.length;

export interface Answer {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** What a Prometheus pod answers to a PromQL expression now. */
export async function answers(on: Env, namespace: string, pod: string, expr: string): Promise<readonly Answer[]> {
  type Body = { data: { result: Answer[] } };
  return (await get<Body>(on, namespace, `${pod}:9090`, `/api/v1/query?query=${encodeURIComponent(expr)}`)).data.result;
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The processes of a pod that run a program, where the node is this machine. */
export function processesOf(pod: KubernetesObject, program: string): number[] {
  const uid = pod.metadata.uid ?? '';
  const isIn = (cgroup: string) => cgroup.includes(uid) || cgroup.includes(uid.replaceAll('-', '_'));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/cmdline`).split('\0')[0] === program && isIn(read(`/proc/${pid}/cgroup`)))
    .map(Number);
}
