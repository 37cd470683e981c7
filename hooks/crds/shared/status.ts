// Status of workloads, and of the objects that workloads select.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString, Timestamp } from './scalars.ts';
import { int32, int64, mapList, oneOf, optional } from './schema.ts';

export const Condition = Type.Object({
  lastTransitionTime: Timestamp,
  message: optional(Type.String()),
  observedGeneration: optional(int64()),
  reason: optional(Type.String()),
  status: NonEmptyString,
  type: NonEmptyString,
});
export type Condition = Static<typeof Condition>;

/** Status of every workload kind. */
export const workloadStatusFields = {
  availableReplicas: optional(int32()),
  conditions: optional(mapList(Condition, ['type'])),
  paused: optional(Type.Boolean()),
  replicas: optional(int32()),
  unavailableReplicas: optional(int32()),
  updatedReplicas: optional(int32()),
};

export const ShardStatus = Type.Object({
  availableReplicas: int32(),
  replicas: int32(),
  shardID: Type.String(),
  unavailableReplicas: int32(),
  updatedReplicas: int32(),
});
export type ShardStatus = Static<typeof ShardStatus>;

export const PrometheusStatus = Type.Object({
  ...workloadStatusFields,
  selector: optional(Type.String()),
  shardStatuses: optional(mapList(ShardStatus, ['shardID'])),
  shards: optional(int32()),
});
export type PrometheusStatus = Static<typeof PrometheusStatus>;

export const ConfigResourceCondition = Type.Object({
  lastTransitionTime: Timestamp,
  message: optional(Type.String()),
  observedGeneration: optional(int64()),
  reason: optional(Type.String()),
  status: NonEmptyString,
  type: oneOf(['Accepted'], { minLength: 1 }),
});
export type ConfigResourceCondition = Static<typeof ConfigResourceCondition>;

export const WorkloadBinding = Type.Object({
  conditions: optional(mapList(ConfigResourceCondition, ['type'])),
  group: oneOf(['monitoring.coreos.com']),
  name: NonEmptyString,
  namespace: NonEmptyString,
  resource: oneOf(['prometheuses', 'prometheusagents', 'thanosrulers', 'alertmanagers']),
});
export type WorkloadBinding = Static<typeof WorkloadBinding>;

export const ConfigResourceStatus = Type.Object({
  bindings: optional(mapList(WorkloadBinding, ['group', 'resource', 'name', 'namespace'])),
});
export type ConfigResourceStatus = Static<typeof ConfigResourceStatus>;
