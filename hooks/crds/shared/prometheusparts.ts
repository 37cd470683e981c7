// Parts of the Prometheus and PrometheusAgent specs that are objects of their own.

import { type Static, Type } from '@sinclair/typebox';
import { topologySpreadFields } from '../pod/scheduling.ts';
import { Duration, NonEmptyString, Quantity } from './scalars.ts';
import { atomicList, int32, oneOf, optional, setList } from './schema.ts';

/** Each topology value needs at least one shard, or its targets would be scraped by nobody. */
export const shardsCoverTopology = {
  rule: "!has(self.shardingStrategy) || !has(self.shardingStrategy.mode) || self.shardingStrategy.mode != 'Topology' || !has(self.shardingStrategy.topology) || !has(self.shardingStrategy.topology.values) || self.shardingStrategy.topology.values.size() == 0 || (has(self.shards) ? self.shards : 1) >= self.shardingStrategy.topology.values.size()",
  message: 'shards must be greater than or equal to the number of topology values when sharding strategy mode is Topology',
};

export const ArbitraryFSAccessThroughSMsConfig = Type.Object({
  deny: optional(Type.Boolean()),
});
export type ArbitraryFSAccessThroughSMsConfig = Static<typeof ArbitraryFSAccessThroughSMsConfig>;

export const ObjectReference = Type.Object({
  group: optional(oneOf(['monitoring.coreos.com'], { default: 'monitoring.coreos.com' })),
  name: optional(Type.String()),
  namespace: NonEmptyString,
  resource: oneOf(['prometheusrules', 'servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs']),
});
export type ObjectReference = Static<typeof ObjectReference>;

export const OTLPConfig = Type.Object({
  convertHistogramsToNHCB: optional(Type.Boolean()),
  ignoreResourceAttributes: optional(setList(NonEmptyString, { minItems: 1 })),
  keepIdentifyingResourceAttributes: optional(Type.Boolean()),
  labelNamePreserveMultipleUnderscores: optional(Type.Boolean()),
  labelNameUnderscoreSanitization: optional(Type.Boolean()),
  promoteAllResourceAttributes: optional(Type.Boolean()),
  promoteResourceAttributes: optional(setList(NonEmptyString, { minItems: 1 })),
  promoteScopeMetadata: optional(Type.Boolean()),
  translationStrategy: optional(
    oneOf(['NoUTF8EscapingWithSuffixes', 'UnderscoreEscapingWithSuffixes', 'NoTranslation', 'UnderscoreEscapingWithoutSuffixes']),
  ),
});
export type OTLPConfig = Static<typeof OTLPConfig>;

export const PrometheusRuleExcludeConfig = Type.Object({
  ruleName: Type.String(),
  ruleNamespace: Type.String(),
});
export type PrometheusRuleExcludeConfig = Static<typeof PrometheusRuleExcludeConfig>;

export const RuntimeConfig = Type.Object({
  goGC: optional(int32({ minimum: -1 })),
});
export type RuntimeConfig = Static<typeof RuntimeConfig>;

export const ShardingTopology = Type.Object({
  externalLabelName: optional(Type.String()),
  values: optional(atomicList(Type.String())),
});
export type ShardingTopology = Static<typeof ShardingTopology>;

export const ShardingStrategy = Type.Object(
  {
    mode: optional(oneOf(['Address', 'Topology'])),
    topology: optional(ShardingTopology),
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
  additionalLabelSelectors: optional(oneOf(['OnResource', 'OnShard'])),
});
export type TopologySpreadConstraint = Static<typeof TopologySpreadConstraint>;

export const TSDBChunkEncoding = Type.Object({
  floats: optional(oneOf(['Xor', 'Xor2'])),
});
export type TSDBChunkEncoding = Static<typeof TSDBChunkEncoding>;

export const TSDBSpec = Type.Object({
  chunkEncoding: optional(TSDBChunkEncoding),
  outOfOrderTimeWindow: optional(Duration),
  staleSeriesCompactionThreshold: optional(Quantity),
});
export type TSDBSpec = Static<typeof TSDBSpec>;
