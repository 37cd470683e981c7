// The Probe kind: blackbox checks of static targets or Ingresses through a prober.

import { type Static, Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization } from './shared/auth.ts';
import { Scheme, ScrapeProtocol } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { OAuth2 } from './shared/oauth2.ts';
import { proxyConfig } from './shared/proxy.ts';
import { RelabelConfig } from './shared/relabeling.ts';
import { Duration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { mapList, optional, required, setList } from './shared/schema.ts';
import { scrapeFields } from './shared/scrape.ts';
import { LabelSelector, NamespaceSelector, SecretKeySelector } from './shared/selectors.ts';
import { prometheusSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const ProbeParam = Type.Object({
  name: required(NonEmptyString, 'Name of the parameter.'),
  values: optional(Type.Array(NonEmptyString, { minItems: 1 }), 'Values of the parameter.'),
});
export type ProbeParam = Static<typeof ProbeParam>;

export const ProberSpec = Type.Object({
  ...proxyConfig,
  path: optional(Type.String({ default: '/probe' }), 'Path of the prober.'),
  scheme: optional(Scheme, 'http (if unset) or https, towards the prober.'),
  url: required(NonEmptyString, 'Address of the prober: host, or host:port; no scheme and no path.'),
});
export type ProberSpec = Static<typeof ProberSpec>;

export const ProbeTargetIngress = Type.Object({
  namespaceSelector: optional(NamespaceSelector, 'Namespaces of the Ingresses; the own one if unset.'),
  relabelingConfigs: optional(
    Type.Array(RelabelConfig),
    'Relabeling of the targets; the address of the Ingress is kept in __tmp_ingress_address.',
  ),
  selector: optional(LabelSelector, 'Ingresses to probe.'),
});
export type ProbeTargetIngress = Static<typeof ProbeTargetIngress>;

export const ProbeTargetStaticConfig = Type.Object({
  labels: optional(StringMap, 'Labels for the samples of all targets.'),
  relabelingConfigs: optional(Type.Array(RelabelConfig), 'Relabeling of the targets.'),
  static: optional(Type.Array(Type.String()), 'Targets, as the module of the prober expects them.'),
});
export type ProbeTargetStaticConfig = Static<typeof ProbeTargetStaticConfig>;

export const ProbeTargets = Type.Object({
  ingress: optional(ProbeTargetIngress, 'Hosts and paths of Ingresses; counts only where staticConfig is unset.'),
  staticConfig: optional(ProbeTargetStaticConfig, 'A list of targets; overrides ingress.'),
});
export type ProbeTargets = Static<typeof ProbeTargets>;

export const ProbeSpec = Type.Object({
  ...scrapeFields,
  authorization: optional(
    SafeAuthorization,
    'Authorization header for the prober; excludes the other ways to authenticate.',
  ),
  basicAuth: optional(BasicAuth, 'Basic authentication for the prober; excludes the other ways to authenticate.'),
  bearerTokenSecret: optional(
    SecretKeySelector,
    'Key of the Secret with a bearer token for the prober; excludes the other ways to authenticate.',
  ),
  enableHttp2: optional(Type.Boolean(), `Whether HTTP/2 may be used. ${prometheusSince('http.enable_http2')}.`),
  followRedirects: optional(
    Type.Boolean(),
    `Whether HTTP redirects of the prober are followed. ${prometheusSince('http.follow_redirects')}.`,
  ),
  interval: optional(Duration, 'Time between probes; that of the Prometheus if unset.'),
  jobName: optional(Type.String(), 'Value of the job label; unset, the name of the generated job.'),
  metricRelabelings: optional(Type.Array(RelabelConfig), 'Relabeling of the samples before they are stored.'),
  module: optional(Type.String(), 'Module of the prober that runs the check.'),
  oauth2: optional(
    OAuth2,
    'OAuth 2 client credentials for the prober; excludes the other ways to authenticate. ' +
      `${prometheusSince('http.oauth2')}.`,
  ),
  params: optional(
    mapList(ProbeParam, ['name'], { minItems: 1 }),
    'Further parameters for the prober; a parameter named module counts only where module is unset.',
  ),
  prober: optional(ProberSpec, 'The prober that runs the checks; without it there is nothing to probe with.'),
  scrapeProtocols: optional(
    setList(ScrapeProtocol),
    `Exposition formats to request, in order of preference. ${prometheusSince('scrape.scrape_protocols')}.`,
  ),
  scrapeTimeout: optional(
    Duration,
    'How long a probe may take; not above the interval. That of the Prometheus if unset.',
  ),
  targets: optional(ProbeTargets, 'What is probed; needed.'),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the prober.'),
});
export type ProbeSpec = Static<typeof ProbeSpec>;

export const Probe = Type.Object({
  ...objectFields,
  spec: required(ProbeSpec, 'What to probe, and through which prober.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type Probe = Static<typeof Probe>;
