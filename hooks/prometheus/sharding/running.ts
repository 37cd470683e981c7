// The number of shards of a Prometheus, found without its children: for other objects that read it.
import type { Prometheus } from '../../api/prometheus.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import { shardsOf } from '../../scrape/job/sharding.ts';

/**
 * Annotation of a Prometheus or PrometheusAgent: the hooks choose the number of shards.
 * `minShards=1,maxShards=8,seriesPerShard=1M`.
 */
export const AUTOSCALE = `${OWN}/autoscale`;

/** Whether the hooks choose the number of shards. */
export const isAutoscaled = ({ metadata }: Pick<KubernetesObject, 'metadata'>): boolean =>
  metadata.annotations?.[AUTOSCALE] !== undefined;

/** The number of shards in force: that of the status, if the hooks choose it. */
export function runningShards(parent: Pick<Prometheus, 'metadata' | 'spec' | 'status'>): number {
  const { shards } = (parent.status ?? {}) as { readonly shards?: unknown };
  return shardsOf(isAutoscaled(parent) && typeof shards === 'number' ? { shards } : parent.spec);
}
