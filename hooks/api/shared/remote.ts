// Remote write and remote read.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization, BasicAuth, Sigv4 } from './auth.ts';
import { AzureAD } from './azuread.ts';
import { RemoteWriteMessageVersion } from './enums.ts';
import { OAuth2 } from './oauth2.ts';
import { proxyConfig } from './proxy.ts';
import { RelabelConfig } from './relabeling.ts';
import { Duration, EndpointURL, StringMap } from './scalars.ts';
import { int32, optional, required } from './schema.ts';
import { prometheusSince, prometheusUntil } from './since.ts';
import { TLSConfig } from './tls.ts';

/** Fields of both remote write and remote read: URL, credentials, headers. */
export const remoteEndpointFields = {
  ...proxyConfig,
  authorization: optional(
    Authorization,
    `Authorization header; excludes the other ways to authenticate. ${prometheusSince('http.authorization')}.`,
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication; excludes the other ways to authenticate.'),
  bearerToken: optional(Type.String(), 'Deprecated, use authorization: a bearer token in plain text.'),
  bearerTokenFile: optional(Type.String(), 'Deprecated, use authorization: file in the container with a bearer token.'),
  followRedirects: optional(
    Type.Boolean(),
    `Whether HTTP redirects are followed. ${prometheusSince('remote_write.follow_redirects')}.`,
  ),
  headers: optional(StringMap, 'Headers added to each request; those that Prometheus sets itself cannot be changed.'),
  name: optional(
    Type.String(),
    `Name of the endpoint in metrics and logs; must be unique. ${prometheusSince('remote_write.name')}.`,
  ),
  oauth2: optional(
    OAuth2,
    `OAuth 2 client credentials; excludes the other ways to authenticate. ${prometheusSince('http.oauth2')}.`,
  ),
  remoteTimeout: optional(Duration, 'How long a request may take.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the endpoint.'),
  url: required(EndpointURL, 'Where requests go.'),
};

export const RemoteReadSpec = Type.Object({
  ...remoteEndpointFields,
  filterExternalLabels: optional(
    Type.Boolean(),
    'Whether queries request the external labels; true if unset. ' +
      `${prometheusSince('remote_read.filter_external_labels')}.`,
  ),
  readRecent: optional(
    Type.Boolean(),
    'True queries the endpoint also for time ranges that local storage has in full.',
  ),
  requiredMatchers: optional(StringMap, 'Only queries with these label values go to the endpoint.'),
});
export type RemoteReadSpec = Static<typeof RemoteReadSpec>;

export const MetadataConfig = Type.Object({
  maxSamplesPerSend: optional(
    int32({ minimum: -1 }),
    `Metadata entries in one request. ${prometheusSince('remote_write.metadata_config.max_samples_per_send')}.`,
  ),
  send: optional(
    Type.Boolean(),
    'Whether metadata is sent at all; off with message version V2.0, which carries it along.',
  ),
  sendInterval: optional(Duration, 'How often metadata is sent.'),
});
export type MetadataConfig = Static<typeof MetadataConfig>;

export const QueueConfig = Type.Object({
  batchSendDeadline: optional(Duration, 'Longest time a sample waits for its batch to fill.'),
  capacity: optional(Type.Integer(), 'Samples buffered for each shard of the queue before reading from the log stops.'),
  maxBackoff: optional(Duration, 'Longest wait before a failed request is repeated.'),
  maxRetries: optional(
    Type.Integer(),
    `Attempts before a batch is dropped. ${prometheusUntil('remote_write.queue_config.max_retries')} only.`,
  ),
  maxSamplesPerSend: optional(Type.Integer(), 'Samples in one request.'),
  maxShards: optional(Type.Integer(), 'Most shards of the queue, that is concurrent requests.'),
  minBackoff: optional(Duration, 'First wait before a failed request is repeated; doubles with each attempt.'),
  minShards: optional(
    Type.Integer(),
    `Fewest shards of the queue. ${prometheusSince('remote_write.queue_config.min_shards')}.`,
  ),
  retryOnRateLimit: optional(
    Type.Boolean(),
    'Repeat requests that were answered with 429. ' +
      `${prometheusSince('remote_write.queue_config.retry_on_http_429')}; experimental there.`,
  ),
  sampleAgeLimit: optional(
    Duration,
    'Samples older than this are dropped instead of sent; 0 keeps all. ' +
      `${prometheusSince('remote_write.queue_config.sample_age_limit')}.`,
  ),
});
export type QueueConfig = Static<typeof QueueConfig>;

export const RemoteWriteSpec = Type.Object({
  ...remoteEndpointFields,
  azureAd: optional(
    AzureAD,
    `Azure credentials; excludes the other ways to authenticate. ${prometheusSince('azuread')}.`,
  ),
  enableHTTP2: optional(Type.Boolean(), `Whether HTTP/2 may be used. ${prometheusSince('remote_write.enable_http2')}.`),
  messageVersion: optional(
    RemoteWriteMessageVersion,
    'Version of the protocol; V1.0 if unset. V2.0 needs an endpoint that understands it. ' +
      `${prometheusSince('remote_write.protobuf_message')}.`,
  ),
  metadataConfig: optional(
    MetadataConfig,
    `How metadata of metrics is sent. ${prometheusSince('remote_write.metadata_config')}.`,
  ),
  queueConfig: optional(QueueConfig, 'Tuning of the queue in front of the endpoint.'),
  roundRobinDNS: optional(
    Type.Boolean(),
    'Spread connections over all addresses of the host instead of keeping one. ' +
      `${prometheusSince('remote_write.round_robin_dns')}.`,
  ),
  sendExemplars: optional(
    Type.Boolean(),
    `Whether exemplars are sent; they must be stored for that. ${prometheusSince('remote_write.send_exemplars')}.`,
  ),
  sendNativeHistograms: optional(
    Type.Boolean(),
    `Whether native histograms are sent. ${prometheusSince('remote_write.send_native_histograms')}.`,
  ),
  sigv4: optional(Sigv4, `AWS signature; excludes the other ways to authenticate. ${prometheusSince('sigv4')}.`),
  writeRelabelConfigs: optional(Type.Array(RelabelConfig), 'Relabeling of the samples before they are sent.'),
});
export type RemoteWriteSpec = Static<typeof RemoteWriteSpec>;
