// What a kubelet and the servers would do in the cluster of the demo: pods run, jobs of the configuration are scraped.
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { ActiveTarget, ServerFacts } from '../../hooks/explain/facts.ts';
import type { World } from '../driver/world.ts';
import { readyPod } from '../support/objects.ts';

interface Controller {
  readonly replicas?: number;
  readonly template: { readonly spec: Readonly<Record<string, unknown>> };
}

interface Port {
  readonly name: string;
  readonly port: number;
}

const CONTROLLERS: ReadonlySet<string> = new Set(['StatefulSet', 'Deployment']);
/** Only pods of users have addresses: the hooks would ask those of servers. */
const ADDRESS = '192.0.2.';

const specOf = (object: KubernetesObject): Controller => object['spec'] as Controller;

function podOf(set: KubernetesObject, ordinal: number): KubernetesObject {
  const pod = readyPod(set, ordinal);
  const address = set.kind === 'Deployment' ? { podIP: `${ADDRESS}${ordinal + 1}` } : {};
  return { ...pod, spec: specOf(set).template.spec, status: { ...(pod['status'] as object), ...address } };
}

/** Starts the pods of every StatefulSet and Deployment that has none yet. They are ready at once. */
export async function startPods(w: World): Promise<void> {
  const all = w.api.all();
  const existing = new Set(all.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.name));
  for (const set of all.filter(({ kind }) => CONTROLLERS.has(kind))) {
    const replicas = specOf(set).replicas ?? 1;
    const pods = Array.from({ length: replicas }, (_, i) => podOf(set, i));
    const fresh = pods.filter(({ metadata }) => !existing.has(metadata.name));
    if (fresh.length === 0) continue;
    for (const pod of fresh) {
      await w.apply(pod);
      await w.api.updateStatus(pod, 'kubelet');
    }
    const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
    const status = { ...counts, observedGeneration: set.metadata.generation ?? 1 };
    await w.api.updateStatus({ ...set, metadata: bare(set), status }, 'kubelet');
  }
  await w.driver.settle();
}

/** Without the version: the write does not depend on what was read. */
const bare = ({ metadata: { resourceVersion: _version, ...rest } }: KubernetesObject): KubernetesObject['metadata'] =>
  rest;

function configOf(w: World, { metadata }: KubernetesObject): string {
  const name = `prometheus-${metadata.name}`;
  const secret = w.api.all().find((one) => one.kind === 'Secret' && one.metadata.name === name);
  const data = (secret?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const packed = data['prometheus.yaml.gz'];
  return packed ? gunzipSync(Buffer.from(packed, 'base64')).toString('utf8') : '';
}

/** The targets of a monitor: the pods behind a Service with the port of that name. */
function targetsOf(w: World, monitor: KubernetesObject): ActiveTarget[] {
  const { name, namespace } = monitor.metadata;
  const { endpoints } = monitor['spec'] as { readonly endpoints: readonly { readonly port: string }[] };
  const all = w.api.all();
  return endpoints.flatMap(({ port }, i) => {
    const service = all.find((one) => one.kind === 'Service' && one.metadata.labels?.['app'] === name);
    const ports = ((service?.['spec'] ?? {}) as { readonly ports?: readonly Port[] }).ports ?? [];
    const found = ports.find((one) => one.name === port);
    const pods = all.filter((one) => one.kind === 'Pod' && one.metadata.labels?.['app'] === name);
    if (!found) return [];
    return pods.map((pod) => ({
      scrapePool: `serviceMonitor/${namespace}/${name}/${i}`,
      scrapeUrl: `http://${(pod['status'] as { podIP?: string }).podIP}:${found.port}/metrics`,
      health: 'up',
    }));
  });
}

/** What each Prometheus with pods would report. */
export function serverFacts(w: World): ServerFacts[] {
  const all = w.api.all();
  const monitors = all.filter(({ kind }) => kind === 'ServiceMonitor');
  return all
    .filter(({ kind }) => kind === 'Prometheus')
    .filter(({ metadata }) =>
      all.some(({ kind, metadata: pod }) => kind === 'Pod' && pod.name === `prometheus-${metadata.name}-0`),
    )
    .map((prometheus) => {
      const config = configOf(w, prometheus);
      const jobs = monitors
        .flatMap((monitor) => targetsOf(w, monitor))
        .filter(({ scrapePool }) => config.includes(scrapePool));
      const { name, namespace = '' } = prometheus.metadata;
      return { kind: 'Prometheus', namespace, name, config, targets: { activeTargets: jobs } };
    });
}
