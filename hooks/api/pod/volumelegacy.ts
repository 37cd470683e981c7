// Volume types of core/v1 that name one storage product each; most are superseded by CSI drivers.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap } from '../shared/scalars.ts';
import { atomicList, int32, optional } from '../shared/schema.ts';
import { LocalObjectReference } from '../shared/selectors.ts';

export const AWSElasticBlockStoreVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  partition: optional(int32()),
  readOnly: optional(Type.Boolean()),
  volumeID: Type.String(),
});
export type AWSElasticBlockStoreVolumeSource = Static<typeof AWSElasticBlockStoreVolumeSource>;

export const AzureDiskVolumeSource = Type.Object({
  cachingMode: optional(Type.String()),
  diskName: Type.String(),
  diskURI: Type.String(),
  fsType: optional(Type.String({ default: 'ext4' })),
  kind: optional(Type.String()),
  readOnly: optional(Type.Boolean({ default: false })),
});
export type AzureDiskVolumeSource = Static<typeof AzureDiskVolumeSource>;

export const AzureFileVolumeSource = Type.Object({
  readOnly: optional(Type.Boolean()),
  secretName: Type.String(),
  shareName: Type.String(),
});
export type AzureFileVolumeSource = Static<typeof AzureFileVolumeSource>;

export const CephFSVolumeSource = Type.Object({
  monitors: atomicList(Type.String()),
  path: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  secretFile: optional(Type.String()),
  secretRef: optional(LocalObjectReference),
  user: optional(Type.String()),
});
export type CephFSVolumeSource = Static<typeof CephFSVolumeSource>;

export const CinderVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  secretRef: optional(LocalObjectReference),
  volumeID: Type.String(),
});
export type CinderVolumeSource = Static<typeof CinderVolumeSource>;

export const FCVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  lun: optional(int32()),
  readOnly: optional(Type.Boolean()),
  targetWWNs: optional(atomicList(Type.String())),
  wwids: optional(atomicList(Type.String())),
});
export type FCVolumeSource = Static<typeof FCVolumeSource>;

export const FlexVolumeSource = Type.Object({
  driver: Type.String(),
  fsType: optional(Type.String()),
  options: optional(StringMap),
  readOnly: optional(Type.Boolean()),
  secretRef: optional(LocalObjectReference),
});
export type FlexVolumeSource = Static<typeof FlexVolumeSource>;

export const FlockerVolumeSource = Type.Object({
  datasetName: optional(Type.String()),
  datasetUUID: optional(Type.String()),
});
export type FlockerVolumeSource = Static<typeof FlockerVolumeSource>;

export const GCEPersistentDiskVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  partition: optional(int32()),
  pdName: Type.String(),
  readOnly: optional(Type.Boolean()),
});
export type GCEPersistentDiskVolumeSource = Static<typeof GCEPersistentDiskVolumeSource>;

export const GitRepoVolumeSource = Type.Object({
  directory: optional(Type.String()),
  repository: Type.String(),
  revision: optional(Type.String()),
});
export type GitRepoVolumeSource = Static<typeof GitRepoVolumeSource>;

export const GlusterfsVolumeSource = Type.Object({
  endpoints: Type.String(),
  path: Type.String(),
  readOnly: optional(Type.Boolean()),
});
export type GlusterfsVolumeSource = Static<typeof GlusterfsVolumeSource>;

export const ISCSIVolumeSource = Type.Object({
  chapAuthDiscovery: optional(Type.Boolean()),
  chapAuthSession: optional(Type.Boolean()),
  fsType: optional(Type.String()),
  initiatorName: optional(Type.String()),
  iqn: Type.String(),
  iscsiInterface: optional(Type.String({ default: 'default' })),
  lun: int32(),
  portals: optional(atomicList(Type.String())),
  readOnly: optional(Type.Boolean()),
  secretRef: optional(LocalObjectReference),
  targetPortal: Type.String(),
});
export type ISCSIVolumeSource = Static<typeof ISCSIVolumeSource>;

export const PhotonPersistentDiskVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  pdID: Type.String(),
});
export type PhotonPersistentDiskVolumeSource = Static<typeof PhotonPersistentDiskVolumeSource>;

export const PortworxVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  volumeID: Type.String(),
});
export type PortworxVolumeSource = Static<typeof PortworxVolumeSource>;

export const QuobyteVolumeSource = Type.Object({
  group: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  registry: Type.String(),
  tenant: optional(Type.String()),
  user: optional(Type.String()),
  volume: Type.String(),
});
export type QuobyteVolumeSource = Static<typeof QuobyteVolumeSource>;

export const RBDVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  image: Type.String(),
  keyring: optional(Type.String({ default: '/etc/ceph/keyring' })),
  monitors: atomicList(Type.String()),
  pool: optional(Type.String({ default: 'rbd' })),
  readOnly: optional(Type.Boolean()),
  secretRef: optional(LocalObjectReference),
  user: optional(Type.String({ default: 'admin' })),
});
export type RBDVolumeSource = Static<typeof RBDVolumeSource>;

export const ScaleIOVolumeSource = Type.Object({
  fsType: optional(Type.String({ default: 'xfs' })),
  gateway: Type.String(),
  protectionDomain: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  secretRef: LocalObjectReference,
  sslEnabled: optional(Type.Boolean()),
  storageMode: optional(Type.String({ default: 'ThinProvisioned' })),
  storagePool: optional(Type.String()),
  system: Type.String(),
  volumeName: optional(Type.String()),
});
export type ScaleIOVolumeSource = Static<typeof ScaleIOVolumeSource>;

export const StorageOSVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  readOnly: optional(Type.Boolean()),
  secretRef: optional(LocalObjectReference),
  volumeName: optional(Type.String()),
  volumeNamespace: optional(Type.String()),
});
export type StorageOSVolumeSource = Static<typeof StorageOSVolumeSource>;

export const VsphereVirtualDiskVolumeSource = Type.Object({
  fsType: optional(Type.String()),
  storagePolicyID: optional(Type.String()),
  storagePolicyName: optional(Type.String()),
  volumePath: Type.String(),
});
export type VsphereVirtualDiskVolumeSource = Static<typeof VsphereVirtualDiskVolumeSource>;
