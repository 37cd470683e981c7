// The spec fields that Prometheus and PrometheusAgent share.

import { Type } from '@sinclair/typebox';
import { APIServerConfig } from './apiserver.ts';
import { NameEscapingScheme, NameValidationScheme, RemoteWriteMessageVersion, ScrapeProtocol, ServiceDiscoveryRole } from './enums.ts';
import {
  ArbitraryFSAccessThroughSMsConfig,
  ObjectReference,
  OTLPConfig,
  RuntimeConfig,
  ShardingStrategy,
  TopologySpreadConstraint,
  TSDBSpec,
} from './prometheusparts.ts';
import { RemoteWriteSpec } from './remote.ts';
import { ByteSize, Duration, Limit, NonEmptyString, StringMap } from './scalars.ts';
import { int32, mapList, oneOf, optional, setList } from './schema.ts';
import { ScrapeClass } from './scrapeclass.ts';
import { LabelSelector, SecretKeySelector } from './selectors.ts';
import { PersistentVolumeClaimRetentionPolicy } from './storage.ts';
import { TracingConfig } from './tracing.ts';
import { PrometheusWebSpec } from './web.ts';
import { workloadFields } from './workload.ts';

/** What Prometheus and PrometheusAgent have in common beyond the pod. */
export const commonPrometheusFields = {
  ...workloadFields,
  additionalScrapeConfigs: optional(SecretKeySelector),
  apiserverConfig: optional(APIServerConfig),
  arbitraryFSAccessThroughSMs: optional(ArbitraryFSAccessThroughSMsConfig),
  automountServiceAccountToken: optional(Type.Boolean()),
  bodySizeLimit: optional(ByteSize),
  configMaps: optional(Type.Array(Type.String())),
  convertClassicHistogramsToNHCB: optional(Type.Boolean()),
  enableFeatures: optional(setList(NonEmptyString)),
  enableOTLPReceiver: optional(Type.Boolean()),
  enableRemoteWriteReceiver: optional(Type.Boolean()),
  enforcedBodySizeLimit: optional(ByteSize),
  enforcedKeepDroppedTargets: optional(Limit),
  enforcedLabelLimit: optional(Limit),
  enforcedLabelNameLengthLimit: optional(Limit),
  enforcedLabelValueLengthLimit: optional(Limit),
  enforcedNamespaceLabel: optional(Type.String()),
  enforcedSampleLimit: optional(Limit),
  enforcedTargetLimit: optional(Limit),
  excludedFromEnforcement: optional(Type.Array(ObjectReference)),
  externalLabels: optional(StringMap),
  externalUrl: optional(Type.String()),
  hostNetwork: optional(Type.Boolean()),
  ignoreNamespaceSelectors: optional(Type.Boolean()),
  image: optional(Type.String()),
  keepDroppedTargets: optional(Limit),
  labelLimit: optional(Limit),
  labelNameLengthLimit: optional(Limit),
  labelValueLengthLimit: optional(Limit),
  listenLocal: optional(Type.Boolean()),
  maximumStartupDurationSeconds: optional(int32({ minimum: 60 })),
  nameEscapingScheme: optional(NameEscapingScheme),
  nameValidationScheme: optional(NameValidationScheme),
  otlp: optional(OTLPConfig),
  overrideHonorLabels: optional(Type.Boolean()),
  overrideHonorTimestamps: optional(Type.Boolean()),
  persistentVolumeClaimRetentionPolicy: optional(PersistentVolumeClaimRetentionPolicy),
  podMonitorNamespaceSelector: optional(LabelSelector),
  podMonitorSelector: optional(LabelSelector),
  podTargetLabels: optional(Type.Array(Type.String())),
  probeNamespaceSelector: optional(LabelSelector),
  probeSelector: optional(LabelSelector),
  prometheusExternalLabelName: optional(Type.String()),
  reloadStrategy: optional(oneOf(['HTTP', 'ProcessSignal'])),
  remoteWrite: optional(Type.Array(RemoteWriteSpec)),
  remoteWriteReceiverMessageVersions: optional(setList(RemoteWriteMessageVersion, { minItems: 1 })),
  replicaExternalLabelName: optional(Type.String()),
  replicas: optional(int32()),
  routePrefix: optional(Type.String()),
  runtime: optional(RuntimeConfig),
  sampleLimit: optional(Limit),
  scrapeClasses: optional(mapList(ScrapeClass, ['name'])),
  scrapeClassicHistograms: optional(Type.Boolean()),
  scrapeConfigNamespaceSelector: optional(LabelSelector),
  scrapeConfigSelector: optional(LabelSelector),
  scrapeFailureLogFile: optional(NonEmptyString),
  scrapeInterval: optional(Duration, undefined, { default: '30s' }),
  scrapeNativeHistograms: optional(Type.Boolean()),
  scrapeProtocols: optional(setList(ScrapeProtocol)),
  scrapeTimeout: optional(Duration),
  secrets: optional(setList(Type.String())),
  serviceDiscoveryRole: optional(ServiceDiscoveryRole),
  serviceMonitorNamespaceSelector: optional(LabelSelector),
  serviceMonitorSelector: optional(LabelSelector),
  serviceName: optional(NonEmptyString),
  shardingStrategy: optional(ShardingStrategy),
  shards: optional(int32({ default: 1 })),
  targetLimit: optional(Limit),
  topologySpreadConstraints: optional(Type.Array(TopologySpreadConstraint)),
  tracingConfig: optional(TracingConfig),
  tsdb: optional(TSDBSpec),
  version: optional(Type.String()),
  walCompression: optional(Type.Boolean()),
  web: optional(PrometheusWebSpec),
};
