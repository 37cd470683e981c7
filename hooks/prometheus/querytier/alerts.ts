// The alert of a remote-read tier about a missing shard. Queries warn about a failed read. Rules do not.
import type { Prometheus } from '../../api/prometheus.ts';
import type { ConfigMap, KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { dumpYaml } from '../../core/yaml.ts';
import { childMeta } from '../../workload/meta.ts';
import { queryName } from '../sharding/tier.ts';
import { SHARDS_JOB } from './config.ts';

const RULES = dumpYaml({
  groups: [
    {
      name: 'prometheus-query-tier',
      rules: [
        {
          alert: 'PrometheusShardDown',
          expr: `up{job="${SHARDS_JOB}"} == 0`,
          for: '1m',
          labels: { severity: 'critical' },
          annotations: {
            summary: 'A shard of Prometheus does not answer: rules and alerts lack its targets.',
            description:
              'Shard {{ $labels.shard }} ({{ $labels.instance }}) cannot be read. ' +
              'Queries say so in a warning; rules do not.',
          },
        },
      ],
    },
  ],
});

/** Name of the ConfigMap. */
export const tierAlertsName = (prefix: string): string => `${queryName(prefix)}-alerts`;

/** The ConfigMap with the rule file of the tier. */
export const tierAlerts = (parent: Prometheus, prefix: string, options: Options): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: childMeta(parent as unknown as KubernetesObject, tierAlertsName(prefix), options),
  data: { 'prometheus-query-tier.yaml': RULES },
});
