// HTTP credentials: basic, header and AWS signature.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';
import { alertmanagerSince, prometheusSince } from './since.ts';

export const SafeAuthorization = Type.Object({
  credentials: optional(
    SecretKeySelector,
    'Key of the Secret with the credentials that follow the type in the header.',
  ),
  type: optional(
    Type.String(),
    'Scheme of the Authorization header, Bearer if unset. Basic is refused: use basicAuth.',
  ),
});
export type SafeAuthorization = Static<typeof SafeAuthorization>;

export const BasicAuth = Type.Object({
  password: optional(SecretKeySelector, 'Key of the Secret with the password.'),
  username: optional(SecretKeySelector, 'Key of the Secret with the user name.'),
});
export type BasicAuth = Static<typeof BasicAuth>;

export const Sigv4 = Type.Object(
  {
    accessKey: optional(
      SecretKeySelector,
      'Key of the Secret with the AWS access key; without it the SDK looks for credentials itself. Goes with ' +
        'secretKey.',
    ),
    externalId: optional(
      NonEmptyString,
      `External ID to present when assuming roleArn. ${prometheusSince('sigv4.external_id')}, ` +
        `${alertmanagerSince('sigv4.external_id')}.`,
    ),
    profile: optional(Type.String(), 'Named AWS profile to authenticate with.'),
    region: optional(Type.String(), 'AWS region; unset, the region of the default credentials chain.'),
    roleArn: optional(Type.String(), 'ARN of an AWS role to assume.'),
    secretKey: optional(SecretKeySelector, 'Key of the Secret with the AWS secret key. Goes with accessKey.'),
    useFIPSSTSEndpoint: optional(
      Type.Boolean(),
      `Use the FIPS endpoint of the AWS security token service. ${prometheusSince('sigv4.use_fips_sts_endpoint')}.`,
    ),
  },
  {
    'x-kubernetes-validations': [
      {
        rule: '!has(self.externalId) || has(self.roleArn)',
        message: 'externalId can only be used when roleArn is specified',
      },
    ],
  },
);
export type Sigv4 = Static<typeof Sigv4>;

export const Authorization = Type.Object({
  credentials: optional(
    SecretKeySelector,
    'Key of the Secret with the credentials that follow the type in the header; excludes credentialsFile.',
  ),
  credentialsFile: optional(Type.String(), 'File in the container that holds the credentials; excludes credentials.'),
  type: optional(
    Type.String(),
    'Scheme of the Authorization header, Bearer if unset. Basic is refused: use basicAuth.',
  ),
});
export type Authorization = Static<typeof Authorization>;
