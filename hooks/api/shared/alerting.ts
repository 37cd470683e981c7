// Where Prometheus sends its alerts.

import { type Static, Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization, Sigv4 } from './auth.ts';
import { Scheme } from './enums.ts';
import { proxyConfig } from './proxy.ts';
import { RelabelConfig } from './relabeling.ts';
import { Duration, IntOrString, NonEmptyString } from './scalars.ts';
import { oneOf, optional, required } from './schema.ts';
import { prometheusSince } from './since.ts';
import { TLSConfig } from './tls.ts';

export const AlertmanagerEndpoints = Type.Object({
  ...proxyConfig,
  alertRelabelings: optional(
    Type.Array(RelabelConfig),
    `Relabeling of the alerts for these Alertmanagers only. ${prometheusSince('alerting.alert_relabel_configs')}.`,
  ),
  apiVersion: optional(
    oneOf(['v1', 'V1', 'v2', 'V2']),
    'API of Alertmanager to speak: v1 or v2 (if unset). v1 works with Prometheus 2 only.',
  ),
  authorization: optional(
    SafeAuthorization,
    'Authorization header for the Alertmanagers; excludes basicAuth, bearerTokenFile and sigv4.',
  ),
  basicAuth: optional(
    BasicAuth,
    'Basic authentication for the Alertmanagers; excludes authorization, bearerTokenFile and sigv4.',
  ),
  bearerTokenFile: optional(Type.String(), 'Deprecated, use authorization: file in the container with a bearer token.'),
  enableHttp2: optional(Type.Boolean(), `Whether HTTP/2 may be used. ${prometheusSince('alerting.enable_http2')}.`),
  name: required(NonEmptyString, 'Name of the Service.'),
  namespace: optional(NonEmptyString, 'Namespace of the Service; that of the Prometheus if unset.'),
  pathPrefix: optional(NonEmptyString, 'Path in front of the API.'),
  port: required(IntOrString, 'Name of the Service port, or number of the container port.'),
  relabelings: optional(Type.Array(RelabelConfig), 'Relabeling of the discovered Alertmanagers.'),
  scheme: optional(Scheme, 'http (if unset) or https.'),
  sigv4: optional(
    Sigv4,
    'AWS signature for the Alertmanagers; excludes the other ways to authenticate. ' +
      `${prometheusSince('alerting.sigv4')}.`,
  ),
  timeout: optional(Duration, 'How long sending alerts may take.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the Alertmanagers.'),
});
export type AlertmanagerEndpoints = Static<typeof AlertmanagerEndpoints>;

export const AlertingSpec = Type.Object({
  alertmanagers: required(Type.Array(AlertmanagerEndpoints), 'Services of Alertmanagers to send alerts to.'),
});
export type AlertingSpec = Static<typeof AlertingSpec>;
