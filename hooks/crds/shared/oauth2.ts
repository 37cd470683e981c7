// OAuth 2 client credentials of an HTTP client.

import { type Static, Type } from '@sinclair/typebox';
import { proxyConfig } from './proxy.ts';
import { EndpointURL, StringMap } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';
import { SafeTLSConfig } from './tls.ts';

export const OAuth2 = Type.Object({
  ...proxyConfig,
  clientId: SecretOrConfigMap,
  clientSecret: SecretKeySelector,
  endpointParams: optional(StringMap),
  scopes: optional(Type.Array(Type.String())),
  tlsConfig: optional(SafeTLSConfig),
  tokenUrl: EndpointURL,
});
export type OAuth2 = Static<typeof OAuth2>;
