// A Prometheus or agent in a cluster that applies every response, with pods that the tests replace, and what its
// configuration Secrets have.
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { syncAgent } from '../../hooks/controllers/agent/sync.ts';
import { syncPrometheus } from '../../hooks/controllers/prometheus/sync.ts';
import { inputs } from '../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import type { Section } from '../../hooks/core/section.ts';
import { CONFIGURATION_SECRETS } from '../../hooks/workload/jobsfiles.ts';
import { prometheus, readyPod, serviceMonitor } from './objects.ts';
import { applied, type Condition, kindMap } from './requests.ts';

export const NOW = new Date('2026-11-24T00:00:00Z');
export const OPTIONS = parseOptions(['--feature-gates=PrometheusAgentDaemonSet=true']);

/** A kind of workload: its sync hook, the name of its children, and its parent. */
export interface Workload {
  readonly title: string;
  readonly sync: typeof syncPrometheus;
  readonly name: string;
  readonly parent: (secrets: string | undefined, spec?: object) => KubernetesObject;
}

const annotated = (object: KubernetesObject, secrets: string | undefined): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, uid: 'me', ...(secrets && { annotations: { [CONFIGURATION_SECRETS]: secrets } }) },
});

const agent = (mode: string): Workload => ({
  title: `PrometheusAgent, ${mode}`,
  sync: syncAgent,
  name: 'prom-agent-k8s',
  parent: (secrets, spec) => ({
    ...annotated(prometheus({ mode, serviceMonitorNamespaceSelector: {}, ...spec }), secrets),
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'PrometheusAgent',
  }),
});

export const PROMETHEUS: Workload = {
  title: 'Prometheus',
  sync: syncPrometheus,
  name: 'prometheus-k8s',
  parent: (secrets, spec) => annotated(prometheus({ serviceMonitorNamespaceSelector: {}, ...spec }), secrets),
};
export const WORKLOADS: readonly Workload[] = [PROMETHEUS, agent('StatefulSet'), agent('DaemonSet')];

export const monitors = (count: number, spec: object = {}): KubernetesObject[] =>
  Array.from({ length: count }, (_, i) =>
    serviceMonitor({ ...spec }, { name: `app-${i}`, namespace: `team-${i % 5}`, uid: `app-${i}` }),
  );

/** The namespaces of the monitors. */
const namespaces = Array.from({ length: 5 }, (_, i) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: `team-${i}` },
}));

interface Template {
  readonly metadata: object;
  readonly spec: Section;
}

/** The pod template of a workload. */
export const templateOf = (set: KubernetesObject): Template =>
  (set['spec'] as { readonly template: Template }).template;

export interface Sync {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly Condition[];
  readonly set: KubernetesObject;
}

/** A cluster with one workload. The first sync makes no pods; `roll` replaces all by those of the newest template. */
export function cluster(of: Workload) {
  let children: readonly KubernetesObject[] = [];
  let pods: readonly KubernetesObject[] = [];
  const isSet = ({ kind, metadata }: KubernetesObject): boolean =>
    /^(Stateful|Daemon)Set$/.test(kind) && metadata.name === of.name;
  return {
    sync(parent: KubernetesObject, objects: readonly KubernetesObject[]): Sync {
      const related = kindMap([...namespaces, ...objects, ...pods]);
      const given = inputs({ parent, children: kindMap(children), related, finalizing: false });
      const response = of.sync(given, undefined, NOW, OPTIONS);
      children = applied(response.children, parent);
      const conditions = response.status['conditions'] as readonly Condition[];
      const set = response.children.find(isSet);
      if (!set) throw new Error('no workload');
      return { children, conditions, set };
    },
    /** Replaces the first `count` pods. */
    roll(count = 2): void {
      const set = children.find(isSet);
      if (!set) throw new Error('no workload');
      const fresh = [0, 1].map((i) => ({ ...readyPod(set, i), spec: templateOf(set).spec }));
      pods = [...fresh.slice(0, count), ...pods.slice(count)];
    },
  };
}

const unpacked = (secret: KubernetesObject, key: string): string | undefined => {
  const value = (secret['data'] as Readonly<Record<string, string>> | undefined)?.[key];
  return value === undefined ? undefined : gunzipSync(Buffer.from(value, 'base64')).toString('utf8');
};

/** The texts of the configuration Secrets by name: the file of the server, or further jobs. */
export const configTexts = (children: readonly KubernetesObject[]): Map<string, string> =>
  new Map(
    children.flatMap((child) => {
      const text = unpacked(child, 'prometheus.yaml.gz') ?? unpacked(child, 'jobs.yaml.gz');
      return child.kind === 'Secret' && text !== undefined ? [[child.metadata.name, text] as const] : [];
    }),
  );

/** The jobs of a file. */
export const jobsIn = (text: string | undefined): readonly Section[] =>
  (load(text ?? '') as { readonly scrape_configs: readonly Section[] }).scrape_configs;
