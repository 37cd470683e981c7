// The HTTP client of Alertmanager receivers.

import { type Static, Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization } from '../shared/auth.ts';
import { OAuth2 } from '../shared/oauth2.ts';
import { proxyConfig } from '../shared/proxy.ts';
import { NonEmptyString } from '../shared/scalars.ts';
import { optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { SafeTLSConfig } from '../shared/tls.ts';

/** HTTP client settings that all Alertmanager API versions share. */
export const httpFields = {
  ...proxyConfig,
  authorization: optional(
    SafeAuthorization,
    `Authorization header; excludes the other ways to authenticate. ${alertmanagerSince('http_config.authorization')}.`,
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication; excludes the other ways to authenticate.'),
  enableHttp2: optional(
    Type.Boolean(),
    `Whether HTTP/2 may be used. ${alertmanagerSince('http_config.enable_http2')}.`,
  ),
  followRedirects: optional(
    Type.Boolean(),
    `Whether HTTP redirects are followed. ${alertmanagerSince('http_config.follow_redirects')}.`,
  ),
  oauth2: optional(
    OAuth2,
    `OAuth 2 client credentials; excludes the other ways to authenticate. ${alertmanagerSince('http_config.oauth2')}.`,
  ),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the server.'),
};

export const HTTPConfig = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(
    SecretKeySelector,
    'Key of the Secret with a bearer token; excludes the other ways to authenticate.',
  ),
  proxyURL: optional(Type.String(), 'Deprecated, use proxyUrl; it wins where both are set.'),
});
export type HTTPConfig = Static<typeof HTTPConfig>;

export const SecretKeySelectorV1beta1 = Type.Object({
  key: required(NonEmptyString, 'Key of the Secret.'),
  name: required(NonEmptyString, 'Name of the Secret, in the namespace of the AlertmanagerConfig.'),
});
export type SecretKeySelectorV1beta1 = Static<typeof SecretKeySelectorV1beta1>;

export const HTTPConfigV1beta1 = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(
    SecretKeySelectorV1beta1,
    'Key of the Secret with a bearer token; excludes the other ways to authenticate.',
  ),
  proxyURL: optional(Type.String(), 'Deprecated, use proxyUrl; it wins where both are set.'),
});
export type HTTPConfigV1beta1 = Static<typeof HTTPConfigV1beta1>;
