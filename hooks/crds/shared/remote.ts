// Remote write and remote read.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization, BasicAuth, Sigv4 } from './auth.ts';
import { AzureAD } from './azuread.ts';
import { RemoteWriteMessageVersion } from './enums.ts';
import { OAuth2 } from './oauth2.ts';
import { proxyConfig } from './proxy.ts';
import { RelabelConfig } from './relabeling.ts';
import { Duration, EndpointURL, StringMap } from './scalars.ts';
import { int32, optional } from './schema.ts';
import { TLSConfig } from './tls.ts';

/** What remote write and remote read have in common: where, and as whom. */
export const remoteEndpointFields = {
  ...proxyConfig,
  authorization: optional(Authorization),
  basicAuth: optional(BasicAuth),
  bearerToken: optional(Type.String()),
  bearerTokenFile: optional(Type.String()),
  followRedirects: optional(Type.Boolean()),
  headers: optional(StringMap),
  name: optional(Type.String()),
  oauth2: optional(OAuth2),
  remoteTimeout: optional(Duration),
  tlsConfig: optional(TLSConfig),
  url: EndpointURL,
};

export const RemoteReadSpec = Type.Object({
  ...remoteEndpointFields,
  filterExternalLabels: optional(Type.Boolean()),
  readRecent: optional(Type.Boolean()),
  requiredMatchers: optional(StringMap),
});
export type RemoteReadSpec = Static<typeof RemoteReadSpec>;

export const MetadataConfig = Type.Object({
  maxSamplesPerSend: optional(int32({ minimum: -1 })),
  send: optional(Type.Boolean()),
  sendInterval: optional(Duration),
});
export type MetadataConfig = Static<typeof MetadataConfig>;

export const QueueConfig = Type.Object({
  batchSendDeadline: optional(Duration),
  capacity: optional(Type.Integer()),
  maxBackoff: optional(Duration),
  maxRetries: optional(Type.Integer()),
  maxSamplesPerSend: optional(Type.Integer()),
  maxShards: optional(Type.Integer()),
  minBackoff: optional(Duration),
  minShards: optional(Type.Integer()),
  retryOnRateLimit: optional(Type.Boolean()),
  sampleAgeLimit: optional(Duration),
});
export type QueueConfig = Static<typeof QueueConfig>;

export const RemoteWriteSpec = Type.Object({
  ...remoteEndpointFields,
  azureAd: optional(AzureAD),
  enableHTTP2: optional(Type.Boolean()),
  messageVersion: optional(RemoteWriteMessageVersion),
  metadataConfig: optional(MetadataConfig),
  queueConfig: optional(QueueConfig),
  roundRobinDNS: optional(Type.Boolean()),
  sendExemplars: optional(Type.Boolean()),
  sendNativeHistograms: optional(Type.Boolean()),
  sigv4: optional(Sigv4),
  writeRelabelConfigs: optional(Type.Array(RelabelConfig)),
});
export type RemoteWriteSpec = Static<typeof RemoteWriteSpec>;
