// Shards that are no longer wanted: deleted at once, or kept without targets until their data has aged out.
import type { Prometheus } from '../../api/prometheus.ts';
import { parseDuration } from '../../core/duration.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';

/** On a StatefulSet that is only kept for what it holds: when it may go. */
export const DEADLINE = 'operator.prometheus.io/deletion-deadline';
/** What "never" looks like: the zero time of Go. */
const NEVER = '0001-01-01T00:00:00Z';

/** When a shard that is removed now may go. */
function deadline({ spec }: Prometheus, now: Date): string {
  const period = spec.shardRetentionPolicy?.retain?.retentionPeriod || spec.retention;
  if (!period && spec.retentionSize) return NEVER;
  const keep = parseDuration(period || '24h') ?? 24 * 3600 * 1000;
  return `${new Date(now.getTime() + keep).toISOString().slice(0, 19)}Z`;
}

/**
 * The surplus StatefulSets to answer with: none where shards are deleted at once, else those whose deadline has not
 * come.
 */
export function retainedShards(
  parent: Prometheus,
  surplus: readonly KubernetesObject[],
  now: Date,
  options: Options,
): KubernetesObject[] {
  const retain =
    options.gates.PrometheusShardRetentionPolicy && parent.spec.shardRetentionPolicy?.whenScaled === 'Retain';
  if (!retain) return [];
  return surplus.flatMap((shard) => {
    const until = shard.metadata.annotations?.[DEADLINE] ?? deadline(parent, now);
    if (until !== NEVER && Date.parse(until) <= now.getTime()) return [];
    const kept = keepChild(shard);
    return [
      { ...kept, metadata: { ...kept.metadata, annotations: { ...kept.metadata.annotations, [DEADLINE]: until } } },
    ];
  });
}
