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
import { prometheusSince } from '../shared/since.ts';
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

/** Fields of both Prometheus and PrometheusAgent, and of the pod. */
export const commonPrometheusFields = {
  ...workloadFields,
  additionalScrapeConfigs: optional(
    SecretKeySelector,
    'Key of a Secret with scrape jobs in the syntax of Prometheus, appended unchecked to the generated ones; ' +
      'optional: true lets it be absent.',
  ),
  apiserverConfig: optional(
    APIServerConfig,
    'Connection to the Kubernetes API from outside its cluster. Unset, Prometheus uses its ServiceAccount.',
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
    'Largest response of a target, uncompressed, unless its object sets a limit. ' +
      `${prometheusSince('global.body_size_limit')}.`,
  ),
  configMaps: optional(
    Type.Array(Type.String()),
    'ConfigMaps of the namespace to mount at /etc/prometheus/configmaps/<name>.',
  ),
  convertClassicHistogramsToNHCB: optional(
    Type.Boolean(),
    'Whether scraped classic histograms become native ones with custom buckets, unless the object sets it. ' +
      `${prometheusSince('global.convert_classic_histograms_to_nhcb')}.`,
  ),
  enableFeatures: optional(
    setList(NonEmptyString),
    `Feature flags to switch on. ${prometheusSince('arg.enable_feature')}.`,
  ),
  enableOTLPReceiver: optional(
    Type.Boolean(),
    `Whether metrics may be pushed over OTLP; on if otlp is set. ${prometheusSince('arg.otlp_receiver')}.`,
  ),
  enableRemoteWriteReceiver: optional(
    Type.Boolean(),
    `Whether samples may be pushed by remote write. ${prometheusSince('arg.remote_write_receiver')}.`,
  ),
  enforcedBodySizeLimit: optional(
    ByteSize,
    'Cap on bodySizeLimit of all scrapes and the limit of scrapes without one. ' +
      `${prometheusSince('scrape.body_size_limit')}.`,
  ),
  enforcedKeepDroppedTargets: optional(
    Limit,
    `Cap on keepDroppedTargets of all scrapes. ${prometheusSince('scrape.keep_dropped_targets')}.`,
  ),
  enforcedLabelLimit: optional(Limit, `Cap on labelLimit of all scrapes. ${prometheusSince('scrape.label_limits')}.`),
  enforcedLabelNameLengthLimit: optional(
    Limit,
    `Cap on labelNameLengthLimit of all scrapes. ${prometheusSince('scrape.label_limits')}.`,
  ),
  enforcedLabelValueLengthLimit: optional(
    Limit,
    `Cap on labelValueLengthLimit of all scrapes. ${prometheusSince('scrape.label_limits')}.`,
  ),
  enforcedNamespaceLabel: optional(
    Type.String(),
    'Label that is set to the namespace of the monitor or rule on its samples and alerts, and added to the ' +
      'selectors of its rules.',
  ),
  enforcedSampleLimit: optional(Limit, 'Cap on sampleLimit of all scrapes.'),
  enforcedTargetLimit: optional(Limit, `Cap on targetLimit of all scrapes. ${prometheusSince('scrape.target_limit')}.`),
  excludedFromEnforcement: optional(
    Type.Array(ObjectReference),
    'Objects that enforcedNamespaceLabel does not apply to.',
  ),
  externalLabels: optional(
    StringMap,
    'Labels added to everything that leaves this Prometheus: federation, remote write, alerts. The labels of ' +
      'Prometheus and replica win.',
  ),
  externalUrl: optional(Type.String(), 'URL under which users reach the web interface, for links and redirects.'),
  extraScrapeMetrics: optional(
    Type.Boolean(),
    'Whether scrapes also store scrape_timeout_seconds, scrape_sample_limit and scrape_body_size_bytes, unless the ' +
      `object sets it. ${prometheusSince('arg.extra_scrape_metrics')}.`,
  ),
  hostNetwork: optional(
    Type.Boolean(),
    'True runs the pods in the network of the node; check that ports are free and that dnsPolicy fits.',
  ),
  ignoreNamespaceSelectors: optional(
    Type.Boolean(),
    'True ignores namespaceSelector: monitors and probes discover targets in their own namespace only.',
  ),
  image: optional(
    Type.String(),
    'Full image name of Prometheus. version must still name its release. Unset, the default image of version.',
  ),
  keepDroppedTargets: optional(
    Limit,
    'Targets dropped by relabeling that stay in memory, by job, unless its object sets a limit; 0 keeps all. ' +
      `${prometheusSince('global.keep_dropped_targets')}.`,
  ),
  labelLimit: optional(
    Limit,
    `Limit of labels of a sample, unless the object sets a limit. ${prometheusSince('global.limits')}.`,
  ),
  labelNameLengthLimit: optional(
    Limit,
    `Limit of the length of label names, unless the object sets a limit. ${prometheusSince('global.limits')}.`,
  ),
  labelValueLengthLimit: optional(
    Limit,
    `Limit of the length of label values, unless the object sets a limit. ${prometheusSince('global.limits')}.`,
  ),
  listenLocal: optional(
    Type.Boolean(),
    'True listens on the loopback address only, for a proxy in the same pod; probes then run inside the container.',
  ),
  maximumStartupDurationSeconds: optional(
    int32({ minimum: 60 }),
    'Limit in seconds for the start of Prometheus, which replays its write-ahead log; 900 if unset.',
  ),
  nameEscapingScheme: optional(
    NameEscapingScheme,
    'Escaping to request for names with characters outside the legacy set. ' +
      `${prometheusSince('global.metric_name_escaping_scheme')}.`,
  ),
  nameValidationScheme: optional(
    NameValidationScheme,
    `Names accepted in samples and labels: UTF8 or Legacy. ${prometheusSince('global.metric_name_validation_scheme')}.`,
  ),
  otlp: optional(OTLPConfig, `How metrics received over OTLP are turned into series. ${prometheusSince('otlp')}.`),
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
    'Namespaces to take PodMonitors from; {} selects all, unset selects the own namespace.',
  ),
  podMonitorSelector: optional(LabelSelector, 'PodMonitors to scrape; {} selects all, unset selects none.'),
  podTargetLabels: optional(
    Type.Array(Type.String()),
    'Labels of the pods copied to the samples of all ServiceMonitors and PodMonitors.',
  ),
  probeNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take Probes from; {} selects all, unset selects the own namespace.',
  ),
  probeSelector: optional(LabelSelector, 'Probes to run; {} selects all, unset selects none.'),
  prometheusExternalLabelName: optional(
    Type.String(),
    'External label that holds namespace and name of this object; prometheus if unset, no label if empty.',
  ),
  reloadStrategy: optional(
    oneOf(['HTTP', 'ProcessSignal']),
    'How the reloader announces new configuration: HTTP (if unset) or ProcessSignal, which shares the process ' +
      'namespace and leaves the lifecycle API off.',
  ),
  remoteWrite: optional(Type.Array(RemoteWriteSpec), 'Endpoints that every sample is sent to.'),
  remoteWriteReceiverMessageVersions: optional(
    setList(RemoteWriteMessageVersion, { minItems: 1 }),
    'Protocol versions the receiver accepts; it must be on. All if unset. ' +
      `${prometheusSince('arg.remote_write_receiver_messages')}.`,
  ),
  replicaExternalLabelName: optional(
    Type.String(),
    'External label that holds the pod name; prometheus_replica if unset, no label if empty. Alerts are sent ' +
      'without it.',
  ),
  replicas: optional(int32(), 'Pods of each shard, all scraping the same targets; 1 if unset.'),
  routePrefix: optional(Type.String(), 'Path prefix of the web server, for proxies that do not strip it; / if unset.'),
  runtime: optional(RuntimeConfig, 'Go runtime settings.'),
  sampleLimit: optional(
    Limit,
    `Limit of samples of a scrape, unless the object sets a limit. ${prometheusSince('global.limits')}.`,
  ),
  scrapeClasses: optional(
    mapList(ScrapeClass, ['name']),
    'Named defaults that monitors, probes and scrape configs can refer to.',
  ),
  scrapeClassicHistograms: optional(
    Type.Boolean(),
    'Whether classic histograms are scraped beside native ones, unless the object sets it. ' +
      `${prometheusSince('global.always_scrape_classic_histograms')}.`,
  ),
  scrapeConfigNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take ScrapeConfigs from; {} selects all, unset selects the own namespace.',
  ),
  scrapeConfigSelector: optional(LabelSelector, 'ScrapeConfigs to run; {} selects all, unset selects none.'),
  scrapeFailureLogFile: optional(
    NonEmptyString,
    'File for failed scrapes; a bare name is put on a scratch volume at /var/log/prometheus. ' +
      `${prometheusSince('global.scrape_failure_log_file')}.`,
  ),
  scrapeInterval: optional(Duration, 'Time between scrapes, unless the object sets it.', { default: '30s' }),
  scrapeNativeHistograms: optional(
    Type.Boolean(),
    'Whether native histograms are scraped, unless the object sets it. ' +
      `${prometheusSince('global.scrape_native_histograms')}.`,
  ),
  scrapeProtocols: optional(
    setList(ScrapeProtocol),
    'Exposition formats to request, in order of preference, unless the object sets it. ' +
      `${prometheusSince('scrape.scrape_protocols')}.`,
  ),
  scrapeTimeout: optional(Duration, 'How long a scrape may take, unless the object sets one; not above the interval.'),
  secrets: optional(setList(Type.String()), 'Secrets of the namespace to mount at /etc/prometheus/secrets/<name>.'),
  serviceDiscoveryRole: optional(
    ServiceDiscoveryRole,
    'API that lists endpoints of Services, unless the ServiceMonitor sets it; Endpoints if unset. ' +
      `EndpointSlice needs ${prometheusSince('sd.endpointslice')}.`,
  ),
  serviceMonitorNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take ServiceMonitors from; {} selects all, unset selects the own namespace.',
  ),
  serviceMonitorSelector: optional(LabelSelector, 'ServiceMonitors to scrape; {} selects all, unset selects none.'),
  serviceName: optional(
    NonEmptyString,
    'Governing Service of the StatefulSets. It must exist and select the pods; unset, one is created.',
  ),
  shardingStrategy: optional(ShardingStrategy, 'How targets are spread over shards.'),
  shards: optional(
    int32({ default: 1 }),
    'Number of shards that targets are spread over. Each has replicas pods; data is not moved when the number changes.',
  ),
  targetLimit: optional(
    Limit,
    `Limit of targets of a job, unless the object sets a limit. ${prometheusSince('global.limits')}.`,
  ),
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
    'Whether the write-ahead log is compressed; the default of the release if unset. ' +
      `${prometheusSince('arg.wal_compression')}.`,
  ),
  web: optional(PrometheusWebSpec, 'The web server: TLS, headers, limits.'),
};
