// Service discovery of registries: Consul, Eureka, Kuma, Nomad, PuppetDB.

import { type Static, Type } from '@sinclair/typebox';
import { Scheme } from '../shared/enums.ts';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { atomicMap, optional, setList } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const ConsulSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  allowStale: optional(Type.Boolean()),
  datacenter: optional(NonEmptyString),
  filter: optional(NonEmptyString),
  healthFilter: optional(NonEmptyString),
  namespace: optional(NonEmptyString),
  nodeMeta: optional(Type.Record(Type.String(), Type.String(), atomicMap)),
  partition: optional(NonEmptyString),
  pathPrefix: optional(NonEmptyString),
  refreshInterval: optional(Duration),
  scheme: optional(Scheme),
  server: NonEmptyString,
  services: optional(setList(Type.String())),
  tagSeparator: optional(NonEmptyString),
  tags: optional(setList(Type.String())),
  tokenRef: optional(SecretKeySelector),
});
export type ConsulSDConfig = Static<typeof ConsulSDConfig>;

export const EurekaSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  refreshInterval: optional(Duration),
  server: HTTPURL,
});
export type EurekaSDConfig = Static<typeof EurekaSDConfig>;

export const KumaSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  clientID: optional(NonEmptyString),
  fetchTimeout: optional(Duration),
  refreshInterval: optional(Duration),
  server: HTTPURL,
});
export type KumaSDConfig = Static<typeof KumaSDConfig>;

export const NomadSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  allowStale: optional(Type.Boolean()),
  namespace: optional(NonEmptyString),
  refreshInterval: optional(Duration),
  region: optional(NonEmptyString),
  server: HTTPURL,
  tagSeparator: optional(NonEmptyString),
});
export type NomadSDConfig = Static<typeof NomadSDConfig>;

export const PuppetDBSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  includeParameters: optional(Type.Boolean()),
  port: optional(PortNumber),
  query: NonEmptyString,
  refreshInterval: optional(Duration),
  url: HTTPURL,
});
export type PuppetDBSDConfig = Static<typeof PuppetDBSDConfig>;
