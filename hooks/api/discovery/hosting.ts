// Service discovery of hosting providers.

import { type Static, Type } from '@sinclair/typebox';
import { SafeAuthorization } from '../shared/auth.ts';
import { OAuth2 } from '../shared/oauth2.ts';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { oneOf, optional, required, setList } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { prometheusSince } from '../shared/since.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DigitalOceanSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: optional(SafeAuthorization, 'Authorization header for the API; excludes oauth2.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials for the API; excludes authorization.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
});
export type DigitalOceanSDConfig = Static<typeof DigitalOceanSDConfig>;

export const HetznerSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  labelSelector: optional(
    NonEmptyString,
    `Only servers with these labels; role Hcloud. ${prometheusSince('sd.hetzner.label_selector')}.`,
  ),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  role: required(oneOf(['Hcloud', 'Robot']), 'Hcloud for cloud servers, Robot for dedicated ones.'),
});
export type HetznerSDConfig = Static<typeof HetznerSDConfig>;

export const IonosSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: required(SafeAuthorization, 'Authorization header for the API; not sent where oauth2 is set.'),
  datacenterID: required(NonEmptyString, 'Datacenter to look in.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials for the API; overrides authorization.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
});
export type IonosSDConfig = Static<typeof IonosSDConfig>;

export const LinodeSDConfig = Type.Object({
  ...discoveryClientFields,
  authorization: optional(SafeAuthorization, 'Authorization header for the API; excludes oauth2.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials for the API; excludes authorization.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  region: optional(NonEmptyString, 'Only instances of this region.'),
  tagSeparator: optional(NonEmptyString, 'Text between the tags in their label; a comma if unset.'),
});
export type LinodeSDConfig = Static<typeof LinodeSDConfig>;

export const OVHCloudSDConfig = Type.Object({
  applicationKey: required(NonEmptyString, 'Application key of the API.'),
  applicationSecret: required(SecretKeySelector, 'Key of the Secret with the application secret.'),
  consumerKey: required(SecretKeySelector, 'Key of the Secret with the consumer key.'),
  endpoint: optional(NonEmptyString, 'API endpoint; ovh-eu if unset.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  service: required(oneOf(['VPS', 'DedicatedServer']), 'What is discovered: VPS or DedicatedServer.'),
});
export type OVHCloudSDConfig = Static<typeof OVHCloudSDConfig>;

export const ScalewaySDConfig = Type.Object({
  ...discoveryClientFields,
  accessKey: required(NonEmptyString, 'Access key of the API.'),
  apiURL: optional(HTTPURL, 'URL of the API, if not the default one.'),
  nameFilter: optional(NonEmptyString, 'Only servers with this in their name.'),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  projectID: required(NonEmptyString, 'Project to look in.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  role: required(oneOf(['Instance', 'Baremetal']), 'What is discovered: Instance or Baremetal.'),
  secretKey: required(SecretKeySelector, 'Key of the Secret with the secret key.'),
  tagsFilter: optional(setList(NonEmptyString, { minItems: 1 }), 'Only servers with all of these tags.'),
  zone: optional(NonEmptyString, 'Zone to look in; fr-par-1 if unset.'),
});
export type ScalewaySDConfig = Static<typeof ScalewaySDConfig>;
