// A Prometheus in a cluster that applies every response, and what its servers report.
import { syncPrometheus } from '../../../../hooks/controllers/prometheus/sync.ts';
import type { SyncResponse } from '../../../../hooks/core/hook.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../../hooks/core/options.ts';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import type { AlertState, ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import type { LoadFacts } from '../../../../hooks/prometheus/autoscaling/load.ts';
import { type PrometheusConfig, prometheusConfig } from '../../../support/config.ts';
import { namespace, prometheus, prometheusRule, readyPod, serviceMonitor } from '../../../support/objects.ts';
import { applied, kindMap } from '../../../support/requests.ts';

export const START = Date.UTC(2026, 10, 24);
const RELATED = [
  namespace('monitoring'),
  serviceMonitor(),
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'absent(up)' }] }]),
];
const SPEC = {
  serviceMonitorSelector: {},
  ruleSelector: {},
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'am', port: 'web' }] },
};
export const plain = parseOptions(['--query-tier=none']);
export const tiered = (word = 'remote-read') => parseOptions([`--query-tier=${word}`]);

export const ok = <T>(value: T): Outcome<T> => ({ is: 'ok', value });
export const ARRIVED: ServerFacts = {
  config: ok({ contains: true, hasExternalLabels: false }),
  configured: ok(START),
  unscraped: ok(0),
  alerts: ok(new Map()),
};

/** The configuration of a server that has not loaded the new one. */
export const OTHER_CONFIG: ServerFacts['config'] = ok({ contains: false, hasExternalLabels: false });

/** A ready pod of every StatefulSet, unless the test says that a set has none. Its facts have its uid. */
const podsOf = (children: readonly KubernetesObject[], without: readonly string[]): KubernetesObject[] =>
  children
    .filter(({ kind, metadata }) => kind === 'StatefulSet' && !without.includes(metadata.name))
    .map((set) => {
      const pod = readyPod(set, 0, new Date(START));
      return { ...pod, metadata: { ...pod.metadata, uid: `pod-${set.metadata.name}` } };
    });

export interface Observed {
  readonly facts?: Readonly<Record<string, ServerFacts>>;
  readonly seconds?: number;
  readonly without?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** The load, of a Prometheus that follows it. */
  readonly load?: LoadFacts;
  /** More of the spec. */
  readonly spec?: object;
  /** More related objects. */
  readonly related?: readonly KubernetesObject[];
}

/** A Prometheus in a cluster that applies every response. */
export function cluster(options: Options, more: object = {}) {
  let children: readonly KubernetesObject[] = [];
  let status: SyncResponse['status'] = {};
  const look = (shards: number, given: Observed = {}) => {
    const { facts = {}, seconds = 0, without = [], annotations = {}, load, spec = {}, related: others = [] } = given;
    const parent = { ...prometheus({ ...SPEC, ...more, shards, ...spec }, { uid: 'me', annotations }), status };
    const related = kindMap([...RELATED, ...others, ...podsOf(children, without)]);
    const servers = new Map(Object.entries(facts).map(([name, value]) => [`pod-${name}`, value]));
    const request = { parent, children: kindMap(children), related, finalizing: false };
    const answer: SyncResponse = syncPrometheus(
      inputs(request),
      { servers, load },
      new Date(START + seconds * 1000),
      options,
    );
    status = answer.status;
    children = applied(answer.children, parent).map((child) =>
      child.kind === 'Deployment' ? { ...child, status: { availableReplicas: 1 } } : child,
    );
    const find = (kind: string, name: string) =>
      answer.children.find((child) => child.kind === kind && child.metadata.name === name);
    const config = (name = 'prometheus-k8s'): PrometheusConfig => prometheusConfig(find('Secret', name));
    const conditions = (answer.status['conditions'] ?? []) as readonly {
      type: string;
      status: string;
      reason: string;
      message: string;
    }[];
    const resharding = conditions.find(({ type }) => type === 'Resharding');
    const autoscaling = conditions.find(({ type }) => type === 'Autoscaling');
    const sets = answer.children.filter(({ kind }) => kind === 'StatefulSet').map(({ metadata }) => metadata.name);
    const queryService = find('Service', 'prometheus-k8s-query')?.['spec'] as
      | { selector: Record<string, string> }
      | undefined;
    return {
      answer,
      find,
      config,
      sets,
      resharding,
      autoscaling,
      leadsTo: queryService?.selector['operator.prometheus.io/shard'],
    };
  };
  /** What happens to children without the hooks. */
  const change = (to: (children: readonly KubernetesObject[]) => readonly KubernetesObject[]) => {
    children = to(children);
  };
  return Object.assign(look, { change });
}

export const keepRule = ({ scrape_configs: [job] }: PrometheusConfig) =>
  ((job?.['relabel_configs'] ?? []) as { source_labels?: string[]; action: string }[]).findLast(
    ({ action }) => action === 'keep',
  );
export const SETTLED = ['__tmp_hash', '__tmp_disable_sharding'];
export const three = {
  'prometheus-k8s': ARRIVED,
  'prometheus-k8s-shard-1': ARRIVED,
  'prometheus-k8s-shard-2': ARRIVED,
};

export const alert = (isFiring: boolean, since = START): ServerFacts => ({
  ...ARRIVED,
  alerts: ok(new Map([['[["alertname","A"]]', { isFiring, since } satisfies AlertState]])),
});
