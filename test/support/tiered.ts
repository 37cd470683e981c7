// What a sync of a Prometheus answers, taken apart, for tests of its query tier.

import { syncPrometheus } from '../../hooks/controllers/prometheus/sync.ts';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import { inputs } from '../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Options } from '../../hooks/core/options.ts';
import { condition } from './condition.ts';
import { type PrometheusConfig, prometheusConfig } from './config.ts';
import { kindMap } from './requests.ts';

/**
 * A sync at the beginning of time, without facts. `children`: as they are; `related`: what the Prometheus refers to and
 * selects.
 */
export function synced(
  parent: KubernetesObject,
  children: readonly KubernetesObject[],
  related: readonly KubernetesObject[],
  of: Options,
) {
  const request = { parent, children: kindMap(children), related: kindMap(related), finalizing: false };
  const answer: SyncResponse = syncPrometheus(inputs(request), undefined, new Date(0), of);
  const find = (kind: string, name: string) =>
    answer.children.find((child) => child.kind === kind && child.metadata.name === name);
  return {
    answer,
    find,
    config: (name: string): PrometheusConfig => prometheusConfig(find('Secret', name)),
    condition: (type: string) => condition({ ...parent, status: answer.status } as KubernetesObject, type),
  };
}
