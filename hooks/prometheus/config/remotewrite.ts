// `remote_write` and `remote_read` (prometheus.io: configuration, remote_write and remote_read).

import type { MetadataConfig, QueueConfig, RemoteReadSpec, RemoteWriteSpec } from '../../api/shared/remote.ts';
import { issue } from '../../core/issue.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonZero, type Section, section } from '../../core/section.ts';
import {
  authorization,
  basicAuth,
  oauth2,
  resolveAuthorization,
  resolveBasicAuth,
  resolveOAuth2,
} from '../../httpclient/auth.ts';
import { proxy, resolveProxy } from '../../httpclient/proxy.ts';
import { type AzureRules, azureAd, resolveAzureAd, resolveSigv4, sigv4 } from '../../httpclient/sigv4.ts';
import { CERTS, resolveTls, tlsConfig } from '../../httpclient/tls.ts';
import { mergeResults, type Owner, type Resolved } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { checkRelabelings, relabelConfigs } from '../../scrape/job/relabel.ts';
import { knows, stillKnows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

/** Checks the HTTP client that remote write and remote read share, and resolves its references. */
export const resolveRemoteClient = (
  remote: RemoteReadSpec | RemoteWriteSpec,
  resolver: SecretResolver,
  path: string,
): Resolved =>
  mergeResults([
    resolveBasicAuth(resolver, remote.basicAuth, `${path}.basicAuth`),
    resolveOAuth2(resolver, remote.oauth2, `${path}.oauth2`),
    resolveTls(resolver, remote.tlsConfig, `${path}.tlsConfig`),
    resolveAuthorization(resolver, remote.authorization, `${path}.authorization`),
    resolveProxy(resolver, remote, path),
  ]);

/** The releases that a remote write is checked for. */
export interface RemoteWriteReleases {
  /** Release of Prometheus. */
  readonly version: Version;
  readonly azure: AzureRules;
}

/**
 * Checks one remote write and resolves its references. Issues: `InvalidAuthentication` for more than one way to
 * authenticate, and those of each section.
 */
export function resolveRemoteWrite(
  remote: RemoteWriteSpec,
  resolver: SecretResolver,
  { version, azure }: RemoteWriteReleases,
  path: string,
): Resolved {
  const given = (['basicAuth', 'oauth2', 'authorization', 'sigv4', 'azureAd'] as const).filter(
    (field) => remote[field],
  );
  const many =
    given.length > 1
      ? [issue('InvalidAuthentication', path, `${given.join(' and ')} exclude each other; keep one`)]
      : [];
  return mergeResults([
    many,
    resolveRemoteClient(remote, resolver, path),
    resolveSigv4(resolver, remote.sigv4, `${path}.sigv4`),
    resolveAzureAd(resolver, remote.azureAd, azure, `${path}.azureAd`),
    // The Go operator does not check them. Parity does the same.
    resolver.parity ? [] : checkRelabelings(remote.writeRelabelConfigs, version, `${path}.writeRelabelConfigs`),
  ]);
}

function queueConfig(queue: QueueConfig | undefined, version: Version): Section | undefined {
  if (!queue) return undefined;
  return section({
    capacity: nonZero(queue.capacity),
    min_shards: knows(version, 'remote_write.queue_config.min_shards') ? nonZero(queue.minShards) : undefined,
    max_shards: nonZero(queue.maxShards),
    max_samples_per_send: nonZero(queue.maxSamplesPerSend),
    batch_send_deadline: nonEmpty(queue.batchSendDeadline),
    max_retries: stillKnows(version, 'remote_write.queue_config.max_retries') ? nonZero(queue.maxRetries) : undefined,
    min_backoff: nonEmpty(queue.minBackoff),
    max_backoff: nonEmpty(queue.maxBackoff),
    retry_on_http_429: knows(version, 'remote_write.queue_config.retry_on_http_429')
      ? queue.retryOnRateLimit || undefined
      : undefined,
    sample_age_limit: knows(version, 'remote_write.queue_config.sample_age_limit')
      ? nonEmpty(queue.sampleAgeLimit)
      : undefined,
  });
}

function metadataConfig(
  metadata: MetadataConfig | undefined,
  messageVersion: string | undefined,
  version: Version,
): Section | undefined {
  if (!metadata || !knows(version, 'remote_write.metadata_config')) return undefined;
  return section({
    send: messageVersion === 'V2.0' ? false : (metadata.send ?? false),
    send_interval: nonEmpty(metadata.sendInterval),
    max_samples_per_send: knows(version, 'remote_write.metadata_config.max_samples_per_send')
      ? nonZero(metadata.maxSamplesPerSend)
      : undefined,
  });
}

const MESSAGES: Readonly<Record<string, string>> = {
  'V1.0': 'prometheus.WriteRequest',
  'V2.0': 'io.prometheus.write.v2.Request',
};

/** The protobuf message of a version (`V2.0`). */
export const messageName = (version: string): string => row(MESSAGES, version) ?? version;

const headers = (map: Readonly<Record<string, string>> | undefined): unknown =>
  map && Object.keys(map).length > 0 ? map : undefined;

/** What the HTTP client of a remote write or remote read depends on. */
export interface RemoteTarget extends Owner {
  /** Release of Prometheus. */
  readonly version: Version;
  /** Directory of the TLS files. */
  readonly certs?: string;
}

/** The HTTP client that remote write and remote read share. */
const client = (
  remote: RemoteReadSpec | RemoteWriteSpec,
  { namespace, assets, version, certs = CERTS }: RemoteTarget,
): Section =>
  section({
    basic_auth: basicAuth(remote.basicAuth, namespace, assets),
    bearer_token: nonEmpty(remote.bearerToken),
    bearer_token_file: nonEmpty(remote.bearerTokenFile),
    oauth2: oauth2(remote.oauth2, { namespace, assets }, version, certs),
    tls_config: tlsConfig(remote.tlsConfig, namespace, version, certs),
    authorization: authorization(remote.authorization, namespace, assets, version),
    ...proxy(remote, namespace, assets, version),
  });

/** One entry of `remote_write`. */
export function remoteWrite(remote: RemoteWriteSpec, target: RemoteTarget): Section {
  const { namespace, assets, version } = target;
  const relabel = relabelConfigs(remote.writeRelabelConfigs);
  return section({
    url: remote.url,
    remote_timeout: nonEmpty(remote.remoteTimeout),
    headers: knows(version, 'remote_write.headers') ? headers(remote.headers) : undefined,
    name: knows(version, 'remote_write.name') ? nonEmpty(remote.name) : undefined,
    protobuf_message:
      knows(version, 'remote_write.protobuf_message') && remote.messageVersion
        ? messageName(remote.messageVersion)
        : undefined,
    send_exemplars: knows(version, 'remote_write.send_exemplars') ? remote.sendExemplars : undefined,
    send_native_histograms: knows(version, 'remote_write.send_native_histograms')
      ? remote.sendNativeHistograms
      : undefined,
    write_relabel_configs: relabel.length > 0 ? relabel : undefined,
    ...client(remote, target),
    sigv4: sigv4(remote.sigv4, namespace, assets, version),
    azuread: azureAd(remote.azureAd, namespace, assets, version),
    follow_redirects: knows(version, 'remote_write.follow_redirects') ? remote.followRedirects : undefined,
    enable_http2: knows(version, 'remote_write.enable_http2') ? remote.enableHTTP2 : undefined,
    queue_config: queueConfig(remote.queueConfig, version),
    metadata_config: metadataConfig(remote.metadataConfig, remote.messageVersion, version),
    round_robin_dns: knows(version, 'remote_write.round_robin_dns') ? remote.roundRobinDNS : undefined,
  });
}

/** One entry of `remote_read`. */
export function remoteRead(remote: RemoteReadSpec, target: RemoteTarget): Section {
  const { version } = target;
  return section({
    url: remote.url,
    remote_timeout: nonEmpty(remote.remoteTimeout),
    headers: knows(version, 'remote_read.headers') ? headers(remote.headers) : undefined,
    name: knows(version, 'remote_read.name') ? nonEmpty(remote.name) : undefined,
    required_matchers: headers(remote.requiredMatchers),
    read_recent: remote.readRecent || undefined,
    ...client(remote, target),
    follow_redirects: knows(version, 'remote_read.follow_redirects') ? remote.followRedirects : undefined,
    filter_external_labels: knows(version, 'remote_read.filter_external_labels')
      ? remote.filterExternalLabels
      : undefined,
  });
}
