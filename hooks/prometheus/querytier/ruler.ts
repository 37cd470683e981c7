// The ThanosRuler of a Thanos tier, from the spec of the Prometheus.

import { createHash } from 'node:crypto';
import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import type { ThanosRuler, ThanosRulerSpec } from '../../api/thanosruler.ts';
import { OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { section } from '../../core/section.ts';
import { PARTITION_LABEL, RULES_PARTITION } from '../../queryrouter/partition.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { DEFAULT_THANOS, thanosFeatures } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { imageReference } from '../../workload/image.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import { wholeLabels } from '../config/global.ts';
import { routePrefix } from '../server/pod.ts';
import { replicas, spreadConstraints } from '../server/statefulset.ts';
import { queryName, rulerName } from '../sharding/tier.ts';
import { userFiles } from './credentials.ts';
import { thanosLabels } from './services.ts';

/** The image that the sidecars run. */
export const thanosImage = (thanos: ThanosSpec, options: Options): string =>
  imageReference(thanos, options.thanosBaseImage, thanos.version || DEFAULT_THANOS);

/** Log level and format: those of spec.thanos, else those of the spec. */
export const logFields = ({ logLevel, logFormat }: PrometheusSpec, thanos: ThanosSpec) => ({
  logLevel: thanos.logLevel || logLevel || undefined,
  logFormat: thanos.logFormat || logFormat || undefined,
});

/** A label value for a quoted flag of Go. Prometheus reads `$$` as one dollar sign. */
const quotable = (value: string): string => JSON.stringify(value.replaceAll('$$', '$')).slice(1, -1);

/** The URL of links in alerts: the external URL, else the query Service. */
export function linkUrl({ metadata, spec }: Prometheus, prefix: string): string {
  const scheme = urlScheme(spec.web);
  return spec.externalUrl || `${scheme}://${queryName(prefix)}.${metadata.namespace}.svc:9090${routePrefix(spec)}`;
}

/** Files of the generated Secret: query endpoints, Alertmanagers, alert relabeling. */
export interface RulerFiles {
  readonly 'query.yaml': string;
  readonly 'alertmanagers.yaml'?: string;
  readonly 'alert-relabel.yaml'?: string;
}

/** Pod fields that servers and ruler share. Without `hostNetwork`: both would need the same ports. */
const sharedPodFields = (spec: PrometheusSpec) => ({
  affinity: spec.affinity,
  dnsConfig: spec.dnsConfig,
  dnsPolicy: spec.dnsPolicy,
  enableServiceLinks: spec.enableServiceLinks,
  hostAliases: spec.hostAliases,
  hostUsers: spec.hostUsers,
  imagePullPolicy: spec.imagePullPolicy,
  imagePullSecrets: spec.imagePullSecrets,
  minReadySeconds: spec.minReadySeconds,
  nodeSelector: spec.nodeSelector,
  portName: spec.portName,
  priorityClassName: spec.priorityClassName,
  schedulerName: spec.schedulerName,
  securityContext: spec.securityContext,
  serviceAccountName: spec.serviceAccountName,
  tolerations: spec.tolerations,
});

const ruleFields = (spec: PrometheusSpec, version: Version) => ({
  enableFeatures: thanosFeatures(spec.enableFeatures, version),
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel,
  evaluationInterval: spec.evaluationInterval ?? '30s',
  excludedFromEnforcement: spec.excludedFromEnforcement,
  prometheusRulesExcludedFromEnforce: spec.prometheusRulesExcludedFromEnforce,
  resendDelay: spec.rules?.alert?.resendDelay,
  ruleGracePeriod: spec.rules?.alert?.forGracePeriod,
  ruleOutageTolerance: spec.rules?.alert?.forOutageTolerance,
  ruleQueryOffset: spec.ruleQueryOffset,
});

const blockFields = (spec: PrometheusSpec, thanos: ThanosSpec) => ({
  grpcServerTlsConfig: thanos.grpcServerTlsConfig,
  objectStorageConfig: thanos.objectStorageConfig,
  objectStorageConfigFile: thanos.objectStorageConfigFile,
  retention: spec.retention || '24h',
  storage: spec.storage,
  tracingConfig: thanos.tracingConfig,
  tracingConfigFile: thanos.tracingConfigFile,
});

/** A hash of the files. Thanos Ruler reads them only at start, so a change must replace the pods. */
const filesHash = (files: RulerFiles): string =>
  createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);

/** What the ruler of a tier depends on. */
export interface RulerInput {
  readonly parent: Prometheus;
  readonly thanos: ThanosSpec;
  /** Release of Thanos. */
  readonly version: Version;
  /** Name of the Prometheus' workload. */
  readonly prefix: string;
  readonly context: ScrapeContext;
  /** Whether each shard aggregates its own series, and the ruler counts as a shard. */
  readonly isDistributed: boolean;
}

/** The ThanosRuler. `files`: content of the Secret `<name>-config` of the ruler. */
export function thanosRuler(
  { parent, thanos, version, prefix, context, isDistributed }: RulerInput,
  files: RulerFiles,
): ThanosRuler {
  const { metadata, spec } = parent;
  const { options } = context;
  const name = rulerName(prefix);
  const file = (key: keyof RulerFiles) => (files[key] === undefined ? undefined : { name: `${name}-config`, key });
  const labels = Object.fromEntries(
    Object.entries(wholeLabels(context)).map(([label, value]) => [label, quotable(value)]),
  );
  const pods = thanosLabels('thanos-rule', metadata.name, options.labels);
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ThanosRuler',
    metadata: { ...metadata, name },
    spec: section({
      ...sharedPodFields(spec),
      ...ruleFields(spec, version),
      ...blockFields(spec, thanos),
      ...logFields(spec, thanos),
      ...userFiles(spec, thanos),
      alertQueryUrl: linkUrl(parent, prefix),
      alertRelabelConfigs: file('alert-relabel.yaml'),
      alertmanagersConfig: file('alertmanagers.yaml'),
      containers: spec.containers?.filter((container) => container.name === 'thanos-ruler'),
      image: thanosImage(thanos, options),
      labels: isDistributed ? { ...labels, [PARTITION_LABEL]: RULES_PARTITION } : labels,
      alertDropLabels: isDistributed ? [PARTITION_LABEL] : undefined,
      podMetadata: {
        labels: spec.podMetadata?.labels,
        annotations: { ...spec.podMetadata?.annotations, [`${OWN}/config-hash`]: filesHash(files) },
      },
      queryConfig: file('query.yaml'),
      replicas: replicas(spec),
      serviceName: name,
      topologySpreadConstraints: spreadConstraints(spec.topologySpreadConstraints, pods),
      version: thanos.version,
      web: spec.web,
    }) as ThanosRulerSpec,
  } as ThanosRuler;
}
