// Claims, templates of claims and scratch volumes of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { TemplateMetadata } from '../shared/meta.ts';
import { Quantity, QuantityMap, Timestamp } from '../shared/scalars.ts';
import { atomicList, atomicMap, int32, mapList, oneOf, optional } from '../shared/schema.ts';
import { LabelSelector } from '../shared/selectors.ts';

export const EmptyDirVolumeSource = Type.Object({
  medium: optional(Type.String()),
  mode: optional(int32()),
  sizeLimit: optional(Quantity),
});
export type EmptyDirVolumeSource = Static<typeof EmptyDirVolumeSource>;

export const TypedLocalObjectReference = Type.Object(
  {
    apiGroup: optional(Type.String()),
    kind: Type.String(),
    name: Type.String(),
  },
  atomicMap,
);
export type TypedLocalObjectReference = Static<typeof TypedLocalObjectReference>;

export const TypedObjectReference = Type.Object({
  apiGroup: optional(Type.String()),
  kind: Type.String(),
  name: Type.String(),
  namespace: optional(Type.String()),
});
export type TypedObjectReference = Static<typeof TypedObjectReference>;

export const VolumeResourceRequirements = Type.Object({
  limits: optional(QuantityMap),
  requests: optional(QuantityMap),
});
export type VolumeResourceRequirements = Static<typeof VolumeResourceRequirements>;

export const PersistentVolumeClaimSpec = Type.Object({
  accessModes: optional(atomicList(Type.String())),
  dataSource: optional(TypedLocalObjectReference),
  dataSourceRef: optional(TypedObjectReference),
  resources: optional(VolumeResourceRequirements),
  selector: optional(LabelSelector),
  storageClassName: optional(Type.String()),
  volumeAttributesClassName: optional(Type.String()),
  volumeMode: optional(Type.String()),
  volumeName: optional(Type.String()),
});
export type PersistentVolumeClaimSpec = Static<typeof PersistentVolumeClaimSpec>;

export const PersistentVolumeClaimTemplate = Type.Object({
  metadata: optional(TemplateMetadata),
  spec: PersistentVolumeClaimSpec,
});
export type PersistentVolumeClaimTemplate = Static<typeof PersistentVolumeClaimTemplate>;

export const EphemeralVolumeSource = Type.Object({
  volumeClaimTemplate: optional(PersistentVolumeClaimTemplate),
});
export type EphemeralVolumeSource = Static<typeof EphemeralVolumeSource>;

export const PersistentVolumeClaimCondition = Type.Object({
  lastProbeTime: optional(Timestamp),
  lastTransitionTime: optional(Timestamp),
  message: optional(Type.String()),
  reason: optional(Type.String()),
  status: Type.String(),
  type: Type.String(),
});
export type PersistentVolumeClaimCondition = Static<typeof PersistentVolumeClaimCondition>;

export const ModifyVolumeStatus = Type.Object({
  status: Type.String(),
  targetVolumeAttributesClassName: optional(Type.String()),
});
export type ModifyVolumeStatus = Static<typeof ModifyVolumeStatus>;

export const VolumeHealthCondition = Type.Object({
  message: optional(Type.String()),
  reason: Type.String(),
  status: oneOf(['DataLoss', 'Degraded', 'Inaccessible']),
});
export type VolumeHealthCondition = Static<typeof VolumeHealthCondition>;

export const VolumeHealthStatus = Type.Object({
  healthConditions: optional(mapList(VolumeHealthCondition, ['status', 'reason'])),
  lastTransitionTime: optional(Timestamp),
});
export type VolumeHealthStatus = Static<typeof VolumeHealthStatus>;

export const PersistentVolumeClaimStatus = Type.Object({
  accessModes: optional(atomicList(Type.String())),
  allocatedResourceStatuses: optional(
    Type.Record(Type.String(), Type.String(), { 'x-kubernetes-map-type': 'granular' }),
  ),
  allocatedResources: optional(QuantityMap),
  capacity: optional(QuantityMap),
  conditions: optional(mapList(PersistentVolumeClaimCondition, ['type'])),
  currentVolumeAttributesClassName: optional(Type.String()),
  healthStatus: optional(VolumeHealthStatus),
  modifyVolumeStatus: optional(ModifyVolumeStatus),
  phase: optional(Type.String()),
});
export type PersistentVolumeClaimStatus = Static<typeof PersistentVolumeClaimStatus>;
