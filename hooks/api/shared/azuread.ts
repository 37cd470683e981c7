// Azure credentials of remote write.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from './scalars.ts';
import { oneOf, optional, required } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';
import { prometheusSince, thanosSince } from './since.ts';

export const ManagedIdentity = Type.Object({
  clientId: optional(
    NonEmptyString,
    'Client ID of the identity; unset, the one assigned to the system, where the version supports that.',
  ),
});
export type ManagedIdentity = Static<typeof ManagedIdentity>;

export const AzureOAuth = Type.Object({
  clientId: required(NonEmptyString, 'Client ID of the application.'),
  clientSecret: required(SecretKeySelector, 'Key of the Secret with the client secret.'),
  tenantId: required(Type.String({ minLength: 1, pattern: '^[0-9a-zA-Z-.]+$' }), 'Tenant of the application.'),
});
export type AzureOAuth = Static<typeof AzureOAuth>;

export const AzureSDK = Type.Object({
  tenantId: optional(
    Type.String({ pattern: '^[0-9a-zA-Z-.]+$' }),
    'Tenant to authenticate in; unset, the one the SDK finds.',
  ),
});
export type AzureSDK = Static<typeof AzureSDK>;

export const AzureWorkloadIdentity = Type.Object({
  clientId: required(NonEmptyString, 'Client ID of the application.'),
  tenantId: required(NonEmptyString, 'Tenant of the application.'),
});
export type AzureWorkloadIdentity = Static<typeof AzureWorkloadIdentity>;

export const AzureAD = Type.Object({
  cloud: optional(
    oneOf(['AzureChina', 'AzureGovernment', 'AzurePublic']),
    'Azure cloud to authenticate with; AzurePublic if unset.',
  ),
  managedIdentity: optional(
    ManagedIdentity,
    'Use a managed identity of Azure; excludes oauth, sdk and workloadIdentity.',
  ),
  oauth: optional(
    AzureOAuth,
    'Use client credentials; excludes managedIdentity, sdk and workloadIdentity. ' +
      `${prometheusSince('azuread.oauth')}, ${thanosSince('azuread.oauth')}.`,
  ),
  scope: optional(
    Type.String({ pattern: '^[\\w\\s:/.\\\\-]+$' }),
    `Scope of the token, if not the default of the cloud. ${prometheusSince('azuread.scope')}.`,
  ),
  sdk: optional(
    AzureSDK,
    'Let the Azure SDK find credentials; excludes managedIdentity, oauth and workloadIdentity. ' +
      `${prometheusSince('azuread.sdk')}, ${thanosSince('azuread.sdk')}.`,
  ),
  workloadIdentity: optional(
    AzureWorkloadIdentity,
    'Use the workload identity of the pod; excludes managedIdentity, oauth and sdk. ' +
      `${prometheusSince('azuread.workload_identity')}.`,
  ),
});
export type AzureAD = Static<typeof AzureAD>;
