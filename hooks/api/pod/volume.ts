// Volumes of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { LocalObjectReference } from '../shared/selectors.ts';
import {
  ConfigMapVolumeSource,
  DownwardAPIVolumeSource,
  ProjectedVolumeSource,
  SecretVolumeSource,
} from './projected.ts';
import { EmptyDirVolumeSource, EphemeralVolumeSource } from './pvc.ts';
import {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  AzureFileVolumeSource,
  CephFSVolumeSource,
  CinderVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  GitRepoVolumeSource,
  GlusterfsVolumeSource,
  ISCSIVolumeSource,
  PhotonPersistentDiskVolumeSource,
  PortworxVolumeSource,
  QuobyteVolumeSource,
  RBDVolumeSource,
  ScaleIOVolumeSource,
  StorageOSVolumeSource,
  VsphereVirtualDiskVolumeSource,
} from './volumelegacy.ts';

export const CSIVolumeSource = Type.Object({
  driver: Type.String(),
  fsType: optional(Type.String()),
  nodePublishSecretRef: optional(LocalObjectReference),
  readOnly: optional(Type.Boolean()),
  volumeAttributes: optional(StringMap),
});
export type CSIVolumeSource = Static<typeof CSIVolumeSource>;

export const HostPathVolumeSource = Type.Object({
  path: Type.String(),
  type: optional(Type.String()),
});
export type HostPathVolumeSource = Static<typeof HostPathVolumeSource>;

export const ImageVolumeSource = Type.Object({
  pullPolicy: optional(Type.String()),
  reference: optional(Type.String()),
});
export type ImageVolumeSource = Static<typeof ImageVolumeSource>;

export const NFSVolumeSource = Type.Object({
  path: Type.String(),
  readOnly: optional(Type.Boolean()),
  server: Type.String(),
});
export type NFSVolumeSource = Static<typeof NFSVolumeSource>;

export const PersistentVolumeClaimVolumeSource = Type.Object({
  claimName: Type.String(),
  readOnly: optional(Type.Boolean()),
});
export type PersistentVolumeClaimVolumeSource = Static<typeof PersistentVolumeClaimVolumeSource>;

export const Volume = Type.Object({
  awsElasticBlockStore: optional(AWSElasticBlockStoreVolumeSource),
  azureDisk: optional(AzureDiskVolumeSource),
  azureFile: optional(AzureFileVolumeSource),
  cephfs: optional(CephFSVolumeSource),
  cinder: optional(CinderVolumeSource),
  configMap: optional(ConfigMapVolumeSource),
  csi: optional(CSIVolumeSource),
  downwardAPI: optional(DownwardAPIVolumeSource),
  emptyDir: optional(EmptyDirVolumeSource),
  ephemeral: optional(EphemeralVolumeSource),
  fc: optional(FCVolumeSource),
  flexVolume: optional(FlexVolumeSource),
  flocker: optional(FlockerVolumeSource),
  gcePersistentDisk: optional(GCEPersistentDiskVolumeSource),
  gitRepo: optional(GitRepoVolumeSource),
  glusterfs: optional(GlusterfsVolumeSource),
  hostPath: optional(HostPathVolumeSource),
  image: optional(ImageVolumeSource),
  iscsi: optional(ISCSIVolumeSource),
  name: Type.String(),
  nfs: optional(NFSVolumeSource),
  persistentVolumeClaim: optional(PersistentVolumeClaimVolumeSource),
  photonPersistentDisk: optional(PhotonPersistentDiskVolumeSource),
  portworxVolume: optional(PortworxVolumeSource),
  projected: optional(ProjectedVolumeSource),
  quobyte: optional(QuobyteVolumeSource),
  rbd: optional(RBDVolumeSource),
  scaleIO: optional(ScaleIOVolumeSource),
  secret: optional(SecretVolumeSource),
  storageos: optional(StorageOSVolumeSource),
  vsphereVolume: optional(VsphereVirtualDiskVolumeSource),
});
export type Volume = Static<typeof Volume>;
