// How Prometheus reaches the Kubernetes API for service discovery.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization, BasicAuth } from './auth.ts';
import { proxyConfig } from './proxy.ts';
import { optional } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const APIServerConfig = Type.Object({
  ...proxyConfig,
  authorization: optional(Authorization),
  basicAuth: optional(BasicAuth),
  bearerToken: optional(Type.String()),
  bearerTokenFile: optional(Type.String()),
  host: Type.String(),
  tlsConfig: optional(TLSConfig),
});
export type APIServerConfig = Static<typeof APIServerConfig>;
