// Scheduling affinity of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { atomicList, atomicMap, int32, optional } from '../shared/schema.ts';
import { LabelSelector } from '../shared/selectors.ts';

export const NodeSelectorRequirement = Type.Object({
  key: Type.String(),
  operator: Type.String(),
  values: optional(atomicList(Type.String())),
});
export type NodeSelectorRequirement = Static<typeof NodeSelectorRequirement>;

export const NodeSelectorTerm = Type.Object(
  {
    matchExpressions: optional(atomicList(NodeSelectorRequirement)),
    matchFields: optional(atomicList(NodeSelectorRequirement)),
  },
  atomicMap,
);
export type NodeSelectorTerm = Static<typeof NodeSelectorTerm>;

export const PreferredSchedulingTerm = Type.Object({
  preference: NodeSelectorTerm,
  weight: int32(),
});
export type PreferredSchedulingTerm = Static<typeof PreferredSchedulingTerm>;

export const NodeSelector = Type.Object(
  {
    nodeSelectorTerms: atomicList(NodeSelectorTerm),
  },
  atomicMap,
);
export type NodeSelector = Static<typeof NodeSelector>;

export const NodeAffinity = Type.Object({
  preferredDuringSchedulingIgnoredDuringExecution: optional(atomicList(PreferredSchedulingTerm)),
  requiredDuringSchedulingIgnoredDuringExecution: optional(NodeSelector),
});
export type NodeAffinity = Static<typeof NodeAffinity>;

export const PodAffinityTerm = Type.Object({
  labelSelector: optional(LabelSelector),
  matchLabelKeys: optional(atomicList(Type.String())),
  mismatchLabelKeys: optional(atomicList(Type.String())),
  namespaceSelector: optional(LabelSelector),
  namespaces: optional(atomicList(Type.String())),
  topologyKey: Type.String(),
});
export type PodAffinityTerm = Static<typeof PodAffinityTerm>;

export const WeightedPodAffinityTerm = Type.Object({
  podAffinityTerm: PodAffinityTerm,
  weight: int32(),
});
export type WeightedPodAffinityTerm = Static<typeof WeightedPodAffinityTerm>;

export const PodAffinity = Type.Object({
  preferredDuringSchedulingIgnoredDuringExecution: optional(atomicList(WeightedPodAffinityTerm)),
  requiredDuringSchedulingIgnoredDuringExecution: optional(atomicList(PodAffinityTerm)),
});
export type PodAffinity = Static<typeof PodAffinity>;

export const PodAntiAffinity = Type.Object({
  preferredDuringSchedulingIgnoredDuringExecution: optional(atomicList(WeightedPodAffinityTerm)),
  requiredDuringSchedulingIgnoredDuringExecution: optional(atomicList(PodAffinityTerm)),
});
export type PodAntiAffinity = Static<typeof PodAntiAffinity>;

export const Affinity = Type.Object({
  nodeAffinity: optional(NodeAffinity),
  podAffinity: optional(PodAffinity),
  podAntiAffinity: optional(PodAntiAffinity),
});
export type Affinity = Static<typeof Affinity>;
