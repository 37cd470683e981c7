// `remote_write`: where samples are sent to (prometheus.io: configuration, remote_write).

import type { MetadataConfig, QueueConfig, RemoteReadSpec, RemoteWriteSpec } from '../../api/shared/remote.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonZero, type Section, section } from '../../core/section.ts';
import {
  authorization,
  basicAuth,
  checkAuthorization,
  checkBasicAuth,
  checkOAuth2,
  oauth2,
} from '../../httpclient/auth.ts';
import { checkProxy, proxy } from '../../httpclient/proxy.ts';
import { type AzureRules, azureAd, checkAzureAd, checkSigv4, sigv4 } from '../../httpclient/sigv4.ts';
import { CERTS, checkAndLoadTls, tlsConfig } from '../../httpclient/tls.ts';
import type { Material } from '../../references/resolver.ts';
import { checkRelabelings, relabelConfigs } from '../../scrape/job/relabel.ts';
import { knows, stillKnows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

/** Loads and checks what remote write and remote read share. */
export const checkRemoteClient = (
  material: Material,
  namespace: string,
  remote: RemoteReadSpec | RemoteWriteSpec,
  path: string,
): Issue[] => [
  ...checkBasicAuth(material, namespace, remote.basicAuth, `${path}.basicAuth`),
  ...checkOAuth2(material, namespace, remote.oauth2, `${path}.oauth2`),
  ...checkAndLoadTls(material, namespace, remote.tlsConfig, `${path}.tlsConfig`),
  ...checkAuthorization(material, namespace, remote.authorization, `${path}.authorization`),
  ...checkProxy(material, namespace, remote, path),
];

/** All that can be wrong with one remote write; loads what it refers to. */
export function checkRemoteWrite(
  material: Material,
  namespace: string,
  remote: RemoteWriteSpec,
  version: Version,
  azure: AzureRules,
  path: string,
): Issue[] {
  const given = (['basicAuth', 'oauth2', 'authorization', 'sigv4', 'azureAd'] as const).filter(
    (field) => remote[field],
  );
  const many =
    given.length > 1
      ? [issue('InvalidAuthentication', path, `${given.join(' and ')} exclude each other; keep one`)]
      : [];
  return [
    ...many,
    ...checkRemoteClient(material, namespace, remote, path),
    ...checkSigv4(material, namespace, remote.sigv4, `${path}.sigv4`),
    ...checkAzureAd({ namespace, material }, remote.azureAd, azure, `${path}.azureAd`),
    // The Go operator does not look at them, and writes out what Prometheus then refuses; parity does too.
    ...(material.parity ? [] : checkRelabelings(remote.writeRelabelConfigs, version, `${path}.writeRelabelConfigs`)),
  ];
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

/** The HTTP client that remote write and remote read share. */
const client = (
  remote: RemoteReadSpec | RemoteWriteSpec,
  namespace: string,
  material: Material,
  version: Version,
  certs: string,
): Section =>
  section({
    basic_auth: basicAuth(remote.basicAuth, namespace, material),
    bearer_token: nonEmpty(remote.bearerToken),
    bearer_token_file: nonEmpty(remote.bearerTokenFile),
    oauth2: oauth2(remote.oauth2, { namespace, material }, version, certs),
    tls_config: tlsConfig(remote.tlsConfig, namespace, version, certs),
    authorization: authorization(remote.authorization, namespace, material, version),
    ...proxy(remote, namespace, material, version),
  });

/** One entry of `remote_write`. `certs`: where the TLS files are mounted. */
export function remoteWrite(
  remote: RemoteWriteSpec,
  namespace: string,
  material: Material,
  version: Version,
  certs: string = CERTS,
): Section {
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
    ...client(remote, namespace, material, version, certs),
    sigv4: sigv4(remote.sigv4, namespace, material, version),
    azuread: azureAd(remote.azureAd, namespace, material, version),
    follow_redirects: knows(version, 'remote_write.follow_redirects') ? remote.followRedirects : undefined,
    enable_http2: knows(version, 'remote_write.enable_http2') ? remote.enableHTTP2 : undefined,
    queue_config: queueConfig(remote.queueConfig, version),
    metadata_config: metadataConfig(remote.metadataConfig, remote.messageVersion, version),
    round_robin_dns: knows(version, 'remote_write.round_robin_dns') ? remote.roundRobinDNS : undefined,
  });
}

/** One entry of `remote_read`. */
export const remoteRead = (remote: RemoteReadSpec, namespace: string, material: Material, version: Version): Section =>
  section({
    url: remote.url,
    remote_timeout: nonEmpty(remote.remoteTimeout),
    headers: knows(version, 'remote_read.headers') ? headers(remote.headers) : undefined,
    name: knows(version, 'remote_read.name') ? nonEmpty(remote.name) : undefined,
    required_matchers: headers(remote.requiredMatchers),
    read_recent: remote.readRecent || undefined,
    ...client(remote, namespace, material, version, CERTS),
    follow_redirects: knows(version, 'remote_read.follow_redirects') ? remote.followRedirects : undefined,
    filter_external_labels: knows(version, 'remote_read.filter_external_labels')
      ? remote.filterExternalLabels
      : undefined,
  });
