// The status of a Prometheus: pods of all shards, conditions, and what the scale subresource reads.
import type { Prometheus } from '../crds/prometheus.ts';
import { type NewCondition, stamp } from '../kube/conditions.ts';
import type { SyncRequest } from '../kube/hook.ts';
import type { Options } from '../options.ts';
import { shardsOf } from '../scrape/sharding.ts';
import { type Availability, availability, combine } from '../workload/status.ts';
import { instanceLabels, selectorText } from './labels.ts';
import type { Tier } from './query/terms.ts';
import { shardName } from './statefulset.ts';

export interface StatusInput {
  readonly request: SyncRequest;
  readonly parent: Pick<Prometheus, 'metadata' | 'spec' | 'status'>;
  readonly mode: 'server' | 'agent';
  readonly prefix: string;
  /** The conditions beside Available. */
  readonly conditions: readonly NewCondition[];
  /** The query tier: its servers are no shard. */
  readonly tier?: Tier;
  readonly now: Date;
  readonly options: Options;
}

/** The whole status. */
export function prometheusStatus({
  request,
  parent,
  mode,
  prefix,
  conditions,
  tier = 'none',
  now,
  options,
}: StatusInput): Record<string, unknown> {
  const { namespace, name } = parent.metadata;
  const sets = request.children['StatefulSet.apps/v1'] ?? {};
  const shards = shardsOf(parent.spec);
  const each = Array.from({ length: shards }, (_, i): [string, Availability] => [
    String(i),
    availability(sets[`${namespace}/${shardName(prefix, i)}`], request.related),
  ]);
  const all = combine(each);
  return {
    availableReplicas: all.counts.availableReplicas,
    conditions: stamp(parent, [all.condition, ...conditions], now),
    paused: parent.spec.paused ?? false,
    replicas: all.counts.replicas,
    selector:
      selectorText(instanceLabels(mode, name, options.labels)) + (tier === 'remote-read' ? ',operator.prometheus.io/shard!=query' : ''),
    shardStatuses: each.map(([shardID, { counts }]) => ({ ...counts, shardID })),
    shards,
    unavailableReplicas: all.counts.unavailableReplicas,
    updatedReplicas: all.counts.updatedReplicas,
  };
}
