// The spec fields that Prometheus and PrometheusAgent share.

import { Type } from '@sinclair/typebox';
import { APIServerConfig } from '../shared/apiserver.ts';
import {
  NameEscapingScheme,
  NameValidationScheme,
  RemoteWriteMessageVersion,
  ScrapeProtocol,
  ServiceDiscoveryRole,
} from '../shared/enums.ts';
import { RemoteWriteSpec } from '../shared/remote.ts';
import { ByteSize, Duration, Limit, NonEmptyString, StringMap } from '../shared/scalars.ts';
import { int32, mapList, oneOf, optional, setList } from '../shared/schema.ts';
import { ScrapeClass } from '../shared/scrapeclass.ts';
import { LabelSelector, SecretKeySelector } from '../shared/selectors.ts';
import { TracingConfig } from '../shared/tracing.ts';
import { PrometheusWebSpec } from '../shared/web.ts';
import {
  ArbitraryFSAccessThroughSMsConfig,
  ObjectReference,
  OTLPConfig,
  RuntimeConfig,
  ShardingStrategy,
  TopologySpreadConstraint,
  TSDBSpec,
} from './prometheusparts.ts';
import { PersistentVolumeClaimRetentionPolicy } from './storage.ts';
import { workloadFields } from './workload.ts';

