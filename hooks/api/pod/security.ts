// Security contexts of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { atomicList, int64, optional } from '../shared/schema.ts';

export const AppArmorProfile = Type.Object({
  localhostProfile: optional(Type.String()),
  type: Type.String(),
});
export type AppArmorProfile = Static<typeof AppArmorProfile>;

export const Capabilities = Type.Object({
  add: optional(atomicList(Type.String())),
  drop: optional(atomicList(Type.String())),
});
export type Capabilities = Static<typeof Capabilities>;

export const SELinuxOptions = Type.Object({
  level: optional(Type.String()),
  role: optional(Type.String()),
  type: optional(Type.String()),
  user: optional(Type.String()),
});
export type SELinuxOptions = Static<typeof SELinuxOptions>;

export const SeccompProfile = Type.Object({
  localhostProfile: optional(Type.String()),
  type: Type.String(),
});
export type SeccompProfile = Static<typeof SeccompProfile>;

export const WindowsSecurityContextOptions = Type.Object({
  gmsaCredentialSpec: optional(Type.String()),
  gmsaCredentialSpecName: optional(Type.String()),
  hostProcess: optional(Type.Boolean()),
  runAsUserName: optional(Type.String()),
});
export type WindowsSecurityContextOptions = Static<typeof WindowsSecurityContextOptions>;

export const SecurityContext = Type.Object({
  allowPrivilegeEscalation: optional(Type.Boolean()),
  appArmorProfile: optional(AppArmorProfile),
  capabilities: optional(Capabilities),
  privileged: optional(Type.Boolean()),
  procMount: optional(Type.String()),
  readOnlyRootFilesystem: optional(Type.Boolean()),
  runAsGroup: optional(int64()),
  runAsNonRoot: optional(Type.Boolean()),
  runAsUser: optional(int64()),
  seLinuxOptions: optional(SELinuxOptions),
  seccompProfile: optional(SeccompProfile),
  windowsOptions: optional(WindowsSecurityContextOptions),
});
export type SecurityContext = Static<typeof SecurityContext>;

export const Sysctl = Type.Object({
  name: Type.String(),
  value: Type.String(),
});
export type Sysctl = Static<typeof Sysctl>;

export const PodSecurityContext = Type.Object({
  appArmorProfile: optional(AppArmorProfile),
  fsGroup: optional(int64()),
  fsGroupChangePolicy: optional(Type.String()),
  runAsGroup: optional(int64()),
  runAsNonRoot: optional(Type.Boolean()),
  runAsUser: optional(int64()),
  seLinuxChangePolicy: optional(Type.String()),
  seLinuxOptions: optional(SELinuxOptions),
  seccompProfile: optional(SeccompProfile),
  supplementalGroups: optional(atomicList(int64())),
  supplementalGroupsPolicy: optional(Type.String()),
  sysctls: optional(atomicList(Sysctl)),
  windowsOptions: optional(WindowsSecurityContextOptions),
});
export type PodSecurityContext = Static<typeof PodSecurityContext>;
