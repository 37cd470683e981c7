// A Prometheus of two pods in a cluster that applies every response, with the condition ConfigurationLoaded.
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { MOUNTED } from '../../../hooks/core/revision.ts';
import { withConfigurationLoaded } from '../../../hooks/loaded/condition.ts';
import { type LoadFacts, loadFacts } from '../../../hooks/loaded/facts.ts';
import type { LoadResult } from '../../../hooks/loaded/result.ts';
import type { Condition } from '../../support/condition.ts';
import { namespace, prometheus, prometheusRule, readyPod, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';

export const START = Date.UTC(2026, 10, 24);
export const OPTIONS = parseOptions([]);

/** What a test changes between two syncs. */
export interface Change {
  /** Results of the pods, or `ask` for real requests to `ip`. */
  readonly facts?: readonly LoadResult[] | 'ask';
  readonly seconds?: number;
  readonly spec?: object;
  /** Expression of the only rule. */
  readonly expr?: string;
  /** Number of ready pods. */
  readonly ready?: number;
  readonly isAnnotated?: boolean;
}

const pod = (
  set: KubernetesObject,
  ordinal: number,
  isAnnotated: boolean,
  ip: string | undefined,
): KubernetesObject => {
  const { metadata, ...rest } = readyPod(set, ordinal, new Date(START));
  const status = { ...(rest['status'] as object), ...(ip ? { podIP: ip } : {}) };
  const annotations: Record<string, string> = isAnnotated ? { [MOUNTED]: 'x' } : {};
  return { ...rest, status, metadata: { ...metadata, uid: `${ip}-pod-${ordinal}`, annotations } };
};

/** A Prometheus. `ip`: the address of its pods. */
export function cluster(options: Options = OPTIONS, ip?: string) {
  let children: readonly KubernetesObject[] = [];
  let status: object = {};
  return async ({ facts, seconds = 0, spec = {}, expr = '1', ready = 2, isAnnotated = true }: Change = {}) => {
    const now = new Date(START + seconds * 1000);
    const parent = {
      ...prometheus({ serviceMonitorSelector: {}, ruleSelector: {}, replicas: 2, ...spec }, { uid: 'me' }),
      status,
    };
    const set = children.find(({ kind }) => kind === 'StatefulSet');
    const pods = set ? Array.from({ length: ready }, (_, i) => pod(set, i, isAnnotated, ip)) : [];
    const related = [
      namespace('monitoring'),
      serviceMonitor(),
      prometheusRule([{ name: 'g', rules: [{ record: 'a', expr }] }]),
      ...pods,
    ];
    const given = inputs({ parent, children: kindMap(children), related: kindMap(related), finalizing: false });
    const results: LoadFacts | undefined =
      facts === 'ask'
        ? await loadFacts(given, now, options)
        : facts && new Map(facts.map((result, i) => [`${ip}-pod-${i}`, result]));
    const response = withConfigurationLoaded(
      syncPrometheus(given, undefined, now, options),
      given,
      { facts: results, now },
      options,
    );
    children = applied(response.children, parent);
    status = response.status;
    const conditions = response.status['conditions'] as readonly Condition[];
    return {
      loaded: conditions.find(({ type }) => type === 'ConfigurationLoaded'),
      resync: response.resyncAfterSeconds,
      children,
      results,
    };
  };
}
