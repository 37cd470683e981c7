// The ServiceMonitor kind: scrape the endpoints behind Services.

import { type Static, Type } from '@sinclair/typebox';
import { ScrapeProtocol, SelectorMechanism, ServiceDiscoveryRole } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, IntOrString } from './shared/scalars.ts';
import { optional, required, setList } from './shared/schema.ts';
import { endpointFields, scrapeFields } from './shared/scrape.ts';
import { AttachMetadata } from './shared/scrapeclass.ts';
import { LabelSelector, NamespaceSelector } from './shared/selectors.ts';
import { prometheusSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { TLSConfig } from './shared/tls.ts';

export const Endpoint = Type.Object({
  ...endpointFields,
  bearerTokenFile: optional(
    Type.String(),
    'Deprecated, use authorization: file in the Prometheus container with a bearer token.',
  ),
  filterRunning: optional(
    Type.Boolean(),
    'Whether pods that are done, Failed or Succeeded, are left out; true if unset.',
  ),
  port: optional(Type.String(), 'Name of the Service port; overrides targetPort.'),
  targetPort: optional(IntOrString, 'Name or number of a container port of the pods behind the Service.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the targets.'),
});
export type Endpoint = Static<typeof Endpoint>;

export const ServiceMonitorSpec = Type.Object({
  ...scrapeFields,
  attachMetadata: optional(
    AttachMetadata,
    `Metadata to attach to the targets. ${prometheusSince('scrape.attach_metadata.endpoints')}.`,
  ),
  bodySizeLimit: optional(
    ByteSize,
    `Largest response, uncompressed; a scrape that exceeds it fails. ${prometheusSince('scrape.body_size_limit')}.`,
  ),
  endpoints: required(Type.Array(Endpoint), 'What to scrape behind the selected Services.'),
  jobLabel: optional(
    Type.String(),
    'Label of the Service that the job label is taken from; unset or absent there, the name of the Service.',
  ),
  namespaceSelector: optional(NamespaceSelector, 'Namespaces of the Services; the own one if unset.'),
  podTargetLabels: optional(Type.Array(Type.String()), 'Labels of the pods to copy to the samples.'),
  scrapeProtocols: optional(
    setList(ScrapeProtocol),
    `Exposition formats to request, in order of preference. ${prometheusSince('scrape.scrape_protocols')}.`,
  ),
  selector: required(LabelSelector, 'Services to scrape.'),
  selectorMechanism: optional(
    SelectorMechanism,
    'How the selector is applied: RelabelConfig (if unset) filters in Prometheus, RoleSelector in the API server. ' +
      `The latter needs ${prometheusSince('sd.kubernetes.selectors')}.`,
  ),
  serviceDiscoveryRole: optional(
    ServiceDiscoveryRole,
    'API that lists endpoints; that of the Prometheus if unset. EndpointSlice needs ' +
      `${prometheusSince('sd.endpointslice')}.`,
  ),
  targetLabels: optional(Type.Array(Type.String()), 'Labels of the Services to copy to the samples.'),
});
export type ServiceMonitorSpec = Static<typeof ServiceMonitorSpec>;

export const ServiceMonitor = Type.Object({
  ...objectFields,
  spec: required(ServiceMonitorSpec, 'What to scrape, and how.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type ServiceMonitor = Static<typeof ServiceMonitor>;
