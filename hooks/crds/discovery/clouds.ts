// Service discovery of the big clouds.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { mapList, oneOf, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { SafeTLSConfig } from '../shared/tls.ts';
import { Filter } from './filter.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const AzureSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  authenticationMethod: optional(oneOf(['OAuth', 'ManagedIdentity', 'SDK', 'WorkloadIdentity'])),
  clientID: optional(NonEmptyString),
  clientSecret: optional(SecretKeySelector),
  environment: optional(NonEmptyString),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  resourceGroup: optional(NonEmptyString),
  subscriptionID: NonEmptyString,
  tenantID: optional(NonEmptyString),
});
export type AzureSDConfig = Static<typeof AzureSDConfig>;

export const EC2SDConfig = Type.Object({
  ...discoveryClientFields,
  accessKey: optional(SecretKeySelector),
  filters: optional(mapList(Filter, ['name'])),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  region: optional(NonEmptyString),
  roleARN: optional(NonEmptyString),
  secretKey: optional(SecretKeySelector),
});
export type EC2SDConfig = Static<typeof EC2SDConfig>;

export const GCESDConfig = Type.Object({
  filter: optional(NonEmptyString),
  port: optional(PortNumber),
  project: NonEmptyString,
  refreshInterval: optional(Duration),
  tagSeparator: optional(NonEmptyString),
  zone: NonEmptyString,
});
export type GCESDConfig = Static<typeof GCESDConfig>;

export const LightSailSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  accessKey: optional(SecretKeySelector),
  endpoint: optional(NonEmptyString),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  region: optional(NonEmptyString),
  roleARN: optional(NonEmptyString),
  secretKey: optional(SecretKeySelector),
});
export type LightSailSDConfig = Static<typeof LightSailSDConfig>;

export const OpenStackSDConfig = Type.Object({
  allTenants: optional(Type.Boolean()),
  applicationCredentialId: optional(NonEmptyString),
  applicationCredentialName: optional(NonEmptyString),
  applicationCredentialSecret: optional(SecretKeySelector),
  availability: optional(oneOf(['Public', 'public', 'Admin', 'admin', 'Internal', 'internal'])),
  domainID: optional(NonEmptyString),
  domainName: optional(NonEmptyString),
  identityEndpoint: optional(HTTPURL),
  password: optional(SecretKeySelector),
  port: optional(PortNumber),
  projectID: optional(NonEmptyString),
  projectName: optional(NonEmptyString),
  refreshInterval: optional(Duration),
  region: NonEmptyString,
  role: oneOf(['Instance', 'Hypervisor', 'LoadBalancer']),
  tlsConfig: optional(SafeTLSConfig),
  userid: optional(NonEmptyString),
  username: optional(NonEmptyString),
});
export type OpenStackSDConfig = Static<typeof OpenStackSDConfig>;
