// The Alertmanager kind: a cluster of Alertmanager pods and where their configuration comes from.

import { type Static, Type } from '@sinclair/typebox';
import { AlertmanagerConfiguration } from './parts/alertmanagerglobal.ts';
import { PersistentVolumeClaimRetentionPolicy } from './parts/storage.ts';
import { workloadFields } from './parts/workload.ts';
import { CoreTopologySpreadConstraint } from './pod/scheduling.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, GoDuration, NonEmptyString } from './shared/scalars.ts';
import { int32, oneOf, optional, required } from './shared/schema.ts';
import { LabelSelector } from './shared/selectors.ts';
import { alertmanagerSince } from './shared/since.ts';
import { workloadStatusFields } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';
import { AlertmanagerWebSpec, WebTLSConfig } from './shared/web.ts';

export const AlertmanagerConfigMatcherStrategy = Type.Object({
  type: optional(
    oneOf(['OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'], { default: 'OnNamespace' }),
    'OnNamespace adds a matcher for the namespace of the AlertmanagerConfig; ' +
      'OnNamespaceExceptForAlertmanagerNamespace does not for the namespace of this object; None never does.',
  ),
});
export type AlertmanagerConfigMatcherStrategy = Static<typeof AlertmanagerConfigMatcherStrategy>;

export const ClusterTLSConfig = Type.Object({
  client: required(SafeTLSConfig, 'Certificate for connections to peers, and the CA to check theirs.'),
  server: required(WebTLSConfig, 'Certificate for connections from peers, and the CA to check theirs.'),
});
export type ClusterTLSConfig = Static<typeof ClusterTLSConfig>;

export const AlertmanagerLimitsSpec = Type.Object({
  maxPerSilenceBytes: optional(ByteSize, `Largest silence. ${alertmanagerSince('--silences')}.`),
  maxSilences: optional(
    int32({ minimum: 0 }),
    `Most silences, expired ones included; 0 is no limit. ${alertmanagerSince('--silences')}.`,
  ),
});
export type AlertmanagerLimitsSpec = Static<typeof AlertmanagerLimitsSpec>;

