// Where a workload keeps its data.

import { type Static, Type } from '@sinclair/typebox';
import { EmptyDirVolumeSource, EphemeralVolumeSource, PersistentVolumeClaimSpec, PersistentVolumeClaimStatus } from '../pod/pvc.ts';
import { EmbeddedObjectMetadata } from './meta.ts';
import { optional } from './schema.ts';

export const PersistentVolumeClaimRetentionPolicy = Type.Object({
  whenDeleted: optional(Type.String()),
  whenScaled: optional(Type.String()),
});
export type PersistentVolumeClaimRetentionPolicy = Static<typeof PersistentVolumeClaimRetentionPolicy>;

export const EmbeddedPersistentVolumeClaim = Type.Object({
  apiVersion: optional(Type.String()),
  kind: optional(Type.String()),
  metadata: optional(EmbeddedObjectMetadata),
  spec: optional(PersistentVolumeClaimSpec),
  status: optional(PersistentVolumeClaimStatus),
});
export type EmbeddedPersistentVolumeClaim = Static<typeof EmbeddedPersistentVolumeClaim>;

export const StorageSpec = Type.Object({
  disableMountSubPath: optional(Type.Boolean()),
  emptyDir: optional(EmptyDirVolumeSource),
  ephemeral: optional(EphemeralVolumeSource),
  volumeClaimTemplate: optional(EmbeddedPersistentVolumeClaim),
});
export type StorageSpec = Static<typeof StorageSpec>;
