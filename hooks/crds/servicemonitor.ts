// The ServiceMonitor kind: scrape the endpoints behind Services.

import { type Static, Type } from '@sinclair/typebox';
import { ScrapeProtocol, SelectorMechanism, ServiceDiscoveryRole } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, IntOrString } from './shared/scalars.ts';
import { optional, required, setList } from './shared/schema.ts';
import { endpointFields, scrapeFields } from './shared/scrape.ts';
import { AttachMetadata } from './shared/scrapeclass.ts';
import { LabelSelector, NamespaceSelector } from './shared/selectors.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { TLSConfig } from './shared/tls.ts';

export const Endpoint = Type.Object({
  ...endpointFields,
  bearerTokenFile: optional(Type.String()),
  filterRunning: optional(Type.Boolean()),
  port: optional(Type.String()),
  targetPort: optional(IntOrString),
  tlsConfig: optional(TLSConfig),
});
export type Endpoint = Static<typeof Endpoint>;

export const ServiceMonitorSpec = Type.Object({
  ...scrapeFields,
  attachMetadata: optional(AttachMetadata),
  bodySizeLimit: optional(ByteSize),
  endpoints: Type.Array(Endpoint),
  jobLabel: optional(Type.String()),
  namespaceSelector: optional(NamespaceSelector),
  podTargetLabels: optional(Type.Array(Type.String())),
  scrapeProtocols: optional(setList(ScrapeProtocol)),
  selector: LabelSelector,
  selectorMechanism: optional(SelectorMechanism),
  serviceDiscoveryRole: optional(ServiceDiscoveryRole),
  targetLabels: optional(Type.Array(Type.String())),
});
export type ServiceMonitorSpec = Static<typeof ServiceMonitorSpec>;

export const ServiceMonitor = Type.Object({
  ...objectFields,
  spec: required(ServiceMonitorSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type ServiceMonitor = Static<typeof ServiceMonitor>;
