// DNS, tolerations, host aliases and topology spread of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { atomicList, int32, int64, mapList, optional, setList } from '../shared/schema.ts';
import { LabelSelector } from '../shared/selectors.ts';

export const PodDNSConfigOption = Type.Object({
  name: NonEmptyString,
  value: optional(Type.String()),
});
export type PodDNSConfigOption = Static<typeof PodDNSConfigOption>;

export const PodDNSConfig = Type.Object({
  nameservers: optional(setList(NonEmptyString)),
  options: optional(mapList(PodDNSConfigOption, ['name'])),
  searches: optional(setList(NonEmptyString)),
});
export type PodDNSConfig = Static<typeof PodDNSConfig>;

export const HostAlias = Type.Object({
  hostnames: Type.Array(Type.String()),
  ip: Type.String(),
});
export type HostAlias = Static<typeof HostAlias>;

export const Toleration = Type.Object({
  effect: optional(Type.String()),
  key: optional(Type.String()),
  operator: optional(Type.String()),
  tolerationSeconds: optional(int64()),
  value: optional(Type.String()),
});
export type Toleration = Static<typeof Toleration>;

/** The fields of a topology spread constraint in core/v1. */
export const topologySpreadFields = {
  labelSelector: optional(LabelSelector),
  matchLabelKeys: optional(atomicList(Type.String())),
  maxSkew: int32(),
  minDomains: optional(int32()),
  nodeAffinityPolicy: optional(Type.String()),
  nodeTaintsPolicy: optional(Type.String()),
  topologyKey: Type.String(),
  whenUnsatisfiable: Type.String(),
};

export const CoreTopologySpreadConstraint = Type.Object({
  ...topologySpreadFields,
});
export type CoreTopologySpreadConstraint = Static<typeof CoreTopologySpreadConstraint>;
