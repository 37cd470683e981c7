// The PodMonitor kind: scrape pods without a Service in front.

import { type Static, Type } from '@sinclair/typebox';
import { ScrapeProtocol, SelectorMechanism } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, IntOrString } from './shared/scalars.ts';
import { int32, optional, required, setList } from './shared/schema.ts';
import { endpointFields, scrapeFields } from './shared/scrape.ts';
import { AttachMetadata } from './shared/scrapeclass.ts';
import { LabelSelector, NamespaceSelector } from './shared/selectors.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const PodMetricsEndpoint = Type.Object({
  ...endpointFields,
  filterRunning: optional(Type.Boolean()),
  port: optional(Type.String()),
  portNumber: optional(int32({ maximum: 65535, minimum: 1 })),
  targetPort: optional(IntOrString),
  tlsConfig: optional(SafeTLSConfig),
});
export type PodMetricsEndpoint = Static<typeof PodMetricsEndpoint>;

export const PodMonitorSpec = Type.Object({
  ...scrapeFields,
  attachMetadata: optional(AttachMetadata),
  bodySizeLimit: optional(ByteSize),
  jobLabel: optional(Type.String()),
  namespaceSelector: optional(NamespaceSelector),
  podMetricsEndpoints: optional(Type.Array(PodMetricsEndpoint)),
  podTargetLabels: optional(Type.Array(Type.String())),
  scrapeProtocols: optional(setList(ScrapeProtocol)),
  selector: LabelSelector,
  selectorMechanism: optional(SelectorMechanism),
});
export type PodMonitorSpec = Static<typeof PodMonitorSpec>;

export const PodMonitor = Type.Object({
  ...objectFields,
  spec: required(PodMonitorSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type PodMonitor = Static<typeof PodMonitor>;
