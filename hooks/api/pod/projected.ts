// Volumes of core/v1 that show API objects as files.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap } from '../shared/scalars.ts';
import { atomicList, atomicMap, int32, int64, optional } from '../shared/schema.ts';
import { LabelSelector } from '../shared/selectors.ts';
import { ObjectFieldSelector, ResourceFieldSelector } from './env.ts';

export const KeyToPath = Type.Object({
  key: Type.String(),
  mode: optional(int32()),
  path: Type.String(),
  user: optional(int64()),
});
export type KeyToPath = Static<typeof KeyToPath>;

export const ConfigMapVolumeSource = Type.Object(
  {
    defaultMode: optional(int32()),
    defaultUser: optional(int64()),
    items: optional(atomicList(KeyToPath)),
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type ConfigMapVolumeSource = Static<typeof ConfigMapVolumeSource>;

export const DownwardAPIVolumeFile = Type.Object({
  fieldRef: optional(ObjectFieldSelector),
  mode: optional(int32()),
  path: Type.String(),
  resourceFieldRef: optional(ResourceFieldSelector),
  user: optional(int64()),
});
export type DownwardAPIVolumeFile = Static<typeof DownwardAPIVolumeFile>;

export const DownwardAPIVolumeSource = Type.Object({
  defaultMode: optional(int32()),
  defaultUser: optional(int64()),
  items: optional(atomicList(DownwardAPIVolumeFile)),
});
export type DownwardAPIVolumeSource = Static<typeof DownwardAPIVolumeSource>;

export const ClusterTrustBundleProjection = Type.Object({
  labelSelector: optional(LabelSelector),
  name: optional(Type.String()),
  optional: optional(Type.Boolean()),
  path: Type.String(),
  signerName: optional(Type.String()),
  user: optional(int64()),
});
export type ClusterTrustBundleProjection = Static<typeof ClusterTrustBundleProjection>;

export const ConfigMapProjection = Type.Object(
  {
    items: optional(atomicList(KeyToPath)),
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type ConfigMapProjection = Static<typeof ConfigMapProjection>;

export const DownwardAPIProjection = Type.Object({
  items: optional(atomicList(DownwardAPIVolumeFile)),
});
export type DownwardAPIProjection = Static<typeof DownwardAPIProjection>;

export const PodCertificateProjection = Type.Object({
  certificateChainPath: optional(Type.String()),
  credentialBundlePath: optional(Type.String()),
  keyPath: optional(Type.String()),
  keyType: Type.String(),
  maxExpirationSeconds: optional(int32()),
  signerName: Type.String(),
  user: optional(int64()),
  userAnnotations: optional(StringMap),
});
export type PodCertificateProjection = Static<typeof PodCertificateProjection>;

export const SecretProjection = Type.Object(
  {
    items: optional(atomicList(KeyToPath)),
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type SecretProjection = Static<typeof SecretProjection>;

export const ServiceAccountTokenProjection = Type.Object({
  audience: optional(Type.String()),
  expirationSeconds: optional(int64()),
  path: Type.String(),
  user: optional(int64()),
});
export type ServiceAccountTokenProjection = Static<typeof ServiceAccountTokenProjection>;

export const VolumeProjection = Type.Object({
  clusterTrustBundle: optional(ClusterTrustBundleProjection),
  configMap: optional(ConfigMapProjection),
  downwardAPI: optional(DownwardAPIProjection),
  podCertificate: optional(PodCertificateProjection),
  secret: optional(SecretProjection),
  serviceAccountToken: optional(ServiceAccountTokenProjection),
});
export type VolumeProjection = Static<typeof VolumeProjection>;

export const ProjectedVolumeSource = Type.Object({
  defaultMode: optional(int32()),
  defaultUser: optional(int64()),
  sources: optional(atomicList(VolumeProjection)),
});
export type ProjectedVolumeSource = Static<typeof ProjectedVolumeSource>;

export const SecretVolumeSource = Type.Object({
  defaultMode: optional(int32()),
  defaultUser: optional(int64()),
  items: optional(atomicList(KeyToPath)),
  optional: optional(Type.Boolean()),
  secretName: optional(Type.String()),
});
export type SecretVolumeSource = Static<typeof SecretVolumeSource>;
