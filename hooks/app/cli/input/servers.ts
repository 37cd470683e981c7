// What the servers of a cluster report, read through the API server's proxy of pods.
import type { KubernetesObject } from '../../../core/meta.ts';
import { routePath } from '../../../core/routeprefix.ts';
import { isRecord } from '../../../core/yaml.ts';
import type { LoadedGroup, ServerFacts, TargetsAnswer } from '../../../explain/facts.ts';
import { OPERATED } from '../../../explain/generated.ts';
import { isReady } from '../../../workload/status.ts';
import { type Cluster, kubectlRaw } from './kubectl.ts';

interface Server {
  readonly port: number;
  /** Paths to read. */
  readonly reads: readonly (keyof typeof PATHS)[];
}

const PATHS = {
  alertmanager: '/api/v2/status',
  config: '/api/v1/status/config',
  rules: '/api/v1/rules',
  runtime: '/api/v1/status/runtimeinfo',
  targets: '/api/v1/targets',
} as const;

const SERVERS: Readonly<Record<string, Server>> = {
  Alertmanager: { port: 9093, reads: ['alertmanager'] },
  Prometheus: { port: 9090, reads: ['config', 'rules', 'runtime', 'targets'] },
  PrometheusAgent: { port: 9090, reads: ['config', 'runtime', 'targets'] },
  ThanosRuler: { port: 10902, reads: ['rules'] },
};

/** The first pods of the shards of a workload that are ready. */
function podsOf({ kind, metadata: { name, namespace } }: KubernetesObject, objects: readonly KubernetesObject[]) {
  const start = `${OPERATED[kind]?.prefix}${name}`;
  const isShard = /^(-shard-\d+)?-\d+$/;
  const shards = new Map<string, string>();
  for (const pod of objects) {
    if (pod.kind !== 'Pod' || pod.metadata.namespace !== namespace) continue;
    const rest = pod.metadata.name.startsWith(start) ? pod.metadata.name.slice(start.length) : '';
    const shard = rest.slice(0, rest.lastIndexOf('-'));
    if (isShard.test(rest) && isReady(pod) && !shards.has(shard)) shards.set(shard, pod.metadata.name);
  }
  return [...shards.values()];
}

const dataOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isRecord(value) && isRecord(value['data']) ? value['data'] : isRecord(value) ? value : {};

/** The facts in the answer at a path. */
const FACTS: Readonly<Record<keyof typeof PATHS, (answer: unknown) => Partial<ServerFacts>>> = {
  alertmanager: (answer) => {
    const { config } = dataOf(answer);
    return isRecord(config) && typeof config['original'] === 'string' ? { config: config['original'] } : {};
  },
  config: (answer) => {
    const { yaml } = dataOf(answer);
    return typeof yaml === 'string' ? { config: yaml } : {};
  },
  rules: (answer) => {
    const { groups } = dataOf(answer);
    return Array.isArray(groups) ? { ruleGroups: groups as readonly LoadedGroup[] } : {};
  },
  runtime: (answer) => {
    const { reloadConfigSuccess } = dataOf(answer);
    return typeof reloadConfigSuccess === 'boolean' ? { reloadSucceeded: reloadConfigSuccess } : {};
  },
  targets: (answer) => ({ targets: dataOf(answer) as TargetsAnswer }),
};

async function factsOf(
  workload: KubernetesObject,
  pod: string,
  cluster: Cluster,
): Promise<Partial<ServerFacts> | { readonly unreachable: string }> {
  const { kind, metadata } = workload;
  const { port = 0, reads = [] } = SERVERS[kind] ?? {};
  const spec = (workload['spec'] ?? {}) as { routePrefix?: string; web?: { tlsConfig?: object } };
  const scheme = spec.web?.tlsConfig ? 'https:' : '';
  const base = `/api/v1/namespaces/${metadata.namespace}/pods/${scheme}${pod}:${port}/proxy${routePath(spec.routePrefix)}`;
  const answers = await Promise.all(
    reads.map(async (read) => ({ read, got: await kubectlRaw(`${base}${PATHS[read]}`, cluster) })),
  );
  const parts = answers.flatMap(({ read, got }) => ('value' in got ? [FACTS[read](got.value)] : []));
  const [failed] = answers.flatMap(({ got }) => ('error' in got ? [got.error] : []));
  return parts.length === 0 && failed ? { unreachable: failed } : Object.assign({}, ...parts);
}

/** One answer of several shards: their targets together, the rest of the first one. */
function joined(parts: readonly Partial<ServerFacts>[]): Partial<ServerFacts> {
  const targets = parts.flatMap((part) => (part.targets ? [part.targets] : []));
  const dropped: Record<string, number> = {};
  for (const { droppedTargetCounts = {} } of targets)
    for (const [job, count] of Object.entries(droppedTargetCounts)) dropped[job] = Math.max(dropped[job] ?? 0, count);
  const activeTargets = targets.flatMap((one) => one.activeTargets ?? []);
  const all = targets.length > 0 ? { targets: { activeTargets, droppedTargetCounts: dropped } } : {};
  return { ...parts[0], ...all };
}

/**
 * What the servers of workloads report: one ready pod of each shard is read. A workload without a ready pod has no
 * facts.
 */
export async function serverFacts(
  workloads: readonly KubernetesObject[],
  objects: readonly KubernetesObject[],
  cluster: Cluster,
): Promise<readonly ServerFacts[]> {
  const found = await Promise.all(
    workloads.map(async (workload) => {
      const { kind, metadata } = workload;
      const pods = SERVERS[kind] ? podsOf(workload, objects) : [];
      const parts = await Promise.all(pods.map((pod) => factsOf(workload, pod, cluster)));
      const facts = parts.length > 0 ? [joined(parts)] : [];
      return facts.map((one) => ({ kind, namespace: metadata.namespace ?? '', name: metadata.name, ...one }));
    }),
  );
  return found.flat();
}
