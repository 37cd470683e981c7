// How Prometheus reaches the Kubernetes API for service discovery.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization, BasicAuth } from './auth.ts';
import { proxyConfig } from './proxy.ts';
import { optional, required } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const APIServerConfig = Type.Object({
  ...proxyConfig,
  authorization: optional(
    Authorization,
    'Authorization header for the API server; excludes basicAuth and bearerToken.',
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication for the API server; excludes authorization and bearerToken.'),
  bearerToken: optional(Type.String(), 'Deprecated, use authorization: a bearer token in plain text.'),
  bearerTokenFile: optional(Type.String(), 'Deprecated, use authorization: file in the container with a bearer token.'),
  host: required(Type.String(), 'Address of the API server: URL, or host with optional port.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the API server.'),
});
export type APIServerConfig = Static<typeof APIServerConfig>;
