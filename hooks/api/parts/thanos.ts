// The Thanos sidecar of Prometheus.

import { type Static, Type } from '@sinclair/typebox';
import { VolumeMount } from '../pod/container.ts';
import { ResourceRequirements } from '../pod/resources.ts';
import { LogFormat, LogLevel } from '../shared/enums.ts';
import { Duration } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { GRPCServerTLSConfig } from '../shared/tls.ts';
import { Argument } from './workload.ts';

export const ThanosSpec = Type.Object({
  additionalArgs: optional(
    Type.Array(Argument),
    'Flags appended to the generated ones. One that is generated already, or its no- form, stops the rollout with ' +
      'an error.',
  ),
  baseImage: optional(Type.String(), 'Deprecated, use image.'),
  blockSize: optional(
    Duration,
    'Length of the blocks that Prometheus writes and the sidecar uploads; leave it unless you know why.',
    {
      default: '2h',
    },
  ),
  getConfigInterval: optional(Duration, 'How often the sidecar reads the configuration of Prometheus.'),
  getConfigTimeout: optional(Duration, 'How long reading the configuration of Prometheus may take.'),
  grpcListenLocal: optional(Type.Boolean(), 'True serves gRPC on the loopback address only.'),
  grpcServerTlsConfig: optional(
    GRPCServerTLSConfig,
    'TLS of the gRPC server; here the files, not the references, are used for certificate, key and CA.',
  ),
  httpListenLocal: optional(Type.Boolean(), 'True serves HTTP on the loopback address only.'),
  image: optional(
    Type.String(),
    'Full image name of Thanos. version must still name its release. Unset, the default image of version.',
  ),
  listenLocal: optional(Type.Boolean(), 'Deprecated, use grpcListenLocal and httpListenLocal.'),
  logFormat: optional(LogFormat, 'Format of log lines; logfmt if unset.'),
  logLevel: optional(LogLevel, 'Lowest level that is logged; info if unset.'),
  minTime: optional(
    Type.String(),
    'Start of the time range that the sidecar serves: RFC 3339, or a duration back from now.',
  ),
  objectStorageConfig: optional(
    SecretKeySelector,
    'Key of the Secret with the object storage that blocks are uploaded to; unset, nothing is uploaded.',
  ),
  objectStorageConfigFile: optional(
    Type.String(),
    'File in the container with the object storage; overrides objectStorageConfig.',
  ),
  readyTimeout: optional(Duration, 'How long the sidecar waits for Prometheus to start.'),
  resources: optional(ResourceRequirements, 'Requests and limits of the sidecar.'),
  sha: optional(Type.String(), 'Deprecated, use image: digest of the image, overrides tag.'),
  tag: optional(Type.String(), 'Deprecated, use image: tag of the image.'),
  tracingConfig: optional(SecretKeySelector, 'Key of the Secret with the tracing configuration.'),
  tracingConfigFile: optional(
    Type.String(),
    'File in the container with the tracing configuration; overrides tracingConfig.',
  ),
  version: optional(
    Type.String(),
    'Release that runs; decides which settings are generated. The default release if unset.',
  ),
  volumeMounts: optional(Type.Array(VolumeMount), 'Volumes mounted into the sidecar, besides the generated ones.'),
});
export type ThanosSpec = Static<typeof ThanosSpec>;
