// The Thanos sidecar of Prometheus.

import { type Static, Type } from '@sinclair/typebox';
import { VolumeMount } from '../pod/container.ts';
import { ResourceRequirements } from '../pod/resources.ts';
import { LogFormat, LogLevel } from './enums.ts';
import { Duration } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';
import { GRPCServerTLSConfig } from './tls.ts';
import { Argument } from './workload.ts';

export const ThanosSpec = Type.Object({
  additionalArgs: optional(Type.Array(Argument)),
  baseImage: optional(Type.String()),
  blockSize: optional(Duration, undefined, { default: '2h' }),
  getConfigInterval: optional(Duration),
  getConfigTimeout: optional(Duration),
  grpcListenLocal: optional(Type.Boolean()),
  grpcServerTlsConfig: optional(GRPCServerTLSConfig),
  httpListenLocal: optional(Type.Boolean()),
  image: optional(Type.String()),
  listenLocal: optional(Type.Boolean()),
  logFormat: optional(LogFormat),
  logLevel: optional(LogLevel),
  minTime: optional(Type.String()),
  objectStorageConfig: optional(SecretKeySelector),
  objectStorageConfigFile: optional(Type.String()),
  readyTimeout: optional(Duration),
  resources: optional(ResourceRequirements),
  sha: optional(Type.String()),
  tag: optional(Type.String()),
  tracingConfig: optional(SecretKeySelector),
  tracingConfigFile: optional(Type.String()),
  version: optional(Type.String()),
  volumeMounts: optional(Type.Array(VolumeMount)),
});
export type ThanosSpec = Static<typeof ThanosSpec>;
