// The container of a Thanos Query (thanos.io: components, query): that of a Thanos tier, and those of a distributed one.
import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import { parseDuration } from '../../core/duration.ts';
import type { Options } from '../../core/options.ts';
import { type Section, section } from '../../core/section.ts';
import { withoutTrailingSlash } from '../../core/trim.ts';
import { thanosFeatures } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg, renderArgs } from '../../workload/args.ts';
import { containerSecurity } from '../../workload/containers.ts';
import { image } from '../../workload/image.ts';
import { httpProbe } from '../../workload/probes.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import { replicaLabel } from '../config/global.ts';
import { routePrefix } from '../server/pod.ts';
import { RULER_REPLICA } from '../thanosruler/args.ts';
import { sidecarFiles } from './credentials.ts';
import { type Endpoints, endpointArgs, endpointsVolume } from './endpoints.ts';
import { linkUrl, logFields, thanosImage } from './ruler.ts';

const WEB_CONFIG_FILE = '/etc/thanos/web_config/web-config.yaml';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

/** A duration of Prometheus as a Go duration, which has no days. */
const goDuration = (text: string): string => `${(parseDuration(text) ?? 0) / 1000}s`;

/** What containers of Thanos Query share. */
export interface ThanosQueryParts {
  readonly thanos: ThanosSpec;
  readonly version: Version;
  /** The web configuration, for `/etc/thanos/web_config`. */
  readonly web: Mounted;
}

/** What distinguishes a container of Thanos Query. */
export interface ThanosQuery {
  readonly name: string;
  readonly endpoints: Endpoints;
  /** Key of the ConfigMap with the endpoints. */
  readonly file: string;
  /** HTTP, as `name` and number, and gRPC. */
  readonly http: { readonly name: string; readonly port: number };
  readonly grpc: { readonly name: string; readonly port: number };
  readonly more?: readonly Argument[];
}

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
  { thanos, version }: ThanosQueryParts,
  { endpoints, file, http, grpc, more = [] }: ThanosQuery,
): Argument[] {
  const { spec } = parent;
  const { logLevel, logFormat } = logFields(spec, thanos);
  const features = thanosFeatures(spec.enableFeatures, version);
  const tracing = thanos.tracingConfigFile
    ? [arg('tracing.config-file', thanos.tracingConfigFile)]
    : when(thanos.tracingConfig, arg('tracing.config', '$(TRACING_CONFIG)'));
  return [
    arg('http-address', `:${http.port}`),
    arg('grpc-address', `:${grpc.port}`),
    ...when(logLevel, arg('log.level', logLevel)),
    ...when(logFormat, arg('log.format', logFormat)),
    ...queryArgs(spec),
    ...webArgs(parent, prefix),
    ...endpointArgs(endpoints, file, version),
    ...when(features.length > 0, arg('enable-feature', features.join(','))),
    ...tracing,
    ...more,
    arg('http.config', WEB_CONFIG_FILE),
  ];
}

/** The container. */
export function thanosQueryContainer(
  parent: Prometheus,
  prefix: string,
  parts: ThanosQueryParts & { readonly options: Options },
  query: ThanosQuery,
): Section {
  const { thanos, web, options } = parts;
  const { spec } = parent;
  // Thanos serves these paths without its route prefix.
  const probe = (path: string) => httpProbe(path, query.http.name, Boolean(spec.web?.tlsConfig));
  const traced = thanos.tracingConfig && !thanos.tracingConfigFile;
  return section({
    name: query.name,
    ...image(thanosImage(thanos, options), spec.imagePullPolicy),
    args: ['query', ...renderArgs(thanosQueryArgs(parent, prefix, parts, query))],
    env: traced ? [{ name: 'TRACING_CONFIG', valueFrom: { secretKeyRef: thanos.tracingConfig } }] : undefined,
    ports: [
      { name: query.http.name, containerPort: query.http.port, protocol: 'TCP' },
      { name: query.grpc.name, containerPort: query.grpc.port, protocol: 'TCP' },
    ],
    volumeMounts: [endpointsVolume(prefix).mount, ...web.mounts, ...sidecarFiles(spec, thanos).volumeMounts],
    readinessProbe: { ...probe('/-/ready'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe('/-/healthy'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 6 },
    ...containerSecurity,
  });
}
