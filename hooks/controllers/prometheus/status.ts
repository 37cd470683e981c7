// The status of a Prometheus: pods of all shards, conditions, and the fields of the scale subresource.
import type { Prometheus } from '../../api/prometheus.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { Lister } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { instanceLabels, selectorText } from '../../prometheus/server/labels.ts';
import { shardName } from '../../prometheus/server/statefulset.ts';
import type { Tier } from '../../prometheus/sharding/tier.ts';
import { shardsOf } from '../../scrape/job/sharding.ts';
import { type Availability, availability, combine } from '../../workload/status.ts';

/** What the status depends on. */
export interface StatusInput {
  /** The existing StatefulSets, and the pods of the namespace. */
  readonly statefulSets: Lister;
  readonly pods: Lister;
  readonly parent: Pick<Prometheus, 'metadata' | 'spec' | 'status'>;
  readonly mode: 'server' | 'agent';
  readonly prefix: string;
  /** All conditions but Available. */
  readonly conditions: readonly NewCondition[];
  /** The query tier, whose servers are not a shard. */
  readonly tier?: Tier;
  readonly now: Date;
  readonly options: Options;
}

export function prometheusStatus({
  statefulSets,
  pods,
  parent,
  mode,
  prefix,
  conditions,
  tier = 'none',
  now,
  options,
}: StatusInput): Record<string, unknown> {
  const { namespace, name } = parent.metadata;
  const shards = shardsOf(parent.spec);
  const each = Array.from({ length: shards }, (_, i): [string, Availability] => [
    String(i),
    availability(statefulSets.get(namespace, shardName(prefix, i)), pods),
  ]);
  const all = combine(each);
  return {
    availableReplicas: all.counts.availableReplicas,
    conditions: stamp(parent, [all.condition, ...conditions], now),
    paused: parent.spec.paused ?? false,
    replicas: all.counts.replicas,
    selector:
      selectorText(instanceLabels(mode, name, options.labels)) +
      (tier === 'remote-read' ? ',operator.prometheus.io/shard!=query' : ''),
    shardStatuses: each.map(([shardID, { counts }]) => ({ ...counts, shardID })),
    shards,
    unavailableReplicas: all.counts.unavailableReplicas,
    updatedReplicas: all.counts.updatedReplicas,
  };
}
