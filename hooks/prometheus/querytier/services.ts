// Services of a sharded Prometheus: the query Service for users, and one for each shard.
import type { Prometheus } from '../../api/prometheus.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { type Section, section } from '../../core/section.ts';
import { RULES_PARTITION } from '../../queryrouter/partition.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { isMember } from '../../scrape/job/federationlabels.ts';
import { childMeta } from '../../workload/meta.ts';
import { instanceLabels, shardLabels } from '../server/labels.ts';
import { isThanos, queryName, rulerName, type Tier } from '../sharding/tier.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels that select the pods of a remote-read tier. */
export const queryLabels = (name: string, optionLabels: Texts): Texts =>
  shardLabels('server', name, 'query', optionLabels);

/**
 * Labels that select the pods of a part of the Thanos tier. No Service of the servers or of a ThanosRuler selects them.
 */
export const thanosLabels = (
  part: 'thanos-query' | 'thanos-rule' | 'thanos-leaf',
  name: string,
  optionLabels: Texts,
): Texts => ({
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': part,
  'app.kubernetes.io/instance': name,
  'operator.prometheus.io/name': name,
  ...optionLabels,
});

/** Labels that select the pods of a leaf. `partition`: number of the shard, or `rules`. */
export const leafLabels = (name: string, partition: string, optionLabels: Texts): Texts => ({
  ...thanosLabels('thanos-leaf', name, optionLabels),
  [`${OWN}/shard`]: partition,
});

const GRPC = { name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' };
const webPort = ({ spec }: Prometheus, port: number) => {
  const web = spec.portName || 'web';
  return { name: web, port, protocol: 'TCP', targetPort: web };
};

/** The fields of a Service's spec. */
interface ServiceSpec {
  readonly selector: Texts;
  readonly ports: readonly object[];
}

function service(parent: Prometheus, name: string, spec: ServiceSpec & Section, options: Options): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(parent as unknown as KubernetesObject, name, options, {
      'operator.prometheus.io/name': parent.metadata.name,
    }),
    spec: section(spec),
  };
}

/**
 * A reader stays with one replica while that is ready: replicas scrape the same targets at different moments. The
 * timeout is the default of the API server. It is written out so that we own the field and can remove it: the API
 * server rejects a Service with a timeout and no affinity.
 */
const CLIENT_AFFINITY = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } };

/** What the Services depend on. */
export interface ServiceInput {
  readonly parent: Prometheus;
  readonly prefix: string;
  readonly tier: Tier;
  readonly context: Pick<ScrapeContext, 'options'>;
}

/** What the query Service selects: the tier, the first shard (which has all data), or all shards. */
export type QueryServiceTarget = 'tier' | 'first' | 'all';

/**
 * The query Service, whose address stays the same for any number of shards. It selects the tier, or the only shard.
 * Without a tier it balances over several shards, each with its own targets, as `prometheus-operated` does.
 */
export function queryService(
  { parent, prefix, tier, context: { options } }: ServiceInput,
  to: QueryServiceTarget,
): KubernetesObject {
  const { name } = parent.metadata;
  const of = (selector: Texts, more: object = {}) =>
    service(parent, queryName(prefix), { ports: [webPort(parent, 9090)], selector, ...more }, options);
  if (to === 'tier' && isThanos(tier)) return of(thanosLabels('thanos-query', name, options.labels));
  // Servers of a tier evaluate rules at different moments. A consumer that switched between them would see out-of-order
  // samples.
  if (to === 'tier') return of(queryLabels(name, options.labels), isMember(parent, options) ? CLIENT_AFFINITY : {});
  if (to === 'all') return of(instanceLabels('server', name, options.labels));
  return of(shardLabels('server', name, 0, options.labels), CLIENT_AFFINITY);
}

/** Name of the Service of a shard. */
export const shardServiceName = (prefix: string, shard: string): string => `${prefix}-shard-${shard}`;

/** The Service of a shard, which the tier reads. */
export function shardService(
  { parent, prefix, tier, context: { options } }: ServiceInput,
  shard: string,
): KubernetesObject {
  const ports = [webPort(parent, 9090), ...(isThanos(tier) ? [GRPC] : [])];
  return service(
    parent,
    shardServiceName(prefix, shard),
    { ports, selector: shardLabels('server', parent.metadata.name, shard, options.labels), ...CLIENT_AFFINITY },
    options,
  );
}

const HEADLESS = { clusterIP: 'None' };

/** Name of the headless Service of all sidecars. */
export const shardsServiceName = (prefix: string): string => `${queryName(prefix)}-shards`;
/** Name of the headless Service of the pods of Thanos Query. */
export const queryPodsName = (prefix: string): string => `${queryName(prefix)}-operated`;

/**
 * Headless Services: the sidecars of all shards, the pods of Thanos Query (the ruler queries them directly), and the
 * pods of the ruler.
 */
export function thanosServices(parent: Prometheus, prefix: string, options: Options): KubernetesObject[] {
  const { name } = parent.metadata;
  const { labels } = options;
  const headless = (of: string, selector: Texts, ports: readonly object[]) =>
    service(parent, of, { ports, selector, ...HEADLESS }, options);
  return [
    headless(shardsServiceName(prefix), instanceLabels('server', name, labels), [GRPC]),
    headless(queryPodsName(prefix), thanosLabels('thanos-query', name, labels), [webPort(parent, 10902)]),
    headless(rulerName(prefix), thanosLabels('thanos-rule', name, labels), [webPort(parent, 10902), GRPC]),
  ];
}

/** Name of a leaf: its Deployment and its Service. */
export const leafName = (prefix: string, partition: string): string => `${prefix}-leaf-${partition}`;
/** Name of the headless Service of the pods of a shard. */
export const shardPodsName = (prefix: string, shard: string): string => `${shardServiceName(prefix, shard)}-operated`;

/** Services of the leaves, and headless ones with the sidecars of each shard. */
export function leafServices(
  parent: Prometheus,
  prefix: string,
  partitions: readonly string[],
  options: Options,
): KubernetesObject[] {
  const { name } = parent.metadata;
  return partitions.flatMap((partition) => [
    service(
      parent,
      leafName(prefix, partition),
      { ports: [GRPC], selector: leafLabels(name, partition, options.labels) },
      options,
    ),
    ...(partition === RULES_PARTITION
      ? []
      : [
          service(
            parent,
            shardPodsName(prefix, partition),
            { ports: [GRPC], selector: shardLabels('server', name, partition, options.labels), ...HEADLESS },
            options,
          ),
        ]),
  ]);
}
