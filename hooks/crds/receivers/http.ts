// The HTTP client of Alertmanager receivers.

import { type Static, Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization } from '../shared/auth.ts';
import { OAuth2 } from '../shared/oauth2.ts';
import { proxyConfig } from '../shared/proxy.ts';
import { NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { SafeTLSConfig } from '../shared/tls.ts';

/** HTTP client settings that all Alertmanager API versions share. */
export const httpFields = {
  ...proxyConfig,
  authorization: optional(SafeAuthorization),
  basicAuth: optional(BasicAuth),
  enableHttp2: optional(Type.Boolean()),
  followRedirects: optional(Type.Boolean()),
  oauth2: optional(OAuth2),
  tlsConfig: optional(SafeTLSConfig),
};

export const HTTPConfig = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(SecretKeySelector),
  proxyURL: optional(Type.String()),
});
export type HTTPConfig = Static<typeof HTTPConfig>;

export const SecretKeySelectorV1beta1 = Type.Object({
  key: NonEmptyString,
  name: NonEmptyString,
});
export type SecretKeySelectorV1beta1 = Static<typeof SecretKeySelectorV1beta1>;

export const HTTPConfigV1beta1 = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(SecretKeySelectorV1beta1),
  proxyURL: optional(Type.String()),
});
export type HTTPConfigV1beta1 = Static<typeof HTTPConfigV1beta1>;
