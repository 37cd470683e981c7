// Addresses of a sharded Prometheus: one for everybody, and one for each shard.
import type { Prometheus } from '../../crds/prometheus.ts';
import { isMember } from '../../federation/terms.ts';
import type { KubernetesObject } from '../../kube/meta.ts';
import type { Options } from '../../options.ts';
import { childMeta } from '../../workload/meta.ts';
import { instanceLabels, shardLabels } from '../labels.ts';
import { queryName } from './terms.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels that select the pods of the tier. No shard has this name. */
export const queryLabels = (name: string, optionLabels: Texts): Texts => shardLabels('server', name, 'query', optionLabels);

function service(parent: Prometheus, name: string, selector: Texts, options: Options, more: object = {}): KubernetesObject {
  const web = parent.spec.portName || 'web';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(parent as unknown as KubernetesObject, name, options, { 'operator.prometheus.io/name': parent.metadata.name }),
    spec: { ports: [{ name: web, port: 9090, protocol: 'TCP', targetPort: web }], selector, ...more },
  };
}

/**
 * A reader stays with one replica as long as that is ready: two have the same targets at other moments. The time is the API server's default, written out so that it is
 * ours to remove: the API server refuses a Service that has a time and no affinity.
 */
const STAY = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } };

/** Where the address leads: to the query tier, to the first shard (it has everything), or to all. */
export type Front = 'tier' | 'first' | 'all';

/**
 * The address that stays the same whatever the shards: the tier's, or that of the only shard. Several shards without a tier answer in turns, each for its part, as
 * they do behind `prometheus-operated`.
 */
export function frontService(parent: Prometheus, prefix: string, to: Front, options: Options): KubernetesObject {
  const { name } = parent.metadata;
  const of = (selector: Texts, more: object = {}) => service(parent, queryName(prefix), selector, options, more);
  // Servers of a tier evaluate rules at different moments: a consumer that changed between them would see some samples come late.
  if (to === 'tier') return of(queryLabels(name, options.labels), isMember(parent, options) ? STAY : {});
  if (to === 'all') return of(instanceLabels('server', name, options.labels));
  return of(shardLabels('server', name, 0, options.labels), STAY);
}

export const shardServiceName = (prefix: string, shard: string): string => `${prefix}-shard-${shard}`;

/** The address of a shard, for the tier. */
export const shardService = (parent: Prometheus, prefix: string, shard: string, options: Options): KubernetesObject =>
  service(parent, shardServiceName(prefix, shard), shardLabels('server', parent.metadata.name, shard, options.labels), options, STAY);
