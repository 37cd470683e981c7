// HTTP client fields that the service discoveries share.

import { Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization } from '../shared/auth.ts';
import { OAuth2 } from '../shared/oauth2.ts';
import { proxyConfig } from '../shared/proxy.ts';
import { optional } from '../shared/schema.ts';
import { SafeTLSConfig } from '../shared/tls.ts';

/** How Prometheus reaches the API of a service discovery. */
export const discoveryClientFields = {
  ...proxyConfig,
  enableHTTP2: optional(Type.Boolean()),
  followRedirects: optional(Type.Boolean()),
  tlsConfig: optional(SafeTLSConfig),
};

/** Credentials for the API of a service discovery; set at most one. */
export const discoveryAuthFields = {
  authorization: optional(SafeAuthorization),
  basicAuth: optional(BasicAuth),
  oauth2: optional(OAuth2),
};