/** What Prometheus and PrometheusAgent have in common beyond the pod. */
export const commonPrometheusFields = {
  ...workloadFields,
  additionalScrapeConfigs: optional(
    SecretKeySelector,
    'Key of a Secret with scrape jobs in the syntax of Prometheus, appended unchecked to the generated ones; optional: true lets it be absent.',
  ),
  apiserverConfig: optional(
    APIServerConfig,
    'How to reach the Kubernetes API from outside its cluster; unset, as any pod does.',
  ),
  arbitraryFSAccessThroughSMs: optional(
    ArbitraryFSAccessThroughSMsConfig,
    'Whether ServiceMonitors may name files of the Prometheus container.',
  ),
  automountServiceAccountToken: optional(
    Type.Boolean(),
    'Whether the token of the ServiceAccount is mounted; true if unset. Service discovery needs it.',
  ),
  bodySizeLimit: optional(
    ByteSize,
    'Largest response of a target, uncompressed, where its object sets no limit. Prometheus >= 2.45.',
  ),
  configMaps: optional(
    Type.Array(Type.String()),
    'ConfigMaps of the namespace to mount at /etc/prometheus/configmaps/<name>.',
  ),
  convertClassicHistogramsToNHCB: optional(
    Type.Boolean(),
    'Whether scraped classic histograms become native ones with custom buckets, where the object does not say. Prometheus >= 3.4.',
  ),
  enableFeatures: optional(setList(NonEmptyString), 'Feature flags to switch on. Prometheus >= 2.25.'),
  enableOTLPReceiver: optional(
    Type.Boolean(),
    'Whether metrics may be pushed over OTLP; on if otlp is set. Prometheus >= 2.47.',
  ),
  enableRemoteWriteReceiver: optional(
    Type.Boolean(),
    'Whether samples may be pushed by remote write. Prometheus >= 2.33.',
  ),
  enforcedBodySizeLimit: optional(
    ByteSize,
    'Cap on bodySizeLimit of all scrapes, and the limit of those that set none. Prometheus >= 2.28.',
  ),
  enforcedKeepDroppedTargets: optional(Limit, 'Cap on keepDroppedTargets of all scrapes. Prometheus >= 2.47.'),
  enforcedLabelLimit: optional(Limit, 'Cap on labelLimit of all scrapes. Prometheus >= 2.27.'),
  enforcedLabelNameLengthLimit: optional(Limit, 'Cap on labelNameLengthLimit of all scrapes. Prometheus >= 2.27.'),
  enforcedLabelValueLengthLimit: optional(Limit, 'Cap on labelValueLengthLimit of all scrapes. Prometheus >= 2.27.'),
  enforcedNamespaceLabel: optional(
    Type.String(),
    'Label that is set to the namespace of the monitor or rule on its samples and alerts, and added to the selectors of its rules.',
  ),
  enforcedSampleLimit: optional(Limit, 'Cap on sampleLimit of all scrapes.'),
  enforcedTargetLimit: optional(Limit, 'Cap on targetLimit of all scrapes. Prometheus >= 2.21.'),
  excludedFromEnforcement: optional(Type.Array(ObjectReference), 'Objects that enforcedNamespaceLabel leaves alone.'),
  externalLabels: optional(
    StringMap,
    'Labels added to everything that leaves this Prometheus: federation, remote write, alerts. The labels of Prometheus and replica win.',
  ),
  externalUrl: optional(Type.String(), 'URL under which users reach the web interface, for links and redirects.'),
  hostNetwork: optional(
    Type.Boolean(),
    'True runs the pods in the network of the node; check that ports are free and that dnsPolicy fits.',
  ),
  ignoreNamespaceSelectors: optional(
    Type.Boolean(),
    'True makes monitors and probes discover in their own namespace only, whatever their namespaceSelector says.',
  ),
  image: optional(
    Type.String(),
    'Image of Prometheus as it is; version must still say which release it is. Unset, the default image of version.',
  ),
  keepDroppedTargets: optional(
    Limit,
    'Targets dropped by relabeling that stay in memory, by job, where its object sets no limit; 0 keeps all. Prometheus >= 2.47.',
  ),
  labelLimit: optional(Limit, 'Most labels of a sample, where the object sets no limit. Prometheus >= 2.45.'),
  labelNameLengthLimit: optional(
    Limit,
    'Longest label name of a sample, where the object sets no limit. Prometheus >= 2.45.',
  ),
  labelValueLengthLimit: optional(
    Limit,
    'Longest label value of a sample, where the object sets no limit. Prometheus >= 2.45.',
  ),
  listenLocal: optional(
    Type.Boolean(),
    'True listens on the loopback address only, for a proxy in the same pod; probes then run inside the container.',
  ),
  maximumStartupDurationSeconds: optional(
    int32({ minimum: 60 }),
    'Seconds Prometheus may take to start, as reading its log can be slow; 900 if unset.',
  ),
  nameEscapingScheme: optional(
    NameEscapingScheme,
    'Escaping asked for when names hold characters beyond the legacy set. Prometheus >= 3.4.',
  ),
  nameValidationScheme: optional(
    NameValidationScheme,
    'Names accepted in samples and labels: UTF8 or Legacy. Prometheus >= 3.0.',
  ),
  otlp: optional(OTLPConfig, 'How metrics received over OTLP are turned into series. Prometheus >= 2.55.'),
  overrideHonorLabels: optional(
    Type.Boolean(),
    'True ignores honorLabels of monitors: labels of the target are renamed on conflict.',
  ),
  overrideHonorTimestamps: optional(
    Type.Boolean(),
    'True ignores honorTimestamps of monitors: samples get the time of the scrape.',
  ),
  persistentVolumeClaimRetentionPolicy: optional(
    PersistentVolumeClaimRetentionPolicy,
    'What happens to the claims on deletion and when scaling down; both are kept if unset.',
  ),
  podMonitorNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take PodMonitors from; {} is all, unset the own one.',
  ),
  podMonitorSelector: optional(LabelSelector, 'PodMonitors to scrape; {} is all, unset none.'),
  podTargetLabels: optional(
    Type.Array(Type.String()),
    'Labels of the pods copied to the samples of all ServiceMonitors and PodMonitors.',
  ),
  probeNamespaceSelector: optional(LabelSelector, 'Namespaces to take Probes from; {} is all, unset the own one.'),
  probeSelector: optional(LabelSelector, 'Probes to run; {} is all, unset none.'),
  prometheusExternalLabelName: optional(
    Type.String(),
    'External label that holds namespace and name of this object; prometheus if unset, no label if empty.',
  ),
  reloadStrategy: optional(
    oneOf(['HTTP', 'ProcessSignal']),
    'How the reloader announces new configuration: HTTP (if unset) or ProcessSignal, which shares the process namespace and leaves the lifecycle API off.',
  ),
  remoteWrite: optional(Type.Array(RemoteWriteSpec), 'Endpoints that every sample is sent to.'),
  remoteWriteReceiverMessageVersions: optional(
    setList(RemoteWriteMessageVersion, { minItems: 1 }),
    'Protocol versions the receiver accepts; it must be on. All if unset. Prometheus >= 2.54.',
  ),
  replicaExternalLabelName: optional(
    Type.String(),
    'External label that holds the pod name; prometheus_replica if unset, no label if empty. Alerts are sent without it.',
  ),
  replicas: optional(int32(), 'Pods of each shard, all scraping the same targets; 1 if unset.'),
  routePrefix: optional(Type.String(), 'Path prefix of the web server, for proxies that do not strip it; / if unset.'),
  runtime: optional(RuntimeConfig, 'Go runtime settings.'),
  sampleLimit: optional(Limit, 'Most samples of a scrape, where the object sets no limit. Prometheus >= 2.45.'),
  scrapeClasses: optional(
    mapList(ScrapeClass, ['name']),
    'Named defaults that monitors, probes and scrape configs can refer to.',
  ),
  scrapeClassicHistograms: optional(
    Type.Boolean(),
    'Whether classic histograms are scraped beside native ones, where the object does not say. Prometheus >= 3.5.',
  ),
  scrapeConfigNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take ScrapeConfigs from; {} is all, unset the own one.',
  ),
  scrapeConfigSelector: optional(LabelSelector, 'ScrapeConfigs to run; {} is all, unset none.'),
  scrapeFailureLogFile: optional(
    NonEmptyString,
    'File for failed scrapes; a bare name is put on a scratch volume at /var/log/prometheus. Prometheus >= 2.55.',
  ),
  scrapeInterval: optional(Duration, 'Time between scrapes, where the object does not say.', { default: '30s' }),
  scrapeNativeHistograms: optional(
    Type.Boolean(),
    'Whether native histograms are scraped, where the object does not say. Prometheus >= 3.8.',
  ),
  scrapeProtocols: optional(
    setList(ScrapeProtocol),
    'Exposition formats to ask for, best first, where the object does not say. Prometheus >= 2.49.',
  ),
  scrapeTimeout: optional(
    Duration,
    'How long a scrape may take, where the object does not say; not above the interval.',
  ),
  secrets: optional(setList(Type.String()), 'Secrets of the namespace to mount at /etc/prometheus/secrets/<name>.'),
  serviceDiscoveryRole: optional(
    ServiceDiscoveryRole,
    'API that lists endpoints of Services, where the ServiceMonitor does not say; Endpoints if unset. EndpointSlice needs Prometheus >= 2.21.',
  ),
  serviceMonitorNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take ServiceMonitors from; {} is all, unset the own one.',
  ),
  serviceMonitorSelector: optional(LabelSelector, 'ServiceMonitors to scrape; {} is all, unset none.'),
  serviceName: optional(
    NonEmptyString,
    'Governing Service of the StatefulSets. It must exist and select the pods; unset, one is created.',
  ),
  shardingStrategy: optional(ShardingStrategy, 'How targets are spread over shards.'),
  shards: optional(
    int32({ default: 1 }),
    'Number of shards that targets are spread over. Each has replicas pods; data is not moved when the number changes.',
  ),
  targetLimit: optional(Limit, 'Most targets of a job, where the object sets no limit. Prometheus >= 2.45.'),
  topologySpreadConstraints: optional(
    Type.Array(TopologySpreadConstraint),
    'How pods spread over zones, nodes and the like.',
  ),
  tracingConfig: optional(TracingConfig, 'Where Prometheus sends traces of its own work.'),
  tsdb: optional(TSDBSpec, 'Settings of the local database.'),
  version: optional(
    Type.String(),
    'Release that runs, such as v3.5.0; decides which settings are generated. The default release if unset.',
  ),
  walCompression: optional(
    Type.Boolean(),
    'Whether the write-ahead log is compressed; the default of the release if unset. Prometheus >= 2.11.',
  ),
  web: optional(PrometheusWebSpec, 'The web server: TLS, headers, limits.'),
};
