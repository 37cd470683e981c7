// The status of a Prometheus: pods of all shards, conditions, and the fields of the scale subresource.
import type { Prometheus } from '../../api/prometheus.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { Lister } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { instanceLabels, selectorText } from '../../prometheus/server/labels.ts';
import { shardName } from '../../prometheus/server/statefulset.ts';
import type { Tier } from '../../prometheus/sharding/tier.ts';
import { shardsOf } from '../../scrape/job/sharding.ts';
import { type Availability, availability, combine, daemonSetAvailability, progress } from '../../workload/status.ts';

/** What the status depends on. */
export interface StatusInput {
  /** The existing StatefulSets, or the DaemonSet of an agent in this mode, and the pods of the namespace. */
  readonly statefulSets: Lister;
  readonly daemonSets?: Lister | undefined;
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

/** The availability of each shard, or of the DaemonSet. */
function shardAvailabilities(
  { statefulSets, daemonSets, pods, parent, prefix, conditions, options }: StatusInput,
  shards: number,
): (readonly [string, Availability])[] {
  const { namespace } = parent.metadata;
  if (daemonSets) {
    const found = daemonSetAvailability(daemonSets.get(namespace, prefix), pods);
    return [['0', progress(found, conditions, options)]];
  }
  return Array.from({ length: shards }, (_, i) => {
    const found = availability(statefulSets.get(namespace, shardName(prefix, i)), pods);
    return [String(i), progress(found, conditions, options)];
  });
}

export function prometheusStatus(input: StatusInput): Record<string, unknown> {
  const { parent, mode, conditions, tier = 'none', now, options } = input;
  const { name } = parent.metadata;
  const shards = shardsOf(parent.spec);
  const each = shardAvailabilities(input, shards);
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
