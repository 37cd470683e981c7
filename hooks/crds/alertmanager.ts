// The Alertmanager kind: a cluster of Alertmanager pods and where their configuration comes from.

import { type Static, Type } from '@sinclair/typebox';
import { CoreTopologySpreadConstraint } from './pod/scheduling.ts';
import { AlertmanagerConfiguration } from './shared/alertmanagerglobal.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, GoDuration, NonEmptyString } from './shared/scalars.ts';
import { int32, oneOf, optional, required } from './shared/schema.ts';
import { LabelSelector } from './shared/selectors.ts';
import { workloadStatusFields } from './shared/status.ts';
import { PersistentVolumeClaimRetentionPolicy } from './shared/storage.ts';
import { SafeTLSConfig } from './shared/tls.ts';
import { AlertmanagerWebSpec, WebTLSConfig } from './shared/web.ts';
import { workloadFields } from './shared/workload.ts';

export const AlertmanagerConfigMatcherStrategy = Type.Object({
  type: optional(oneOf(['OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'], { default: 'OnNamespace' })),
});
export type AlertmanagerConfigMatcherStrategy = Static<typeof AlertmanagerConfigMatcherStrategy>;

export const ClusterTLSConfig = Type.Object({
  client: SafeTLSConfig,
  server: WebTLSConfig,
});
export type ClusterTLSConfig = Static<typeof ClusterTLSConfig>;

export const AlertmanagerLimitsSpec = Type.Object({
  maxPerSilenceBytes: optional(ByteSize),
  maxSilences: optional(int32({ minimum: 0 })),
});
export type AlertmanagerLimitsSpec = Static<typeof AlertmanagerLimitsSpec>;

export const AlertmanagerSpec = Type.Object({
  ...workloadFields,
  additionalPeers: optional(Type.Array(Type.String())),
  alertmanagerConfigMatcherStrategy: optional(AlertmanagerConfigMatcherStrategy),
  alertmanagerConfigNamespaceSelector: optional(LabelSelector),
  alertmanagerConfigSelector: optional(LabelSelector),
  alertmanagerConfiguration: optional(AlertmanagerConfiguration),
  automountServiceAccountToken: optional(Type.Boolean()),
  baseImage: optional(Type.String()),
  clusterAdvertiseAddress: optional(Type.String()),
  clusterGossipInterval: optional(GoDuration),
  clusterLabel: optional(Type.String()),
  clusterPeerTimeout: optional(GoDuration),
  clusterPushpullInterval: optional(GoDuration),
  clusterTLS: optional(ClusterTLSConfig),
  configMaps: optional(Type.Array(Type.String())),
  configSecret: optional(Type.String()),
  enableFeatures: optional(Type.Array(Type.String())),
  externalUrl: optional(Type.String()),
  forceEnableClusterMode: optional(Type.Boolean()),
  hostNetwork: optional(Type.Boolean()),
  image: optional(Type.String()),
  limits: optional(AlertmanagerLimitsSpec),
  listenLocal: optional(Type.Boolean()),
  persistentVolumeClaimRetentionPolicy: optional(PersistentVolumeClaimRetentionPolicy),
  replicas: optional(int32()),
  retention: optional(GoDuration, undefined, { default: '120h' }),
  routePrefix: optional(Type.String()),
  secrets: optional(Type.Array(Type.String())),
  serviceName: optional(NonEmptyString),
  sha: optional(Type.String()),
  tag: optional(Type.String()),
  topologySpreadConstraints: optional(Type.Array(CoreTopologySpreadConstraint)),
  version: optional(Type.String()),
  web: optional(AlertmanagerWebSpec),
});
export type AlertmanagerSpec = Static<typeof AlertmanagerSpec>;

export const AlertmanagerStatus = Type.Object({
  ...workloadStatusFields,
  selector: optional(Type.String()),
});
export type AlertmanagerStatus = Static<typeof AlertmanagerStatus>;

export const Alertmanager = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerSpec, 'Desired state.'),
  status: optional(AlertmanagerStatus, 'Observed state; written by the operator.'),
});
export type Alertmanager = Static<typeof Alertmanager>;
