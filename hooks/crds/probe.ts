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
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const ProbeParam = Type.Object({
  name: NonEmptyString,
  values: optional(Type.Array(NonEmptyString, { minItems: 1 })),
});
export type ProbeParam = Static<typeof ProbeParam>;

export const ProberSpec = Type.Object({
  ...proxyConfig,
  path: optional(Type.String({ default: '/probe' })),
  scheme: optional(Scheme),
  url: NonEmptyString,
});
export type ProberSpec = Static<typeof ProberSpec>;

export const ProbeTargetIngress = Type.Object({
  namespaceSelector: optional(NamespaceSelector),
  relabelingConfigs: optional(Type.Array(RelabelConfig)),
  selector: optional(LabelSelector),
});
export type ProbeTargetIngress = Static<typeof ProbeTargetIngress>;

export const ProbeTargetStaticConfig = Type.Object({
  labels: optional(StringMap),
  relabelingConfigs: optional(Type.Array(RelabelConfig)),
  static: optional(Type.Array(Type.String())),
});
export type ProbeTargetStaticConfig = Static<typeof ProbeTargetStaticConfig>;

export const ProbeTargets = Type.Object({
  ingress: optional(ProbeTargetIngress),
  staticConfig: optional(ProbeTargetStaticConfig),
});
export type ProbeTargets = Static<typeof ProbeTargets>;

export const ProbeSpec = Type.Object({
  ...scrapeFields,
  authorization: optional(SafeAuthorization),
  basicAuth: optional(BasicAuth),
  bearerTokenSecret: optional(SecretKeySelector),
  enableHttp2: optional(Type.Boolean()),
  followRedirects: optional(Type.Boolean()),
  interval: optional(Duration),
  jobName: optional(Type.String()),
  metricRelabelings: optional(Type.Array(RelabelConfig)),
  module: optional(Type.String()),
  oauth2: optional(OAuth2),
  params: optional(mapList(ProbeParam, ['name'], { minItems: 1 })),
  prober: optional(ProberSpec),
  scrapeProtocols: optional(setList(ScrapeProtocol)),
  scrapeTimeout: optional(Duration),
  targets: optional(ProbeTargets),
  tlsConfig: optional(SafeTLSConfig),
});
export type ProbeSpec = Static<typeof ProbeSpec>;

export const Probe = Type.Object({
  ...objectFields,
  spec: required(ProbeSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type Probe = Static<typeof Probe>;
