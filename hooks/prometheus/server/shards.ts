// Surplus shards: deleted at once, or kept without targets until the retention period is over.

import type { Prometheus } from '../../api/prometheus.ts';
import { parseDuration } from '../../core/duration.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { timestamp } from '../../core/timestamp.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { limitsSize } from '../config/storage.ts';

/** Annotation of a StatefulSet that is kept for its data only: when it is deleted. */
export const DEADLINE = 'operator.prometheus.io/deletion-deadline';
/** A deadline that never comes: the zero time of Go. */
const NEVER = '0001-01-01T00:00:00Z';

/** The deadline of a shard that becomes surplus now. */
function deadline({ spec }: Prometheus, now: Date): string {
  const period = spec.shardRetentionPolicy?.retain?.retentionPeriod || spec.retention;
  const version = prometheusVersion(spec.version);
  if (!period && version && limitsSize(spec, version)) return NEVER;
  const periodMs = parseDuration(period || '24h') ?? 24 * 3600 * 1000;
  return timestamp(now.getTime() + periodMs);
}

/**
 * The surplus StatefulSets to keep: those whose deadline is in the future. None unless `whenScaled` is `Retain`.
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
