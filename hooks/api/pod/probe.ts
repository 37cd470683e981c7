// Probes and lifecycle hooks of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { IntOrString } from '../shared/scalars.ts';
import { atomicList, int32, int64, optional } from '../shared/schema.ts';

export const ExecAction = Type.Object({
  command: optional(atomicList(Type.String())),
});
export type ExecAction = Static<typeof ExecAction>;

export const HTTPHeader = Type.Object({
  name: Type.String(),
  value: Type.String(),
});
export type HTTPHeader = Static<typeof HTTPHeader>;

export const HTTPGetAction = Type.Object({
  host: optional(Type.String()),
  httpHeaders: optional(atomicList(HTTPHeader)),
  path: optional(Type.String()),
  port: IntOrString,
  protocol: optional(Type.String()),
  scheme: optional(Type.String()),
});
export type HTTPGetAction = Static<typeof HTTPGetAction>;

export const SleepAction = Type.Object({
  seconds: int64(),
});
export type SleepAction = Static<typeof SleepAction>;

export const TCPSocketAction = Type.Object({
  host: optional(Type.String()),
  port: IntOrString,
});
export type TCPSocketAction = Static<typeof TCPSocketAction>;

export const LifecycleHandler = Type.Object({
  exec: optional(ExecAction),
  httpGet: optional(HTTPGetAction),
  sleep: optional(SleepAction),
  tcpSocket: optional(TCPSocketAction),
});
export type LifecycleHandler = Static<typeof LifecycleHandler>;

export const Lifecycle = Type.Object({
  postStart: optional(LifecycleHandler),
  preStop: optional(LifecycleHandler),
  stopSignal: optional(Type.String()),
});
export type Lifecycle = Static<typeof Lifecycle>;

export const GRPCAction = Type.Object({
  mode: optional(Type.String()),
  port: int32(),
  service: optional(Type.String({ default: '' })),
});
export type GRPCAction = Static<typeof GRPCAction>;

export const ContainerProbe = Type.Object({
  exec: optional(ExecAction),
  failureThreshold: optional(int32()),
  grpc: optional(GRPCAction),
  httpGet: optional(HTTPGetAction),
  initialDelaySeconds: optional(int32()),
  periodSeconds: optional(int32()),
  successThreshold: optional(int32()),
  tcpSocket: optional(TCPSocketAction),
  terminationGracePeriodSeconds: optional(int64()),
  timeoutSeconds: optional(int32()),
});
export type ContainerProbe = Static<typeof ContainerProbe>;
