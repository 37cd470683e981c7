// The endpoints of Thanos Query (thanos.io: components, query, service discovery). Thanos finds replicas by DNS and
// removes those that do not answer within seconds: queries would then lack their targets without a warning. So each
// shard also has one `strict` address, which Thanos never removes. If no replica answers, queries warn and rules wait.
import type { Prometheus } from '../../api/prometheus.ts';
import type { GRPCServerTLSConfig } from '../../api/shared/tls.ts';
import type { ConfigMap, KubernetesObject } from '../../core/meta.ts';
import { type Section, section } from '../../core/section.ts';
import { dumpYaml } from '../../core/yaml.ts';
import { RULES_PARTITION } from '../../queryrouter/partition.ts';
import { thanosKnows } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg } from '../../workload/args.ts';
import { childMeta } from '../../workload/meta.ts';
import { replicas } from '../server/statefulset.ts';
import { queryName, rulerName } from '../sharding/tier.ts';
import type { RulerInput } from './ruler.ts';
import { leafName, shardPodsName, shardServiceName, shardsServiceName } from './services.ts';

/** Addresses of gRPC servers. */
export interface Endpoints {
  /** `host:port`, never removed. */
  readonly strict: readonly string[];
  /** `dnssrv+...`: every replica behind it that answers. */
  readonly found: readonly string[];
  /** TLS of the servers behind them. */
  readonly tls?: GRPCServerTLSConfig | undefined;
}

/**
 * The endpoints: the given shards, and the ruler with its recorded series. With one replica the strict address is
 * enough: Thanos would read the replica twice.
 */
export function thanosEndpoints({ metadata, spec }: Prometheus, prefix: string, shards: readonly string[]): Endpoints {
  const { namespace } = metadata;
  const services = [...shards.map((shard) => shardServiceName(prefix, shard)), rulerName(prefix)];
  const srv = (service: string): string => `dnssrv+_grpc._tcp.${service}.${namespace}.svc`;
  return {
    strict: services.map((service) => `${service}.${namespace}.svc:10901`),
    found: replicas(spec) > 1 ? [srv(shardsServiceName(prefix)), srv(rulerName(prefix))] : [],
    tls: spec.thanos?.grpcServerTlsConfig,
  };
}

/**
 * The endpoints of a leaf: the replicas of one shard, or of the ruler, each once. Of several replicas none is strict,
 * because a strict address of all would lead to one of them a second time. Nothing is lost by that: the router allows no
 * partial answers here, and then a leaf without any replica fails.
 */
export function leafEndpoints({ metadata, spec }: Prometheus, prefix: string, partition: string): Endpoints {
  const isRuler = partition === RULES_PARTITION;
  const [one, all] = isRuler
    ? [rulerName(prefix), rulerName(prefix)]
    : [shardServiceName(prefix, partition), shardPodsName(prefix, partition)];
  const { namespace } = metadata;
  return {
    ...(replicas(spec) > 1
      ? { strict: [], found: [`dnssrv+_grpc._tcp.${all}.${namespace}.svc`] }
      : { strict: [`${one}.${namespace}.svc:10901`], found: [] }),
    tls: spec.thanos?.grpcServerTlsConfig,
  };
}

/** The endpoints of the root in distributed mode: one leaf for each shard and for the ruler. */
export const rootEndpoints = (
  { metadata: { namespace } }: Prometheus,
  prefix: string,
  partitions: readonly string[],
): Endpoints => ({
  strict: partitions.map((partition) => `${leafName(prefix, partition)}.${namespace}.svc:10901`),
  found: [],
});

export const DIRECTORY = '/etc/thanos/endpoints';
/** Key of the endpoints of the Thanos Query that reads all shards. */
export const ENDPOINTS = 'endpoints.yaml';

/** Name of the ConfigMap, and of its volume. */
export const endpointsName = (prefix: string): string => `${queryName(prefix)}-endpoints`;

/**
 * TLS towards sidecars, whose certificates name no address of a pod. Where they require a client certificate, the
 * client uses the server's.
 */
const clientTls = (tls: GRPCServerTLSConfig): Section =>
  section({
    enabled: true,
    insecure_skip_verify: true,
    cert_file: tls.caFile ? tls.certFile : undefined,
    key_file: tls.caFile ? tls.keyFile : undefined,
  });

/** A file of endpoints, which Thanos Query reloads. `tls`: of the servers that it reads. */
function endpointsFile({ strict, found, tls }: Endpoints, version: Version): string {
  return dumpYaml(
    section({
      default_client_config:
        tls && thanosKnows(version, 'query.default_client_config') ? { tls_config: clientTls(tls) } : undefined,
      endpoints: [...strict.map((address) => ({ address, strict: true })), ...found.map((address) => ({ address }))],
    }),
  );
}

/** The ConfigMap with the files, by name, and other files. `version`: release of Thanos. */
export function endpointsMap(
  { parent, prefix, version, context }: Pick<RulerInput, 'parent' | 'prefix' | 'version' | 'context'>,
  files: Readonly<Record<string, Endpoints>>,
  others: Readonly<Record<string, string>> = {},
): ConfigMap {
  const texts = Object.entries(files).map(([name, endpoints]) => [name, endpointsFile(endpoints, version)]);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMeta(parent as unknown as KubernetesObject, endpointsName(prefix), context.options),
    data: { ...Object.fromEntries(texts), ...others },
  };
}

/** The arguments: the file, or each address for releases without it; TLS for releases whose file has none. */
export function endpointArgs({ strict, found, tls }: Endpoints, file: string, version: Version): Argument[] {
  const flags =
    tls && !thanosKnows(version, 'query.default_client_config')
      ? [
          arg('grpc-client-tls-secure'),
          arg('grpc-client-tls-skip-verify'),
          ...(tls.caFile && tls.certFile ? [arg('grpc-client-tls-cert', tls.certFile)] : []),
          ...(tls.caFile && tls.keyFile ? [arg('grpc-client-tls-key', tls.keyFile)] : []),
        ]
      : [];
  if (thanosKnows(version, 'query.endpoint_sd_config'))
    return [
      ...flags,
      arg('endpoint.sd-config-file', `${DIRECTORY}/${file}`),
      arg('endpoint.sd-config-reload-interval', '10s'),
    ];
  return [
    ...flags,
    ...strict.map((address) => arg('endpoint-strict', address)),
    ...found.map((address) => arg('endpoint', address)),
  ];
}

/** Volume and mount of the file. */
export const endpointsVolume = (prefix: string): { readonly volume: Section; readonly mount: Section } => ({
  volume: { name: 'endpoints', configMap: { name: endpointsName(prefix), defaultMode: 420 } },
  mount: { name: 'endpoints', readOnly: true, mountPath: DIRECTORY },
});
