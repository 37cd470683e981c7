// The PodMonitor kind: scrape pods without a Service in front.

import { type Static, Type } from '@sinclair/typebox';
import { ScrapeProtocol, SelectorMechanism } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { ByteSize, IntOrString } from './shared/scalars.ts';
import { int32, optional, required, setList } from './shared/schema.ts';
import { endpointFields, scrapeFields } from './shared/scrape.ts';
import { AttachMetadata } from './shared/scrapeclass.ts';
import { LabelSelector, NamespaceSelector } from './shared/selectors.ts';
import { prometheusSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const PodMetricsEndpoint = Type.Object({
  ...endpointFields,
  filterRunning: optional(
    Type.Boolean(),
    'Whether pods that are done, Failed or Succeeded, are left out; true if unset.',
  ),
  port: optional(Type.String(), 'Name of the container port; overrides portNumber and targetPort.'),
  portNumber: optional(
    int32({ maximum: 65535, minimum: 1 }),
    'Number of the container port, which the pod must declare; overrides targetPort.',
  ),
  targetPort: optional(IntOrString, 'Deprecated, use port or portNumber: name or number of the container port.'),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the targets.'),
});
export type PodMetricsEndpoint = Static<typeof PodMetricsEndpoint>;

export const PodMonitorSpec = Type.Object({
  ...scrapeFields,
  attachMetadata: optional(
    AttachMetadata,
    `Metadata to attach to the targets. ${prometheusSince('scrape.attach_metadata.pod')}.`,
  ),
  bodySizeLimit: optional(
    ByteSize,
    `Largest response, uncompressed; a scrape that exceeds it fails. ${prometheusSince('scrape.body_size_limit')}.`,
  ),
  jobLabel: optional(
    Type.String(),
    'Label of the pod that the job label is taken from; unset or absent there, namespace/name of the PodMonitor.',
  ),
  namespaceSelector: optional(NamespaceSelector, 'Namespaces of the pods; the own one if unset.'),
  podMetricsEndpoints: optional(Type.Array(PodMetricsEndpoint), 'What to scrape on the selected pods.'),
  podTargetLabels: optional(Type.Array(Type.String()), 'Labels of the pods to copy to the samples.'),
  scrapeProtocols: optional(
    setList(ScrapeProtocol),
    `Exposition formats to request, in order of preference. ${prometheusSince('scrape.scrape_protocols')}.`,
  ),
  selector: required(LabelSelector, 'Pods to scrape.'),
  selectorMechanism: optional(
    SelectorMechanism,
    'How the selector is applied: RelabelConfig (if unset) filters in Prometheus, RoleSelector in the API server. ' +
      `The latter needs ${prometheusSince('sd.kubernetes.selectors')}.`,
  ),
});
export type PodMonitorSpec = Static<typeof PodMonitorSpec>;

export const PodMonitor = Type.Object({
  ...objectFields,
  spec: required(PodMonitorSpec, 'What to scrape, and how.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type PodMonitor = Static<typeof PodMonitor>;
