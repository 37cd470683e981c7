// Service discovery of hosting providers.

import { type Static, Type } from '@sinclair/typebox';
import { SafeAuthorization } from '../shared/auth.ts';
import { OAuth2 } from '../shared/oauth2.ts';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { oneOf, optional, setList } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DigitalOceanSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: optional(SafeAuthorization),
  oauth2: optional(OAuth2),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
});
export type DigitalOceanSDConfig = Static<typeof DigitalOceanSDConfig>;

export const HetznerSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  labelSelector: optional(NonEmptyString),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  role: oneOf(['hcloud', 'Hcloud', 'robot', 'Robot']),
});
export type HetznerSDConfig = Static<typeof HetznerSDConfig>;

export const IonosSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: SafeAuthorization,
  datacenterID: NonEmptyString,
  oauth2: optional(OAuth2),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
});
export type IonosSDConfig = Static<typeof IonosSDConfig>;

export const LinodeSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: optional(SafeAuthorization),
  oauth2: optional(OAuth2),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  region: optional(NonEmptyString),
  tagSeparator: optional(NonEmptyString),
});
export type LinodeSDConfig = Static<typeof LinodeSDConfig>;

export const OVHCloudSDConfig = Type.Object({
  applicationKey: NonEmptyString,
  applicationSecret: SecretKeySelector,
  consumerKey: SecretKeySelector,
  endpoint: optional(NonEmptyString),
  refreshInterval: optional(Duration),
  service: oneOf(['VPS', 'DedicatedServer']),
});
export type OVHCloudSDConfig = Static<typeof OVHCloudSDConfig>;

export const ScalewaySDConfig = Type.Object({
  ...discoveryClientFields,
  accessKey: NonEmptyString,
  apiURL: optional(HTTPURL),
  nameFilter: optional(NonEmptyString),
  port: optional(PortNumber),
  projectID: NonEmptyString,
  refreshInterval: optional(Duration),
  role: oneOf(['Instance', 'Baremetal']),
  secretKey: SecretKeySelector,
  tagsFilter: optional(setList(NonEmptyString, { minItems: 1 })),
  zone: optional(NonEmptyString),
});
export type ScalewaySDConfig = Static<typeof ScalewaySDConfig>;
