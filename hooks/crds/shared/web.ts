// The web servers of the workloads.

import { type Static, Type } from '@sinclair/typebox';
import { int32, oneOf, optional } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';

export const WebHTTPHeaders = Type.Object({
  contentSecurityPolicy: optional(Type.String()),
  strictTransportSecurity: optional(Type.String()),
  xContentTypeOptions: optional(oneOf(['', 'NoSniff'])),
  xFrameOptions: optional(oneOf(['', 'Deny', 'SameOrigin'])),
  xXSSProtection: optional(Type.String()),
});
export type WebHTTPHeaders = Static<typeof WebHTTPHeaders>;

export const WebHTTPConfig = Type.Object({
  headers: optional(WebHTTPHeaders),
  http2: optional(Type.Boolean()),
});
export type WebHTTPConfig = Static<typeof WebHTTPConfig>;

export const WebTLSConfig = Type.Object({
  cert: optional(SecretOrConfigMap),
  certFile: optional(Type.String()),
  cipherSuites: optional(Type.Array(Type.String())),
  clientAuthType: optional(Type.String()),
  clientCAFile: optional(Type.String()),
  client_ca: optional(SecretOrConfigMap),
  curvePreferences: optional(Type.Array(Type.String())),
  keyFile: optional(Type.String()),
  keySecret: optional(SecretKeySelector),
  maxVersion: optional(Type.String()),
  minVersion: optional(Type.String()),
  preferServerCipherSuites: optional(Type.Boolean()),
});
export type WebTLSConfig = Static<typeof WebTLSConfig>;

/** Web server settings that all workloads have. */
export const webFields = {
  httpConfig: optional(WebHTTPConfig),
  tlsConfig: optional(WebTLSConfig),
};

export const PrometheusWebSpec = Type.Object({
  ...webFields,
  maxConnections: optional(int32({ minimum: 0 })),
  pageTitle: optional(Type.String()),
});
export type PrometheusWebSpec = Static<typeof PrometheusWebSpec>;

export const AlertmanagerWebSpec = Type.Object({
  ...webFields,
  getConcurrency: optional(int32({ minimum: 0 })),
  timeout: optional(int32({ minimum: 0 })),
});
export type AlertmanagerWebSpec = Static<typeof AlertmanagerWebSpec>;

export const ThanosRulerWebSpec = Type.Object({
  ...webFields,
});
export type ThanosRulerWebSpec = Static<typeof ThanosRulerWebSpec>;
