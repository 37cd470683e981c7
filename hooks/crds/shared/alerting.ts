// Where Prometheus sends its alerts.

import { type Static, Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization, Sigv4 } from './auth.ts';
import { Scheme } from './enums.ts';
import { proxyConfig } from './proxy.ts';
import { RelabelConfig } from './relabeling.ts';
import { Duration, IntOrString, NonEmptyString } from './scalars.ts';
import { oneOf, optional } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const AlertmanagerEndpoints = Type.Object({
  ...proxyConfig,
  alertRelabelings: optional(Type.Array(RelabelConfig)),
  apiVersion: optional(oneOf(['v1', 'V1', 'v2', 'V2'])),
  authorization: optional(SafeAuthorization),
  basicAuth: optional(BasicAuth),
  bearerTokenFile: optional(Type.String()),
  enableHttp2: optional(Type.Boolean()),
  name: NonEmptyString,
  namespace: optional(NonEmptyString),
  pathPrefix: optional(NonEmptyString),
  port: IntOrString,
  relabelings: optional(Type.Array(RelabelConfig)),
  scheme: optional(Scheme),
  sigv4: optional(Sigv4),
  timeout: optional(Duration),
  tlsConfig: optional(TLSConfig),
});
export type AlertmanagerEndpoints = Static<typeof AlertmanagerEndpoints>;

export const AlertingSpec = Type.Object({
  alertmanagers: Type.Array(AlertmanagerEndpoints),
});
export type AlertingSpec = Static<typeof AlertingSpec>;
