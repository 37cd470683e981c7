// Service discovery of registries: Consul, Eureka, Kuma, Nomad, PuppetDB.

import { type Static, Type } from '@sinclair/typebox';
import { Scheme } from '../shared/enums.ts';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { atomicMap, optional, required, setList } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { prometheusSince } from '../shared/since.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const ConsulSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  allowStale: optional(
    Type.Boolean(),
    'Whether any server of the cluster may answer, not only the leader; true if unset.',
  ),
  datacenter: optional(NonEmptyString, 'Datacenter to query; that of the agent if unset.'),
  filter: optional(
    NonEmptyString,
    `Expression that services of the catalog must match. ${prometheusSince('sd.consul.filter')}.`,
  ),
  healthFilter: optional(
    NonEmptyString,
    `Expression that health entries must match. ${prometheusSince('sd.consul.health_filter')}.`,
  ),
  namespace: optional(NonEmptyString, `Namespace of Consul Enterprise. ${prometheusSince('sd.consul.namespace')}.`),
  nodeMeta: optional(
    Type.Record(Type.String(), Type.String(), atomicMap),
    'Only services of nodes with this metadata.',
  ),
  partition: optional(NonEmptyString, 'Admin partition of Consul Enterprise.'),
  pathPrefix: optional(NonEmptyString, `Path in front of the API. ${prometheusSince('sd.consul.path_prefix')}.`),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  scheme: optional(Scheme, 'http (if unset) or https.'),
  server: required(NonEmptyString, 'Address of Consul: host:port.'),
  services: optional(setList(NonEmptyString), 'Only these services; all if unset.'),
  tagSeparator: optional(NonEmptyString, 'Text between the tags in their label; a comma if unset.'),
  tags: optional(setList(NonEmptyString), 'Only services with all of these tags.'),
  tokenRef: optional(SecretKeySelector, 'Key of the Secret with the ACL token.'),
});
export type ConsulSDConfig = Static<typeof ConsulSDConfig>;

export const EurekaSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  server: required(HTTPURL, 'URL of the registry.'),
});
export type EurekaSDConfig = Static<typeof EurekaSDConfig>;

export const KumaSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  clientID: optional(
    NonEmptyString,
    `ID this client presents to the control plane. ${prometheusSince('sd.kuma.client_id')}.`,
  ),
  fetchTimeout: optional(Duration, 'How long an answer of the control plane may take.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  server: required(HTTPURL, 'URL of the control plane.'),
});
export type KumaSDConfig = Static<typeof KumaSDConfig>;

export const NomadSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  allowStale: optional(Type.Boolean(), 'Whether any server of the cluster may answer, not only the leader.'),
  namespace: optional(NonEmptyString, 'Namespace to look in.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  region: optional(NonEmptyString, 'Region to query.'),
  server: required(HTTPURL, 'URL of the API.'),
  tagSeparator: optional(NonEmptyString, 'Text between the tags in their label; a comma if unset.'),
});
export type NomadSDConfig = Static<typeof NomadSDConfig>;

export const PuppetDBSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  includeParameters: optional(
    Type.Boolean(),
    'Whether parameters of resources become labels, where secrets in them can be seen.',
  ),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  query: required(NonEmptyString, 'Query for the resources, in the language of PuppetDB.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  url: required(HTTPURL, 'URL of the query API.'),
});
export type PuppetDBSDConfig = Static<typeof PuppetDBSDConfig>;
