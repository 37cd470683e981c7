// Azure credentials of remote write.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from './scalars.ts';
import { oneOf, optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';

export const ManagedIdentity = Type.Object({
  clientId: optional(NonEmptyString),
});
export type ManagedIdentity = Static<typeof ManagedIdentity>;

export const AzureOAuth = Type.Object({
  clientId: NonEmptyString,
  clientSecret: SecretKeySelector,
  tenantId: Type.String({ minLength: 1, pattern: '^[0-9a-zA-Z-.]+$' }),
});
export type AzureOAuth = Static<typeof AzureOAuth>;

export const AzureSDK = Type.Object({
  tenantId: optional(Type.String({ pattern: '^[0-9a-zA-Z-.]+$' })),
});
export type AzureSDK = Static<typeof AzureSDK>;

export const AzureWorkloadIdentity = Type.Object({
  clientId: NonEmptyString,
  tenantId: NonEmptyString,
});
export type AzureWorkloadIdentity = Static<typeof AzureWorkloadIdentity>;

export const AzureAD = Type.Object({
  cloud: optional(oneOf(['AzureChina', 'AzureGovernment', 'AzurePublic'])),
  managedIdentity: optional(ManagedIdentity),
  oauth: optional(AzureOAuth),
  scope: optional(Type.String({ pattern: '^[\\w\\s:/.\\\\-]+$' })),
  sdk: optional(AzureSDK),
  workloadIdentity: optional(AzureWorkloadIdentity),
});
export type AzureAD = Static<typeof AzureAD>;
