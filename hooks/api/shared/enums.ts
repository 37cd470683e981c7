// Enums that several kinds use.

import type { Static } from '@sinclair/typebox';
import { oneOf } from './schema.ts';

export const RelabelAction = oneOf([
  'replace',
  'Replace',
  'keep',
  'Keep',
  'drop',
  'Drop',
  'hashmod',
  'HashMod',
  'labelmap',
  'LabelMap',
  'labeldrop',
  'LabelDrop',
  'labelkeep',
  'LabelKeep',
  'lowercase',
  'Lowercase',
  'uppercase',
  'Uppercase',
  'keepequal',
  'KeepEqual',
  'dropequal',
  'DropEqual',
]);
export type RelabelAction = Static<typeof RelabelAction>;

export const Scheme = oneOf(['http', 'https', 'HTTP', 'HTTPS']);
export type Scheme = Static<typeof Scheme>;

export const TLSVersion = oneOf(['TLS10', 'TLS11', 'TLS12', 'TLS13']);
export type TLSVersion = Static<typeof TLSVersion>;

export const RemoteWriteMessageVersion = oneOf(['V1.0', 'V2.0']);
export type RemoteWriteMessageVersion = Static<typeof RemoteWriteMessageVersion>;

export const ScrapeProtocol = oneOf([
  'PrometheusProto',
  'OpenMetricsText0.0.1',
  'OpenMetricsText1.0.0',
  'PrometheusText0.0.4',
  'PrometheusText1.0.0',
]);
export type ScrapeProtocol = Static<typeof ScrapeProtocol>;

export const LogFormat = oneOf(['', 'logfmt', 'json']);
export type LogFormat = Static<typeof LogFormat>;

export const LogLevel = oneOf(['', 'debug', 'info', 'warn', 'error']);
export type LogLevel = Static<typeof LogLevel>;

export const DNSPolicy = oneOf(['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
export type DNSPolicy = Static<typeof DNSPolicy>;

export const ImagePullPolicy = oneOf(['', 'Always', 'Never', 'IfNotPresent']);
export type ImagePullPolicy = Static<typeof ImagePullPolicy>;

export const PodManagementPolicy = oneOf(['OrderedReady', 'Parallel']);
export type PodManagementPolicy = Static<typeof PodManagementPolicy>;

export const NameEscapingScheme = oneOf(['AllowUTF8', 'Underscores', 'Dots', 'Values']);
export type NameEscapingScheme = Static<typeof NameEscapingScheme>;

export const NameValidationScheme = oneOf(['UTF8', 'Legacy']);
export type NameValidationScheme = Static<typeof NameValidationScheme>;

export const ServiceDiscoveryRole = oneOf(['Endpoints', 'EndpointSlice']);
export type ServiceDiscoveryRole = Static<typeof ServiceDiscoveryRole>;

export const SelectorMechanism = oneOf(['RelabelConfig', 'RoleSelector']);
export type SelectorMechanism = Static<typeof SelectorMechanism>;

export const KubernetesRole = oneOf(['Pod', 'Endpoints', 'Ingress', 'Service', 'Node', 'EndpointSlice']);
export type KubernetesRole = Static<typeof KubernetesRole>;

export const MatchType = oneOf(['!=', '=', '=~', '!~']);
export type MatchType = Static<typeof MatchType>;
