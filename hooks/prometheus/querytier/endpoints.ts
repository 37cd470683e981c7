// What Thanos Query reads (thanos.io: components, query, service discovery). Every replica is found by DNS, and
// forgotten within seconds when it does not answer: answers would lack its targets without a word. So each shard also
// has one address that is never forgotten (`strict`): where no replica of it answers, queries warn and rules wait.
import type { Prometheus } from '../../api/prometheus.ts';
import type { GRPCServerTLSConfig } from '../../api/shared/tls.ts';
import type { ConfigMap, KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { type Section, section } from '../../core/section.ts';
import { dumpYaml } from '../../core/yaml.ts';
import { thanosKnows } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg } from '../../workload/args.ts';
import { childMeta } from '../../workload/meta.ts';
import { replicas } from '../server/statefulset.ts';
import { queryName, rulerName } from '../sharding/tier.ts';
import { shardServiceName, shardsServiceName } from './services.ts';

/** Addresses of gRPC servers. */
export interface Endpoints {
  /** `host:port`: asked even where it does not answer. */
  readonly strict: readonly string[];
  /** `dnssrv+...`: every replica behind it, as long as it answers. */
  readonly found: readonly string[];
}

/**
 * What a Thanos Query reads: the given shards, and the ruler with what rules recorded. With one replica of each its own
 * address is all there is: it would only be read twice.
 */
export function thanosEndpoints({ metadata, spec }: Prometheus, prefix: string, shards: readonly string[]): Endpoints {
  const { namespace } = metadata;
  const services = [...shards.map((shard) => shardServiceName(prefix, shard)), rulerName(prefix)];
  const srv = (service: string): string => `dnssrv+_grpc._tcp.${service}.${namespace}.svc`;
  return {
    strict: services.map((service) => `${service}.${namespace}.svc:10901`),
    found: replicas(spec) > 1 ? [srv(shardsServiceName(prefix)), srv(rulerName(prefix))] : [],
  };
}

const DIRECTORY = '/etc/thanos/endpoints';
const FILE = 'endpoints.yaml';

/** Name of the ConfigMap, and of its volume. */
export const endpointsName = (prefix: string): string => `${queryName(prefix)}-endpoints`;

/**
 * TLS towards sidecars: their certificates name no address of a pod. Where they ask for one, the client shows the
 * server's own.
 */
const clientTls = (tls: GRPCServerTLSConfig): Section =>
  section({
    enabled: true,
    insecure_skip_verify: true,
    cert_file: tls.caFile ? tls.certFile : undefined,
    key_file: tls.caFile ? tls.keyFile : undefined,
  });

/** The ConfigMap with the file; Thanos Query reads it anew when it changes. */
export function endpointsMap(
  parent: Prometheus,
  prefix: string,
  { strict, found }: Endpoints,
  version: Version,
  options: Options,
): ConfigMap {
  const tls = parent.spec.thanos?.grpcServerTlsConfig;
  const file = section({
    default_client_config:
      tls && thanosKnows(version, 'query.default_client_config') ? { tls_config: clientTls(tls) } : undefined,
    endpoints: [...strict.map((address) => ({ address, strict: true })), ...found.map((address) => ({ address }))],
  });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMeta(parent as unknown as KubernetesObject, endpointsName(prefix), options),
    data: { [FILE]: dumpYaml(file) },
  };
}

/** The arguments: the file, or each address where the release has no file; TLS where the file cannot say it. */
export function endpointArgs(
  { strict, found }: Endpoints,
  tls: GRPCServerTLSConfig | undefined,
  version: Version,
): Argument[] {
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
      arg('endpoint.sd-config-file', `${DIRECTORY}/${FILE}`),
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
