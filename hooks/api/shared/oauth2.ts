// OAuth 2 client credentials of an HTTP client.

import { type Static, Type } from '@sinclair/typebox';
import { proxyConfig } from './proxy.ts';
import { EndpointURL, StringMap } from './scalars.ts';
import { optional, required } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';
import { prometheusSince } from './since.ts';
import { SafeTLSConfig } from './tls.ts';

export const OAuth2 = Type.Object({
  ...proxyConfig,
  clientId: required(SecretOrConfigMap, 'Where the client ID is kept.'),
  clientSecret: required(SecretKeySelector, 'Key of the Secret with the client secret.'),
  endpointParams: optional(StringMap, 'Further parameters for the token request.'),
  scopes: optional(Type.Array(Type.String()), 'Scopes to request.'),
  tlsConfig: optional(SafeTLSConfig, `TLS towards the token server. ${prometheusSince('http.oauth2.tls_config')}.`),
  tokenUrl: required(EndpointURL, 'Where tokens are requested.'),
});
export type OAuth2 = Static<typeof OAuth2>;
