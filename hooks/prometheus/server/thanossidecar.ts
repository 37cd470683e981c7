// The Thanos sidecar, which uploads blocks and serves queries of Thanos (thanos.io: components, sidecar).

import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { GRPCServerTLSConfig } from '../../api/shared/tls.ts';
import { goDurationText } from '../../core/duration.ts';
import type { Options } from '../../core/options.ts';
import { routePath } from '../../core/routeprefix.ts';
import { type Section, section } from '../../core/section.ts';
import { withoutTrailingSlash } from '../../core/trim.ts';
import { knows } from '../../versions/prometheus.ts';
import { DEFAULT_THANOS, thanosKnows } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg, renderArgs } from '../../workload/args.ts';
import { containerSecurity } from '../../workload/containers.ts';
import { image, imageReference } from '../../workload/image.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import type { Compaction } from './args.ts';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

/** Blocks must not be compacted before the sidecar has uploaded them. */
export function sidecarCompaction(spec: PrometheusSpec, version: Version, thanos: Version | undefined): Compaction {
  if (spec.disableCompaction) return 'disabled';
  if (!spec.thanos?.objectStorageConfig && !spec.thanos?.objectStorageConfigFile) return 'default';
  return knows(version, 'arg.delayed_compaction') && thanos && thanosKnows(thanos, 'sidecar.delayed_compaction')
    ? 'delayed'
    : 'disabled';
}

/** `TLS12` as Thanos writes it: `1.2`. */
const tlsVersion = (name: string): string => name.replace(/^TLS(\d)(\d)$/, '$1.$2');

/** TLS arguments of the gRPC server, for the sidecar and Thanos Ruler. */
export function grpcServerArgs(tls: GRPCServerTLSConfig | undefined, version: Version): Argument[] {
  if (!tls) return [];
  const lists = thanosKnows(version, 'server.tls_ciphers');
  return [
    ...when(tls.certFile, arg('grpc-server-tls-cert', tls.certFile)),
    ...when(tls.keyFile, arg('grpc-server-tls-key', tls.keyFile)),
    ...when(tls.caFile, arg('grpc-server-tls-client-ca', tls.caFile)),
    ...when(
      tls.minVersion && thanosKnows(version, 'server.tls_min_version'),
      arg('grpc-server-tls-min-version', tlsVersion(tls.minVersion ?? '')),
    ),
    ...when(tls.cipherSuites?.length && lists, arg('grpc-server-tls-ciphers', tls.cipherSuites?.join(','))),
    ...when(tls.curves?.length && lists, arg('grpc-server-tls-curves', tls.curves?.join(','))),
  ];
}

function objectStoreArgs(thanos: ThanosSpec, compaction: Compaction): Argument[] {
  if (!thanos.objectStorageConfig && !thanos.objectStorageConfigFile) return [];
  return [
    thanos.objectStorageConfigFile
      ? arg('objstore.config-file', thanos.objectStorageConfigFile)
      : arg('objstore.config', '$(OBJSTORE_CONFIG)'),
    arg('tsdb.path', '/prometheus'),
    ...when(
      compaction === 'delayed',
      arg('shipper.meta-file-name', 'thanos.shipper.json'),
      arg('shipper.ignore-unequal-block-size'),
    ),
  ];
}

function tracingArgs(thanos: ThanosSpec): Argument[] {
  if (thanos.tracingConfigFile) return [arg('tracing.config-file', thanos.tracingConfigFile)];
  return when(thanos.tracingConfig, arg('tracing.config', '$(TRACING_CONFIG)'));
}

const address = (local: boolean | undefined, port: number): string => `${local ? '127.0.0.1' : ''}:${port}`;

/** The HTTP client file of the sidecar. */
export const SIDECAR_CLIENT = {
  directory: '/etc/thanos/config',
  file: 'prometheus.http-client-file.yaml',
  volume: 'thanos-prometheus-http-client-file',
} as const;

/** What the sidecar of a Prometheus depends on. */
export interface SidecarInput {
  readonly spec: PrometheusSpec;
  readonly thanos: ThanosSpec;
  /** Release of Thanos. */
  readonly version: Version;
  readonly compaction: Compaction;
  readonly options: Options;
}

