// The Deployment of Thanos Query (thanos.io: components, query), which reads the sidecars of all shards and the ruler.

import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import { parseDuration } from '../../core/duration.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { nonEmptyList, type Section, section } from '../../core/section.ts';
import { withoutTrailingSlash } from '../../core/trim.ts';
import { thanosFeatures } from '../../versions/thanos.ts';
import { formatVersion, type Version } from '../../versions/version.ts';
import { type Argument, arg, renderArgs } from '../../workload/args.ts';
import { containerSecurity, mergeContainers } from '../../workload/containers.ts';
import { image } from '../../workload/image.ts';
import { workloadMeta } from '../../workload/meta.ts';
import { podFields } from '../../workload/pod.ts';
import { httpProbe } from '../../workload/probes.ts';
import { kubectlAnnotations } from '../../workload/statefulset.ts';
import { typed } from '../../workload/typed.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import { replicaLabel } from '../config/global.ts';
import { routePrefix } from '../server/pod.ts';
import { replicas, spreadConstraints } from '../server/statefulset.ts';
import { queryName } from '../sharding/tier.ts';
import { RULER_REPLICA } from '../thanosruler/args.ts';
import { sidecarFiles } from './credentials.ts';
import { type Endpoints, endpointArgs, endpointsVolume } from './endpoints.ts';
import { linkUrl, logFields, thanosImage } from './ruler.ts';
import { thanosLabels } from './services.ts';

const NAME = 'thanos-query';
const WEB_CONFIG_FILE = '/etc/thanos/web_config/web-config.yaml';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

/** A duration of Prometheus as a Go duration, which has no days. */
const goDuration = (text: string): string => `${(parseDuration(text) ?? 0) / 1000}s`;

/** Deduplicates replicas by their labels, and sets what the spec sets for queries of Prometheus. */
function queryArgs(spec: PrometheusSpec): Argument[] {
  const replica = replicaLabel(spec);
  const { lookbackDelta, maxConcurrency = 0, timeout } = spec.query ?? {};
  return [
    ...when(replica, arg('query.replica-label', replica)),
    arg('query.replica-label', RULER_REPLICA),
    arg('query.default-evaluation-interval', spec.evaluationInterval ?? '30s'),
    ...when(lookbackDelta, arg('query.lookback-delta', goDuration(lookbackDelta ?? ''))),
    ...when(maxConcurrency > 0, arg('query.max-concurrent', String(maxConcurrency))),
    ...when(timeout, arg('query.timeout', timeout)),
  ];
}

/** The path of a URL without a trailing slash; '' for any other text. */
const urlPath = (url: string | undefined): string =>
  url && URL.canParse(url) ? withoutTrailingSlash(new URL(url).pathname) : '';

function webArgs(parent: Prometheus, prefix: string): Argument[] {
  const { spec } = parent;
  const route = routePrefix(spec);
  const external = urlPath(spec.externalUrl) || route;
  return [
    ...when(external, arg('web.route-prefix', route || '/'), arg('web.external-prefix', external)),
    arg('alert.query-url', linkUrl(parent, prefix)),
  ];
}

/** The arguments of `thanos query`. */
function thanosQueryArgs(
  parent: Prometheus,
  prefix: string,
  { thanos, endpoints, version }: Pick<DeploymentParts, 'thanos' | 'endpoints' | 'version'>,
): Argument[] {
  const { spec } = parent;
  const { logLevel, logFormat } = logFields(spec, thanos);
  const features = thanosFeatures(spec.enableFeatures, version);
  const tracing = thanos.tracingConfigFile
    ? [arg('tracing.config-file', thanos.tracingConfigFile)]
    : when(thanos.tracingConfig, arg('tracing.config', '$(TRACING_CONFIG)'));
  return [
    arg('http-address', ':10902'),
    arg('grpc-address', ':10901'),
    ...when(logLevel, arg('log.level', logLevel)),
    ...when(logFormat, arg('log.format', logFormat)),
    ...queryArgs(spec),
    ...webArgs(parent, prefix),
    ...endpointArgs(endpoints, thanos.grpcServerTlsConfig, version),
    ...when(features.length > 0, arg('enable-feature', features.join(','))),
    ...tracing,
    arg('http.config', WEB_CONFIG_FILE),
  ];
}

/** Generated parts of the Deployment. */
export interface DeploymentParts {
  readonly thanos: ThanosSpec;
  readonly version: Version;
  readonly endpoints: Endpoints;
  /** The web configuration, for `/etc/thanos/web_config`. */
  readonly web: Mounted;
  /** The existing Deployment. */
  readonly observed: KubernetesObject | undefined;
}

function container(parent: Prometheus, prefix: string, parts: DeploymentParts, options: Options): Section {
  const { thanos, web } = parts;
  const { spec } = parent;
  const port = spec.portName || 'web';
  // Thanos serves these paths without its route prefix.
  const probe = (path: string) => httpProbe(path, port, Boolean(spec.web?.tlsConfig));
  const traced = thanos.tracingConfig && !thanos.tracingConfigFile;
  return section({
    name: NAME,
    ...image(thanosImage(thanos, options), spec.imagePullPolicy),
    args: ['query', ...renderArgs(thanosQueryArgs(parent, prefix, parts))],
    env: traced ? [{ name: 'TRACING_CONFIG', valueFrom: { secretKeyRef: thanos.tracingConfig } }] : undefined,
    ports: [
      { name: port, containerPort: 10902, protocol: 'TCP' },
      { name: 'grpc', containerPort: 10901, protocol: 'TCP' },
    ],
    volumeMounts: [endpointsVolume(prefix).mount, ...web.mounts, ...sidecarFiles(spec, thanos).volumeMounts],
    readinessProbe: { ...probe('/-/ready'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe('/-/healthy'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 6 },
    ...containerSecurity,
  });
}

function podSpec(parent: Prometheus, prefix: string, parts: DeploymentParts, options: Options): Section {
  const { metadata, spec } = parent;
  const selector = thanosLabels(NAME, metadata.name, options.labels);
  const own = spec.containers?.filter((item) => item.name === NAME);
  return typed(
    section({
      volumes: [endpointsVolume(prefix).volume, ...parts.web.volumes, ...sidecarFiles(spec, parts.thanos).volumes],
      containers: mergeContainers([container(parent, prefix, parts, options)], own),
      ...podFields({
        ...spec,
        automountServiceAccountToken: false,
        hostNetwork: undefined,
        terminationGracePeriodSeconds: 120,
        topologySpreadConstraints: nonEmptyList(spreadConstraints(spec.topologySpreadConstraints, selector)),
      }),
    }),
  );
}

/** The Deployment. `spec.containers` are for servers; only one named `thanos-query` is merged. */
export function queryDeployment(
  parent: Prometheus,
  prefix: string,
  parts: DeploymentParts,
  options: Options,
): KubernetesObject {
  const { metadata, spec } = parent;
  const name = queryName(prefix);
  const selector = thanosLabels(NAME, metadata.name, options.labels);
  const version = { 'app.kubernetes.io/version': formatVersion(parts.version) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: workloadMeta(parent as unknown as KubernetesObject, name, { selector }, options),
    spec: section({
      replicas: replicas(spec),
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...spec.podMetadata?.labels, ...selector, ...version },
          annotations: {
            ...kubectlAnnotations(parts.observed),
            'kubectl.kubernetes.io/default-container': NAME,
            ...spec.podMetadata?.annotations,
            ...options.annotations,
          },
        },
        spec: podSpec(parent, prefix, parts, options),
      },
      minReadySeconds: spec.minReadySeconds || undefined,
    }),
  };
}
