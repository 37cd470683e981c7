// Status of workloads, and of the objects that workloads select.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString, Timestamp } from './scalars.ts';
import { int32, int64, mapList, oneOf, optional, required } from './schema.ts';

export const Condition = Type.Object({
  lastTransitionTime: required(Timestamp, 'When status changed last.'),
  message: optional(Type.String(), 'Details of the reason.'),
  observedGeneration: optional(int64(), 'metadata.generation that the condition is about.'),
  reason: optional(Type.String(), 'Why, as one CamelCase word.'),
  status: required(NonEmptyString, 'True, False, Unknown, or Degraded for Available.'),
  type: required(NonEmptyString, 'Available or Reconciled.'),
});
export type Condition = Static<typeof Condition>;

/** Status of every workload kind. */
export const workloadStatusFields = {
  availableReplicas: optional(int32(), 'Pods that are ready.'),
  conditions: optional(
    mapList(Condition, ['type']),
    'Reconciled: the last state was applied. Available: the pods run.',
  ),
  paused: optional(Type.Boolean(), 'Whether spec.paused stops changes.'),
  replicas: optional(int32(), 'Pods that exist.'),
  unavailableReplicas: optional(int32(), 'Pods that are not ready.'),
  updatedReplicas: optional(int32(), 'Pods of the latest revision.'),
};

export const ShardStatus = Type.Object({
  availableReplicas: required(int32(), 'Pods of the shard that are ready.'),
  replicas: required(int32(), 'Pods of the shard that exist.'),
  shardID: required(Type.String(), 'Number of the shard, from 0.'),
  unavailableReplicas: required(int32(), 'Pods of the shard that are not ready.'),
  updatedReplicas: required(int32(), 'Pods of the shard with the latest revision.'),
});
export type ShardStatus = Static<typeof ShardStatus>;

export const PrometheusStatus = Type.Object({
  ...workloadStatusFields,
  selector: optional(Type.String(), 'Label selector of the pods, for autoscalers.'),
  shardStatuses: optional(mapList(ShardStatus, ['shardID']), 'Counts of pods by shard.'),
  shards: optional(int32(), 'Number of shards, for autoscalers.'),
});
export type PrometheusStatus = Static<typeof PrometheusStatus>;

export const ConfigResourceCondition = Type.Object({
  lastTransitionTime: required(Timestamp, 'When status changed last.'),
  message: optional(Type.String(), 'Why the object was rejected.'),
  observedGeneration: optional(int64(), 'metadata.generation that the condition is about.'),
  reason: optional(Type.String(), 'Why, as one CamelCase word.'),
  status: required(NonEmptyString, 'True when the object is part of the configuration, False when it was rejected.'),
  type: required(oneOf(['Accepted'], { minLength: 1 }), 'Always Accepted.'),
});
export type ConfigResourceCondition = Static<typeof ConfigResourceCondition>;

export const WorkloadBinding = Type.Object({
  conditions: optional(mapList(ConfigResourceCondition, ['type']), 'Conditions of this object for the workload.'),
  group: required(oneOf(['monitoring.coreos.com']), 'API group of the workload.'),
  name: required(NonEmptyString, 'Name of the workload.'),
  namespace: required(NonEmptyString, 'Namespace of the workload.'),
  resource: required(
    oneOf(['prometheuses', 'prometheusagents', 'thanosrulers', 'alertmanagers']),
    'Resource of the workload, in plural.',
  ),
});
export type WorkloadBinding = Static<typeof WorkloadBinding>;

export const ConfigResourceStatus = Type.Object({
  bindings: optional(
    mapList(WorkloadBinding, ['group', 'resource', 'name', 'namespace']),
    'Workloads that select this object, and whether each of them accepted it.',
  ),
});
export type ConfigResourceStatus = Static<typeof ConfigResourceStatus>;
