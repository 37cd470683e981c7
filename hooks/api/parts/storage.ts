// Where a workload keeps its data.

import { type Static, Type } from '@sinclair/typebox';
import {
  EmptyDirVolumeSource,
  EphemeralVolumeSource,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimStatus,
} from '../pod/pvc.ts';
import { EmbeddedObjectMetadata } from '../shared/meta.ts';
import { optional } from '../shared/schema.ts';

export const PersistentVolumeClaimRetentionPolicy = Type.Object({
  whenDeleted: optional(
    Type.String(),
    'Retain or Delete: what happens to the claims when the StatefulSet is deleted; Retain if unset.',
  ),
  whenScaled: optional(
    Type.String(),
    'Retain or Delete: what happens to the claims of pods that scaling down removes; Retain if unset.',
  ),
});
export type PersistentVolumeClaimRetentionPolicy = Static<typeof PersistentVolumeClaimRetentionPolicy>;

export const EmbeddedPersistentVolumeClaim = Type.Object({
  apiVersion: optional(Type.String(), 'Not used.'),
  kind: optional(Type.String(), 'Not used.'),
  metadata: optional(EmbeddedObjectMetadata, 'Name, labels and annotations of the claims.'),
  spec: optional(
    PersistentVolumeClaimSpec,
    'Size, class and access modes of the claims; ReadWriteOnce if no mode is given.',
  ),
  status: optional(PersistentVolumeClaimStatus, 'Not used.'),
});
export type EmbeddedPersistentVolumeClaim = Static<typeof EmbeddedPersistentVolumeClaim>;

export const StorageSpec = Type.Object({
  disableMountSubPath: optional(Type.Boolean(), 'Deprecated; true mounts the volume itself instead of a folder in it.'),
  emptyDir: optional(EmptyDirVolumeSource, 'Keep data in an emptyDir; overrides ephemeral and volumeClaimTemplate.'),
  ephemeral: optional(EphemeralVolumeSource, 'Keep data in a generic ephemeral volume; overrides volumeClaimTemplate.'),
  volumeClaimTemplate: optional(EmbeddedPersistentVolumeClaim, 'Keep data in a claim made for each pod.'),
});
export type StorageSpec = Static<typeof StorageSpec>;
