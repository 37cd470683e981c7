// Addresses of a sharded Prometheus: one for everybody, and one for each shard.
import type { Prometheus } from '../../api/prometheus.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isMember } from '../../scrape/job/federationlabels.ts';
import { childMeta } from '../../workload/meta.ts';
import { instanceLabels, shardLabels } from '../server/labels.ts';
import { queryName, rulerName, type Tier } from '../sharding/tier.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels that select the pods of the tier. No shard has this name. */
export const queryLabels = (name: string, optionLabels: Texts): Texts =>
  shardLabels('server', name, 'query', optionLabels);

/**
 * Labels that select the pods of a part of the Thanos tier. No Service of the servers, and none of a ThanosRuler,
 * selects these.
 */
export const thanosLabels = (part: 'thanos-query' | 'thanos-rule', name: string, optionLabels: Texts): Texts => ({
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': part,
  'app.kubernetes.io/instance': name,
  'operator.prometheus.io/name': name,
  ...optionLabels,
});

const GRPC = { name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' };
const webPort = ({ spec }: Prometheus, port: number) => {
  const web = spec.portName || 'web';
  return { name: web, port, protocol: 'TCP', targetPort: web };
};

function service(
  parent: Prometheus,
  name: string,
  selector: Texts,
  ports: readonly object[],
  options: Options,
  more: object = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(parent as unknown as KubernetesObject, name, options, {
      'operator.prometheus.io/name': parent.metadata.name,
    }),
    spec: { ports, selector, ...more },
  };
}

/**
 * A reader stays with one replica as long as that is ready: two have the same targets at other moments. The time is the
 * API server's default, written out so that it is ours to remove: the API server refuses a Service that has a time and
 * no affinity.
 */
const CLIENT_AFFINITY = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } };

/** Where the address leads: to the query tier, to the first shard (it has everything), or to all. */
export type QueryServiceTarget = 'tier' | 'first' | 'all';

/**
 * The address that stays the same whatever the shards: the tier's, or that of the only shard. Several shards without a
 * tier answer in turns, each for its part, as they do behind `prometheus-operated`.
 */
export function queryService(
  parent: Prometheus,
  prefix: string,
  to: QueryServiceTarget,
  tier: Tier,
  options: Options,
): KubernetesObject {
  const { name } = parent.metadata;
  const of = (selector: Texts, more: object = {}) =>
    service(parent, queryName(prefix), selector, [webPort(parent, 9090)], options, more);
  if (to === 'tier' && tier === 'thanos') return of(thanosLabels('thanos-query', name, options.labels));
  // Servers of a tier evaluate rules at different moments: a consumer that changed between them would see some samples
  // come late.
  if (to === 'tier') return of(queryLabels(name, options.labels), isMember(parent, options) ? CLIENT_AFFINITY : {});
  if (to === 'all') return of(instanceLabels('server', name, options.labels));
  return of(shardLabels('server', name, 0, options.labels), CLIENT_AFFINITY);
}

export const shardServiceName = (prefix: string, shard: string): string => `${prefix}-shard-${shard}`;

/** The address of a shard, for the tier. */
export function shardService(
  parent: Prometheus,
  prefix: string,
  shard: string,
  tier: Tier,
  options: Options,
): KubernetesObject {
  const ports = [webPort(parent, 9090), ...(tier === 'thanos' ? [GRPC] : [])];
  return service(
    parent,
    shardServiceName(prefix, shard),
    shardLabels('server', parent.metadata.name, shard, options.labels),
    ports,
    options,
    CLIENT_AFFINITY,
  );
}

const HEADLESS = { clusterIP: 'None' };

export const shardsServiceName = (prefix: string): string => `${queryName(prefix)}-shards`;
export const queryPodsName = (prefix: string): string => `${queryName(prefix)}-operated`;

/**
 * Names of pods for DNS: the sidecars of all shards, the pods of Thanos Query (the ruler asks them, whoever is at the
 * address), those of the ruler.
 */
export function thanosServices(parent: Prometheus, prefix: string, options: Options): KubernetesObject[] {
  const { name } = parent.metadata;
  const { labels } = options;
  const headless = (of: string, selector: Texts, ports: readonly object[]) =>
    service(parent, of, selector, ports, options, HEADLESS);
  return [
    headless(shardsServiceName(prefix), instanceLabels('server', name, labels), [GRPC]),
    headless(queryPodsName(prefix), thanosLabels('thanos-query', name, labels), [webPort(parent, 10902)]),
    headless(rulerName(prefix), thanosLabels('thanos-rule', name, labels), [webPort(parent, 10902), GRPC]),
  ];
}