/** The generated arguments of the sidecar. */
export function sidecarArgs({ spec, thanos, version, compaction, options }: SidecarInput): Argument[] {
  const scheme = urlScheme(spec.web);
  const prefix = options.parity ? withoutTrailingSlash(spec.routePrefix ?? '') : routePath(spec.routePrefix);
  const [level, format] = [thanos.logLevel || spec.logLevel, thanos.logFormat || spec.logFormat];
  return [
    arg('prometheus.url', `${scheme}://${options.localhost}:9090${prefix || '/'}`),
    arg('grpc-address', address(thanos.listenLocal || thanos.grpcListenLocal, 10901)),
    arg('http-address', address(thanos.listenLocal || thanos.httpListenLocal, 10902)),
    ...grpcServerArgs(thanos.grpcServerTlsConfig, version),
    ...objectStoreArgs(thanos, compaction),
    ...tracingArgs(thanos),
    ...when(level, arg('log.level', level)),
    ...when(format, arg('log.format', format)),
    ...when(thanos.minTime, arg('min-time', thanos.minTime)),
    ...when(thanos.readyTimeout, arg('prometheus.ready_timeout', goDurationText(thanos.readyTimeout ?? ''))),
    ...when(
      thanos.getConfigTimeout && thanosKnows(version, 'sidecar.get_config'),
      arg('prometheus.get_config_timeout', goDurationText(thanos.getConfigTimeout ?? '')),
    ),
    ...when(
      thanos.getConfigInterval && thanosKnows(version, 'sidecar.get_config'),
      arg('prometheus.get_config_interval', goDurationText(thanos.getConfigInterval ?? '')),
    ),
    ...when(
      thanosKnows(version, 'sidecar.http_client_file'),
      arg('prometheus.http-client-file', `${SIDECAR_CLIENT.directory}/${SIDECAR_CLIENT.file}`),
    ),
  ];
}

function env(thanos: ThanosSpec): Section[] | undefined {
  const from = (name: string, ref: unknown, file: string | undefined) =>
    ref && !file ? [{ name, valueFrom: { secretKeyRef: ref } }] : [];
  const all = [
    ...from('OBJSTORE_CONFIG', thanos.objectStorageConfig, thanos.objectStorageConfigFile),
    ...from('TRACING_CONFIG', thanos.tracingConfig, thanos.tracingConfigFile),
  ];
  return all.length > 0 ? all : undefined;
}

/** The user's mounts. The Go operator copies only name and path; parity does the same. */
const userMounts = (thanos: ThanosSpec, options: Options): Section[] =>
  (thanos.volumeMounts ?? []).map((mount) =>
    options.parity ? { name: mount.name, mountPath: mount.mountPath } : { ...mount },
  );

/** The container. `dataMount`: the mount of the Prometheus database, for uploads. */
export function sidecar(input: SidecarInput, dataMount: Section): Section {
  const { spec, thanos, version, options } = input;
  const uploads = Boolean(thanos.objectStorageConfig || thanos.objectStorageConfigFile);
  const client = { name: SIDECAR_CLIENT.volume, mountPath: SIDECAR_CLIENT.directory };
  const args = [...sidecarArgs(input), ...(thanos.additionalArgs ?? [])];
  return section({
    name: 'thanos-sidecar',
    ...image(imageReference(thanos, options.thanosBaseImage, thanos.version || DEFAULT_THANOS), spec.imagePullPolicy),
    args: ['sidecar', ...renderArgs(args)],
    env: env(thanos),
    ports: [
      { name: 'http', containerPort: 10902, protocol: 'TCP' },
      { name: 'grpc', containerPort: 10901, protocol: 'TCP' },
    ],
    volumeMounts: [
      ...userMounts(thanos, options),
      ...(uploads ? [dataMount] : []),
      ...(thanosKnows(version, 'sidecar.http_client_file') ? [client] : []),
    ],
    resources: thanos.resources,
    ...containerSecurity,
  });
}
