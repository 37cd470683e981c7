// The web servers of the workloads.

import { type Static, Type } from '@sinclair/typebox';
import { int32, oneOf, optional } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';
import { alertmanagerSince, prometheusSince } from './since.ts';

export const WebHTTPHeaders = Type.Object({
  contentSecurityPolicy: optional(Type.String(), 'Content-Security-Policy header.'),
  strictTransportSecurity: optional(
    Type.String(),
    'Strict-Transport-Security header; set it only if the host is reached over TLS alone.',
  ),
  xContentTypeOptions: optional(oneOf(['', 'NoSniff']), 'X-Content-Type-Options header.'),
  xFrameOptions: optional(oneOf(['', 'Deny', 'SameOrigin']), 'X-Frame-Options header.'),
  xXSSProtection: optional(Type.String(), 'X-XSS-Protection header.'),
});
export type WebHTTPHeaders = Static<typeof WebHTTPHeaders>;

export const WebHTTPConfig = Type.Object({
  headers: optional(WebHTTPHeaders, 'Headers added to every response.'),
  http2: optional(Type.Boolean(), 'Whether HTTP/2 is offered; it needs TLS. A change restarts the pods.'),
});
export type WebHTTPConfig = Static<typeof WebHTTPConfig>;

export const ClientAuthType = oneOf([
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
]);
export type ClientAuthType = Static<typeof ClientAuthType>;

export const WebTLSConfig = Type.Object({
  cert: optional(SecretOrConfigMap, 'Where the server certificate is kept; excludes certFile.'),
  certFile: optional(Type.String(), 'File in the container with the server certificate; excludes cert.'),
  cipherSuites: optional(
    Type.Array(Type.String()),
    'Cipher suites to offer up to TLS 1.2, by their Go names; unset, the defaults of Go.',
  ),
  clientAuthType: optional(
    ClientAuthType,
    'Whether clients must present a certificate, and whether it is checked; NoClientCert if unset.',
  ),
  clientCAFile: optional(
    Type.String(),
    'File in the container with the CA of client certificates; excludes client_ca.',
  ),
  client_ca: optional(SecretOrConfigMap, 'Where the CA of client certificates is kept; excludes clientCAFile.'),
  curvePreferences: optional(
    Type.Array(Type.String()),
    'Elliptic curves to offer, in order of preference; unset, the defaults of Go.',
  ),
  keyFile: optional(Type.String(), 'File in the container with the private key; excludes keySecret.'),
  keySecret: optional(SecretKeySelector, 'Key of the Secret with the private key; excludes keyFile.'),
  maxVersion: optional(Type.String(), 'Highest TLS version to offer; TLS13 if unset.'),
  minVersion: optional(Type.String(), 'Lowest TLS version to offer; TLS12 if unset.'),
  preferServerCipherSuites: optional(
    Type.Boolean(),
    'Whether the order of the server decides on the cipher suite; true if unset.',
  ),
});
export type WebTLSConfig = Static<typeof WebTLSConfig>;

/** Web server settings that all workloads have. */
export const webFields = {
  httpConfig: optional(WebHTTPConfig, 'HTTP/2 and response headers of the web server.'),
  tlsConfig: optional(WebTLSConfig, 'Serve over TLS, with this certificate.'),
};

export const PrometheusWebSpec = Type.Object({
  ...webFields,
  maxConnections: optional(int32({ minimum: 0 }), 'Connections that may be open at once; 512 if unset.'),
  pageTitle: optional(Type.String(), `Title of the pages. ${prometheusSince('arg.web_page_title')}.`),
});
export type PrometheusWebSpec = Static<typeof PrometheusWebSpec>;

export const AlertmanagerWebSpec = Type.Object({
  ...webFields,
  getConcurrency: optional(
    int32({ minimum: 0 }),
    'GET requests answered at once; unset, the larger of 8 and the number of CPUs. ' +
      `${alertmanagerSince('--web.get-concurrency')}.`,
  ),
  timeout: optional(
    int32({ minimum: 0 }),
    `Seconds before a request is given up; no limit if unset. ${alertmanagerSince('--web.timeout')}.`,
  ),
});
export type AlertmanagerWebSpec = Static<typeof AlertmanagerWebSpec>;

export const ThanosRulerWebSpec = Type.Object({
  ...webFields,
});
export type ThanosRulerWebSpec = Static<typeof ThanosRulerWebSpec>;
