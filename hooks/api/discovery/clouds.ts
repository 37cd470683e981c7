// Service discovery of the big clouds.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { mapList, oneOf, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { prometheusSince } from '../shared/since.ts';
import { SafeTLSConfig } from '../shared/tls.ts';
import { Filter } from './filter.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const AzureSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  authenticationMethod: optional(
    oneOf(['OAuth', 'ManagedIdentity', 'SDK', 'WorkloadIdentity']),
    `OAuth (if unset), ManagedIdentity, SDK (${prometheusSince('sd.azure.SDK')}) or WorkloadIdentity ` +
      `(${prometheusSince('sd.azure.WorkloadIdentity')}).`,
  ),
  clientID: optional(NonEmptyString, 'Client ID; needed with OAuth.'),
  clientSecret: optional(SecretKeySelector, 'Key of the Secret with the client secret; needed with OAuth.'),
  environment: optional(NonEmptyString, 'Azure cloud; AzurePublicCloud if unset.'),
  port: optional(PortNumber, 'Port to scrape; 80 if unset.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  resourceGroup: optional(
    NonEmptyString,
    `Only machines of this resource group. ${prometheusSince('sd.azure.resource_group')}.`,
  ),
  subscriptionID: required(NonEmptyString, 'Subscription to look in.'),
  tenantID: optional(NonEmptyString, 'Tenant; needed with OAuth.'),
});
export type AzureSDConfig = Static<typeof AzureSDConfig>;

export const EC2SDConfig = Type.Object({
  ...discoveryClientFields,
  accessKey: optional(
    SecretKeySelector,
    'Key of the Secret with the AWS access key; counts only with secretKey. Unset, the SDK looks for credentials ' +
      'itself.',
  ),
  filters: optional(mapList(Filter, ['name']), 'Only instances that match all of these filters.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  region: optional(NonEmptyString, 'Region to look in; unset, that of the instance metadata.'),
  roleARN: optional(NonEmptyString, 'ARN of an AWS role to assume.'),
  secretKey: optional(SecretKeySelector, 'Key of the Secret with the AWS secret key; counts only with accessKey.'),
});
export type EC2SDConfig = Static<typeof EC2SDConfig>;

export const GCESDConfig = Type.Object({
  filter: optional(NonEmptyString, 'Only instances that match this filter of the Compute Engine API.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  project: required(NonEmptyString, 'Project to look in.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  tagSeparator: optional(NonEmptyString, 'Text between the tags in their label; a comma if unset.'),
  zone: required(NonEmptyString, 'Zone to look in; one entry for each zone.'),
});
export type GCESDConfig = Static<typeof GCESDConfig>;

export const LightSailSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  accessKey: optional(
    SecretKeySelector,
    'Key of the Secret with the AWS access key; counts only with secretKey. Unset, the SDK looks for credentials ' +
      'itself.',
  ),
  endpoint: optional(NonEmptyString, 'API endpoint, if not the default one.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  region: optional(NonEmptyString, 'Region to look in; unset, that of the instance metadata.'),
  roleARN: optional(NonEmptyString, 'ARN of an AWS role to assume.'),
  secretKey: optional(SecretKeySelector, 'Key of the Secret with the AWS secret key; counts only with accessKey.'),
});
export type LightSailSDConfig = Static<typeof LightSailSDConfig>;

export const OpenStackSDConfig = Type.Object({
  allTenants: optional(Type.Boolean(), 'True lists instances of all projects, which needs admin rights.'),
  applicationCredentialId: optional(NonEmptyString, 'ID of an application credential.'),
  applicationCredentialName: optional(NonEmptyString, 'Name of an application credential; needs the user.'),
  applicationCredentialSecret: optional(
    SecretKeySelector,
    'Key of the Secret with the secret of the application credential.',
  ),
  availability: optional(oneOf(['Public', 'Admin', 'Internal']), 'Endpoint of the catalog to use; Public if unset.'),
  domainID: optional(NonEmptyString, 'ID of the domain; excludes domainName.'),
  domainName: optional(NonEmptyString, 'Name of the domain; excludes domainID.'),
  identityEndpoint: optional(HTTPURL, 'URL of the identity API.'),
  password: optional(SecretKeySelector, 'Key of the Secret with the password.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  projectID: optional(NonEmptyString, 'ID of the project; excludes projectName.'),
  projectName: optional(NonEmptyString, 'Name of the project; excludes projectID.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  region: required(NonEmptyString, 'Region to look in.'),
  role: required(
    oneOf(['Instance', 'Hypervisor', 'LoadBalancer']),
    `What is discovered. LoadBalancer needs ${prometheusSince('sd.openstack.LoadBalancer')}.`,
  ),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the API.'),
  userid: optional(NonEmptyString, 'ID of the user; excludes username.'),
  username: optional(NonEmptyString, 'Name of the user; excludes userid.'),
});
export type OpenStackSDConfig = Static<typeof OpenStackSDConfig>;
