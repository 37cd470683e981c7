// Containers of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { atomicList, int32, mapList, optional, setList } from '../shared/schema.ts';
import { EnvFromSource, EnvVar } from './env.ts';
import { ContainerProbe, Lifecycle } from './probe.ts';
import { ResourceRequirements } from './resources.ts';
import { SecurityContext } from './security.ts';

export const ContainerPort = Type.Object({
  containerPort: int32(),
  hostIP: optional(Type.String()),
  hostPort: optional(int32()),
  name: optional(Type.String()),
  protocol: optional(Type.String({ default: 'TCP' })),
});
export type ContainerPort = Static<typeof ContainerPort>;

export const ContainerResizePolicy = Type.Object({
  resourceName: Type.String(),
  restartPolicy: Type.String(),
});
export type ContainerResizePolicy = Static<typeof ContainerResizePolicy>;

export const ContainerRestartRuleOnExitCodes = Type.Object({
  operator: Type.String(),
  values: optional(setList(int32())),
});
export type ContainerRestartRuleOnExitCodes = Static<typeof ContainerRestartRuleOnExitCodes>;

export const ContainerRestartRule = Type.Object({
  action: Type.String(),
  exitCodes: optional(ContainerRestartRuleOnExitCodes),
});
export type ContainerRestartRule = Static<typeof ContainerRestartRule>;

export const VolumeDevice = Type.Object({
  devicePath: Type.String(),
  name: Type.String(),
});
export type VolumeDevice = Static<typeof VolumeDevice>;

export const VolumeMount = Type.Object({
  bindMountOptions: optional(setList(Type.String())),
  mountPath: Type.String(),
  mountPropagation: optional(Type.String()),
  name: Type.String(),
  readOnly: optional(Type.Boolean()),
  recursiveReadOnly: optional(Type.String()),
  subPath: optional(Type.String()),
  subPathExpr: optional(Type.String()),
});
export type VolumeMount = Static<typeof VolumeMount>;

export const Container = Type.Object({
  args: optional(atomicList(Type.String())),
  command: optional(atomicList(Type.String())),
  env: optional(mapList(EnvVar, ['name'])),
  envFrom: optional(atomicList(EnvFromSource)),
  image: optional(Type.String()),
  imagePullPolicy: optional(Type.String()),
  lifecycle: optional(Lifecycle),
  livenessProbe: optional(ContainerProbe),
  name: Type.String(),
  ports: optional(mapList(ContainerPort, ['containerPort', 'protocol'])),
  readinessProbe: optional(ContainerProbe),
  resizePolicy: optional(atomicList(ContainerResizePolicy)),
  resources: optional(ResourceRequirements),
  restartPolicy: optional(Type.String()),
  restartPolicyRules: optional(atomicList(ContainerRestartRule)),
  securityContext: optional(SecurityContext),
  startupProbe: optional(ContainerProbe),
  stdin: optional(Type.Boolean()),
  stdinOnce: optional(Type.Boolean()),
  terminationMessagePath: optional(Type.String()),
  terminationMessagePolicy: optional(Type.String()),
  tty: optional(Type.Boolean()),
  volumeDevices: optional(mapList(VolumeDevice, ['devicePath'])),
  volumeMounts: optional(mapList(VolumeMount, ['mountPath'])),
  workingDir: optional(Type.String()),
});
export type Container = Static<typeof Container>;
