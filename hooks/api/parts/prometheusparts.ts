// Parts of the Prometheus and PrometheusAgent specs that are objects of their own.

import { type Static, Type } from '@sinclair/typebox';
import { topologySpreadFields } from '../pod/scheduling.ts';
import { Duration, NonEmptyString, Quantity } from '../shared/scalars.ts';
import { atomicList, int32, oneOf, optional, required, setList } from '../shared/schema.ts';
import { prometheusSince } from '../shared/since.ts';

/** Each topology value needs at least one shard. Without one, nothing scrapes its targets. */
export const shardsCoverTopology = {
  rule: [
    '!has(self.shardingStrategy)',
    '!has(self.shardingStrategy.mode)',
    "self.shardingStrategy.mode != 'Topology'",
    '!has(self.shardingStrategy.topology)',
    '!has(self.shardingStrategy.topology.values)',
    'self.shardingStrategy.topology.values.size() == 0',
    '(has(self.shards) ? self.shards : 1) >= self.shardingStrategy.topology.values.size()',
  ].join(' || '),
  message:
    'shards must be greater than or equal to the number of topology values when sharding strategy mode is Topology',
};

export const ArbitraryFSAccessThroughSMsConfig = Type.Object({
  deny: optional(
    Type.Boolean(),
    'True rejects ServiceMonitors that name files, which could leak tokens of the Prometheus pod to a target.',
  ),
});
export type ArbitraryFSAccessThroughSMsConfig = Static<typeof ArbitraryFSAccessThroughSMsConfig>;

export const ObjectReference = Type.Object({
  group: optional(oneOf(['monitoring.coreos.com'], { default: 'monitoring.coreos.com' }), 'API group of the object.'),
  name: optional(Type.String(), 'Name of the object; empty means all of the namespace.'),
  namespace: required(NonEmptyString, 'Namespace of the object.'),
  resource: required(
    oneOf(['prometheusrules', 'servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs']),
    'Resource of the object, in plural.',
  ),
});
export type ObjectReference = Static<typeof ObjectReference>;

export const OTLPConfig = Type.Object({
  convertHistogramsToNHCB: optional(
    Type.Boolean(),
    'Whether explicit-bucket histograms become native ones with custom buckets. ' +
      `${prometheusSince('otlp.convert_histograms_to_nhcb')}.`,
  ),
  ignoreResourceAttributes: optional(
    setList(NonEmptyString, { minItems: 1 }),
    'Resource attributes that promoteAllResourceAttributes leaves out. ' +
      `${prometheusSince('otlp.promote_all_resource_attributes')}.`,
  ),
  keepIdentifyingResourceAttributes: optional(
    Type.Boolean(),
    'Whether target_info keeps the attributes that job and instance are made of. ' +
      `${prometheusSince('otlp.keep_identifying_resource_attributes')}.`,
  ),
  labelNamePreserveMultipleUnderscores: optional(
    Type.Boolean(),
    `Whether runs of underscores in label names stay as they are. ${prometheusSince('otlp.label_names')}.`,
  ),
  labelNameUnderscoreSanitization: optional(
    Type.Boolean(),
    `Whether label names that start with an underscore get a key_ in front. ${prometheusSince('otlp.label_names')}.`,
  ),
  promoteAllResourceAttributes: optional(
    Type.Boolean(),
    'Whether all resource attributes become labels; excludes promoteResourceAttributes. ' +
      `${prometheusSince('otlp.promote_all_resource_attributes')}.`,
  ),
  promoteResourceAttributes: optional(
    setList(NonEmptyString, { minItems: 1 }),
    `Resource attributes that become labels. ${prometheusSince('otlp')}.`,
  ),
  promoteScopeMetadata: optional(
    Type.Boolean(),
    'Whether name, version and attributes of the scope become labels. ' +
      `${prometheusSince('otlp.promote_scope_metadata')}.`,
  ),
  translationStrategy: optional(
    oneOf([
      'NoUTF8EscapingWithSuffixes',
      'UnderscoreEscapingWithSuffixes',
      'NoTranslation',
      'UnderscoreEscapingWithoutSuffixes',
    ]),
    'How OTLP names become Prometheus names. NoTranslation needs ' +
      `${prometheusSince('otlp.translation_strategy.NoTranslation')}, UnderscoreEscapingWithoutSuffixes ` +
      `${prometheusSince('otlp.translation_strategy.UnderscoreEscapingWithoutSuffixes')}, the others ` +
      `${prometheusSince('otlp.translation_strategy')}.`,
  ),
});
export type OTLPConfig = Static<typeof OTLPConfig>;

export const PrometheusRuleExcludeConfig = Type.Object({
  ruleName: required(Type.String(), 'Name of the PrometheusRule.'),
  ruleNamespace: required(Type.String(), 'Namespace of the PrometheusRule.'),
});
export type PrometheusRuleExcludeConfig = Static<typeof PrometheusRuleExcludeConfig>;

export const RuntimeConfig = Type.Object({
  goGC: optional(
    int32({ minimum: -1 }),
    'Garbage collection target in percent (GOGC). A lower value needs more CPU and less memory.',
  ),
});
export type RuntimeConfig = Static<typeof RuntimeConfig>;

export const ShardingTopology = Type.Object({
  externalLabelName: optional(Type.String(), 'External label that holds the zone; zone if unset, no label if empty.'),
  values: optional(atomicList(Type.String()), 'Zones to spread shards over. Each zone needs at least one shard.'),
});
export type ShardingTopology = Static<typeof ShardingTopology>;

export const ShardingStrategy = Type.Object(
  {
    mode: optional(
      oneOf(['Address', 'Topology']),
      'Address (if unset) hashes targets over all shards; Topology keeps them within their zone.',
    ),
    topology: optional(ShardingTopology, 'The zones; allowed with mode Topology only.'),
  },
  {
    'x-kubernetes-validations': [
      {
        rule: "!has(self.topology) || (has(self.mode) && self.mode == 'Topology')",
        message: "topology can only be defined when mode is set to 'Topology'",
      },
    ],
  },
);
export type ShardingStrategy = Static<typeof ShardingStrategy>;

export const TopologySpreadConstraint = Type.Object({
  ...topologySpreadFields,
  additionalLabelSelectors: optional(
    oneOf(['OnResource', 'OnShard']),
    'Pods to spread, besides labelSelector: OnResource counts all pods of this object, OnShard those of the shard.',
  ),
});
export type TopologySpreadConstraint = Static<typeof TopologySpreadConstraint>;

export const TSDBChunkEncoding = Type.Object({
  floats: optional(
    oneOf(['Xor', 'Xor2']),
    `Encoding of float samples; Xor2 switches on its feature flag. ${prometheusSince('storage.tsdb.chunk_encoding')}.`,
  ),
});
export type TSDBChunkEncoding = Static<typeof TSDBChunkEncoding>;

export const TSDBSpec = Type.Object({
  chunkEncoding: optional(
    TSDBChunkEncoding,
    `How samples are packed on disk. ${prometheusSince('storage.tsdb.chunk_encoding')}.`,
  ),
  outOfOrderTimeWindow: optional(
    Duration,
    'How old an out-of-order sample may be; 0 accepts none. ' +
      `${prometheusSince('storage.tsdb.out_of_order_time_window')}.`,
  ),
  staleSeriesCompactionThreshold: optional(
    Quantity,
    'Share of stale series in the head, 0 to 1, at which Prometheus compacts them. ' +
      `${prometheusSince('storage.tsdb.stale_series_compaction_threshold')}.`,
  ),
});
export type TSDBSpec = Static<typeof TSDBSpec>;
