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
  enableHTTP2: optional(Type.Boolean(), 'Whether HTTP/2 may be used for the API.'),
  followRedirects: optional(Type.Boolean(), 'Whether HTTP redirects of the API are followed.'),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the API.'),
};

/** Credentials for the API of a service discovery; set at most one. */
export const discoveryAuthFields = {
  authorization: optional(
    SafeAuthorization,
    'Authorization header for the API; excludes the other ways to authenticate.',
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication for the API; excludes the other ways to authenticate.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials for the API; excludes the other ways to authenticate.'),
};
