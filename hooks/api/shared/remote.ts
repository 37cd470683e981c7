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
import { TLSConfig } from './tls.ts';

/** What remote write and remote read have in common: where, and as whom. */
export const remoteEndpointFields = {
  ...proxyConfig,
  authorization: optional(
    Authorization,
    'Authorization header; excludes the other ways to authenticate. Prometheus >= 2.26.',
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication; excludes the other ways to authenticate.'),
  bearerToken: optional(Type.String(), 'Deprecated, use authorization: a bearer token in plain text.'),
  bearerTokenFile: optional(Type.String(), 'Deprecated, use authorization: file in the container with a bearer token.'),
  followRedirects: optional(Type.Boolean(), 'Whether HTTP redirects are followed. Prometheus >= 2.26.'),
  headers: optional(StringMap, 'Headers added to each request; those that Prometheus sets itself cannot be changed.'),
  name: optional(Type.String(), 'Name of the endpoint in metrics and logs; must be unique. Prometheus >= 2.15.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials; excludes the other ways to authenticate. Prometheus >= 2.27.'),
  remoteTimeout: optional(Duration, 'How long a request may take.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the endpoint.'),
  url: required(EndpointURL, 'Where requests go.'),
};

export const RemoteReadSpec = Type.Object({
  ...remoteEndpointFields,
  filterExternalLabels: optional(
    Type.Boolean(),
    'Whether queries ask for the external labels; true if unset. Prometheus >= 2.34.',
  ),
  readRecent: optional(
    Type.Boolean(),
    'True asks the endpoint for time ranges too that local storage should have in full.',
  ),
  requiredMatchers: optional(StringMap, 'Only queries with these label values go to the endpoint.'),
});
export type RemoteReadSpec = Static<typeof RemoteReadSpec>;

export const MetadataConfig = Type.Object({
  maxSamplesPerSend: optional(int32({ minimum: -1 }), 'Metadata entries in one request. Prometheus >= 2.29.'),
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
  maxRetries: optional(Type.Integer(), 'Attempts before a batch is dropped. Prometheus < 2.11 only.'),
  maxSamplesPerSend: optional(Type.Integer(), 'Samples in one request.'),
  maxShards: optional(Type.Integer(), 'Most shards of the queue, that is concurrent requests.'),
  minBackoff: optional(Duration, 'First wait before a failed request is repeated; doubles with each attempt.'),
  minShards: optional(Type.Integer(), 'Fewest shards of the queue. Prometheus >= 2.6.'),
  retryOnRateLimit: optional(
    Type.Boolean(),
    'Repeat requests that were answered with 429. Prometheus >= 2.26; experimental there.',
  ),
  sampleAgeLimit: optional(
    Duration,
    'Samples older than this are dropped instead of sent; 0 keeps all. Prometheus >= 2.50.',
  ),
});
export type QueueConfig = Static<typeof QueueConfig>;

export const RemoteWriteSpec = Type.Object({
  ...remoteEndpointFields,
  azureAd: optional(AzureAD, 'Azure credentials; excludes the other ways to authenticate. Prometheus >= 2.45.'),
  enableHTTP2: optional(Type.Boolean(), 'Whether HTTP/2 may be used. Prometheus >= 2.35.'),
  messageVersion: optional(
    RemoteWriteMessageVersion,
    'Version of the protocol; V1.0 if unset. V2.0 needs an endpoint that understands it. Prometheus >= 2.54.',
  ),
  metadataConfig: optional(MetadataConfig, 'How metadata of metrics is sent. Prometheus >= 2.23.'),
  queueConfig: optional(QueueConfig, 'Tuning of the queue in front of the endpoint.'),
  roundRobinDNS: optional(
    Type.Boolean(),
    'Spread connections over all addresses of the host instead of keeping one. Prometheus >= 3.1.',
  ),
  sendExemplars: optional(
    Type.Boolean(),
    'Whether exemplars are sent; they must be stored for that. Prometheus >= 2.27.',
  ),
  sendNativeHistograms: optional(Type.Boolean(), 'Whether native histograms are sent. Prometheus >= 2.40.'),
  sigv4: optional(Sigv4, 'AWS signature; excludes the other ways to authenticate. Prometheus >= 2.26.'),
  writeRelabelConfigs: optional(Type.Array(RelabelConfig), 'Relabeling of the samples before they are sent.'),
});
export type RemoteWriteSpec = Static<typeof RemoteWriteSpec>;