export const AlertmanagerSpec = Type.Object({
  ...workloadFields,
  additionalPeers: optional(
    Type.Array(Type.String()),
    'Members of the cluster, host:port, that are not pods of this object.',
  ),
  alertmanagerConfigFileSystemMode: optional(
    oneOf(['AllowAll', 'FromAlertmanagerConfigMatcherStrategy', 'DenyAll']),
    'Whether AlertmanagerConfigs may name files of the container. FromAlertmanagerConfigMatcherStrategy (if unset) ' +
      'allows it to those that get no matcher for their namespace.',
  ),
  alertmanagerConfigMatcherStrategy: optional(
    AlertmanagerConfigMatcherStrategy,
    'Which alerts the routes of an AlertmanagerConfig can match.',
  ),
  alertmanagerConfigNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take AlertmanagerConfigs from; {} selects all, unset selects the own namespace.',
  ),
  alertmanagerConfigSelector: optional(
    LabelSelector,
    'AlertmanagerConfigs to merge in; {} selects all, unset selects none.',
  ),
  alertmanagerConfiguration: optional(
    AlertmanagerConfiguration,
    'Main configuration from an AlertmanagerConfig of the namespace; overrides configSecret.',
  ),
  automountServiceAccountToken: optional(
    Type.Boolean(),
    'Whether the token of the ServiceAccount is mounted; the default of Kubernetes if unset. Alertmanager does not ' +
      'need it.',
  ),
  baseImage: optional(Type.String(), 'Deprecated, use image.'),
  clusterAdvertiseAddress: optional(
    Type.String(),
    'Address that peers connect to. Needed if pod addresses are not private ones.',
  ),
  clusterGossipInterval: optional(GoDuration, 'Time between gossip messages. A shorter time means more traffic.'),
  clusterLabel: optional(
    Type.String(),
    `Name that keeps this cluster apart from others; namespace/name if unset. ${alertmanagerSince('--cluster.label')}.`,
  ),
  clusterPeerName: optional(
    NonEmptyString,
    'Name of each pod among its peers; it may use variables of the container, such as $(POD_NAME), which is the ' +
      `name if unset. ${alertmanagerSince('--cluster.peer-name')}.`,
  ),
  clusterPeerTimeout: optional(
    GoDuration,
    'How long a pod waits for each peer before it in the order, before it sends a notification.',
  ),
  clusterPushpullInterval: optional(GoDuration, 'Time between full exchanges of state.'),
  clusterTLS: optional(
    ClusterTLSConfig,
    `Mutual TLS for gossip between the pods. ${alertmanagerSince('--cluster.tls-config')}.`,
  ),
  configMaps: optional(
    Type.Array(Type.String()),
    'ConfigMaps of the namespace to mount at /etc/alertmanager/configmaps/<name>.',
  ),
  configSecret: optional(
    Type.String(),
    'Secret of the namespace with the main configuration under alertmanager.yaml; alertmanager-<name of this ' +
      'object> if unset. Its other keys are mounted beside it.',
  ),
  enableFeatures: optional(
    Type.Array(Type.String()),
    `Feature flags to switch on. ${alertmanagerSince('--enable-feature')}.`,
  ),
  externalUrl: optional(Type.String(), 'URL under which users reach the web interface, for links in notifications.'),
  forceEnableClusterMode: optional(
    Type.Boolean(),
    'True gossips with a single replica too, for clusters made of several Alertmanager objects.',
  ),
  hostNetwork: optional(
    Type.Boolean(),
    'True runs the pods in the network of the node; check that ports are free and that dnsPolicy fits.',
  ),
  image: optional(
    Type.String(),
    'Full image name of Alertmanager. version must still name its release. Unset, the default image of version.',
  ),
  limits: optional(AlertmanagerLimitsSpec, 'Limits on silences.'),
  listenLocal: optional(
    Type.Boolean(),
    'True serves the web interface on the loopback address only, for a proxy in the same pod; gossip is not affected.',
  ),
  persistentVolumeClaimRetentionPolicy: optional(
    PersistentVolumeClaimRetentionPolicy,
    'What happens to the claims on deletion and when scaling down; both are kept if unset.',
  ),
  replicas: optional(int32(), 'Members of the cluster; 1 if unset.'),
  retention: optional(GoDuration, 'How long silences and notification states are kept.', { default: '120h' }),
  routePrefix: optional(Type.String(), 'Path prefix of the web server, for proxies that do not strip it; / if unset.'),
  secrets: optional(
    Type.Array(Type.String()),
    'Secrets of the namespace to mount at /etc/alertmanager/secrets/<name>.',
  ),
  serviceName: optional(
    NonEmptyString,
    'Governing Service of the StatefulSet. It must exist and select the pods; unset, one is created.',
  ),
  sha: optional(Type.String(), 'Deprecated, use image: digest of the image, overrides tag.'),
  tag: optional(Type.String(), 'Deprecated, use image: tag of the image.'),
  topologySpreadConstraints: optional(
    Type.Array(CoreTopologySpreadConstraint),
    'How pods spread over zones, nodes and the like.',
  ),
  version: optional(
    Type.String(),
    'Release that runs, such as v0.28.1; decides which settings are generated. The default release if unset.',
  ),
  web: optional(AlertmanagerWebSpec, 'The web server: TLS, headers, limits.'),
});
export type AlertmanagerSpec = Static<typeof AlertmanagerSpec>;

export const AlertmanagerStatus = Type.Object({
  ...workloadStatusFields,
  selector: optional(Type.String(), 'Label selector of the pods, for autoscalers.'),
});
export type AlertmanagerStatus = Static<typeof AlertmanagerStatus>;

export const Alertmanager = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerSpec, 'The cluster: its configuration, and the pods it runs in.'),
  status: optional(AlertmanagerStatus, 'Observed state; written by the operator.'),
});
export type Alertmanager = Static<typeof Alertmanager>;
