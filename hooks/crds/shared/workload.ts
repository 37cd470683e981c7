// Spec fields of every workload kind: the pod and the StatefulSet around it.

import { type Static, Type } from '@sinclair/typebox';
import { Affinity } from '../pod/affinity.ts';
import { Container, VolumeMount } from '../pod/container.ts';
import { ResourceRequirements } from '../pod/resources.ts';
import { HostAlias, PodDNSConfig, Toleration } from '../pod/scheduling.ts';
import { PodSecurityContext } from '../pod/security.ts';
import { Volume } from '../pod/volume.ts';
import { DNSPolicy, ImagePullPolicy, LogFormat, LogLevel, PodManagementPolicy } from './enums.ts';
import { EmbeddedObjectMetadata } from './meta.ts';
import { IntOrString, Limit, NonEmptyString, StringMap } from './scalars.ts';
import { int32, mapList, oneOf, optional } from './schema.ts';
import { LocalObjectReference } from './selectors.ts';
import { StorageSpec } from './storage.ts';

export const Argument = Type.Object({
  name: NonEmptyString,
  value: optional(Type.String()),
});
export type Argument = Static<typeof Argument>;

export const RollingUpdate = Type.Object({
  maxUnavailable: optional(IntOrString),
});
export type RollingUpdate = Static<typeof RollingUpdate>;

export const UpdateStrategy = Type.Object(
  {
    rollingUpdate: optional(RollingUpdate),
    type: oneOf(['OnDelete', 'RollingUpdate']),
  },
  {
    'x-kubernetes-validations': [
      { rule: "!(self.type != 'RollingUpdate' && has(self.rollingUpdate))", message: 'rollingUpdate requires type to be RollingUpdate' },
    ],
  },
);
export type UpdateStrategy = Static<typeof UpdateStrategy>;

/** What all four workload kinds have in common: the pod and the StatefulSet around it. */
export const workloadFields = {
  additionalArgs: optional(Type.Array(Argument)),
  affinity: optional(Affinity),
  containers: optional(Type.Array(Container)),
  dnsConfig: optional(PodDNSConfig),
  dnsPolicy: optional(DNSPolicy),
  enableServiceLinks: optional(Type.Boolean()),
  hostAliases: optional(mapList(HostAlias, ['ip'])),
  hostUsers: optional(Type.Boolean()),
  imagePullPolicy: optional(ImagePullPolicy),
  imagePullSecrets: optional(Type.Array(LocalObjectReference)),
  initContainers: optional(Type.Array(Container)),
  logFormat: optional(LogFormat),
  logLevel: optional(LogLevel),
  minReadySeconds: optional(int32({ minimum: 0 })),
  nodeSelector: optional(StringMap),
  paused: optional(Type.Boolean()),
  podManagementPolicy: optional(PodManagementPolicy),
  podMetadata: optional(EmbeddedObjectMetadata),
  portName: optional(Type.String({ default: 'web' })),
  priorityClassName: optional(Type.String()),
  resources: optional(ResourceRequirements),
  schedulerName: optional(NonEmptyString),
  securityContext: optional(PodSecurityContext),
  serviceAccountName: optional(Type.String()),
  storage: optional(StorageSpec),
  terminationGracePeriodSeconds: optional(Limit),
  tolerations: optional(Type.Array(Toleration)),
  updateStrategy: optional(UpdateStrategy),
  volumeMounts: optional(Type.Array(VolumeMount)),
  volumes: optional(Type.Array(Volume)),
};
