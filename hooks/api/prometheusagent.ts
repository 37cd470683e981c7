// The PrometheusAgent kind: scrapes and forwards, keeps no data of its own to query.

import { type Static, Type } from '@sinclair/typebox';
import { shardsCoverTopology } from './parts/prometheusparts.ts';
import { commonPrometheusFields } from './parts/prometheusspec.ts';
import { objectFields } from './shared/meta.ts';
import { oneOf, optional, required } from './shared/schema.ts';
import { PrometheusStatus } from './shared/status.ts';

/** A DaemonSet runs one pod per node. It rejects fields for replicas, storage, and targets of other nodes. */
const notInDaemonSet = (field: string) => ({
  rule: `!(has(self.mode) && self.mode == 'DaemonSet' && has(self.${field}))`,
  message: `${field} cannot be set when mode is DaemonSet`,
});

export const PrometheusAgentSpec = Type.Object(
  {
    ...commonPrometheusFields,
    mode: optional(
      oneOf(['StatefulSet', 'DaemonSet']),
      'StatefulSet (if unset), or DaemonSet: with one agent per node, which scrapes the pods of its node.',
    ),
  },
  {
    'x-kubernetes-validations': [
      notInDaemonSet('replicas'),
      notInDaemonSet('storage'),
      {
        rule: "!(has(self.mode) && self.mode == 'DaemonSet' && has(self.shards) && self.shards > 1)",
        message: 'shards cannot be greater than 1 when mode is DaemonSet',
      },
      notInDaemonSet('persistentVolumeClaimRetentionPolicy'),
      notInDaemonSet('scrapeConfigSelector'),
      notInDaemonSet('probeSelector'),
      notInDaemonSet('scrapeConfigNamespaceSelector'),
      notInDaemonSet('probeNamespaceSelector'),
      notInDaemonSet('serviceMonitorSelector'),
      notInDaemonSet('serviceMonitorNamespaceSelector'),
      notInDaemonSet('additionalScrapeConfigs'),
      notInDaemonSet('shardingStrategy'),
      shardsCoverTopology,
    ],
  },
);
export type PrometheusAgentSpec = Static<typeof PrometheusAgentSpec>;

export const PrometheusAgent = Type.Object({
  ...objectFields,
  spec: required(
    PrometheusAgentSpec,
    'The agent: what it scrapes and where it sends samples, and the pods it runs in.',
  ),
  status: optional(PrometheusStatus, 'Observed state; written by the operator.'),
});
export type PrometheusAgent = Static<typeof PrometheusAgent>;
