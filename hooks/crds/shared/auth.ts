// HTTP credentials: basic, header and AWS signature.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';

export const SafeAuthorization = Type.Object({
  credentials: optional(SecretKeySelector),
  type: optional(Type.String()),
});
export type SafeAuthorization = Static<typeof SafeAuthorization>;

export const BasicAuth = Type.Object({
  password: optional(SecretKeySelector),
  username: optional(SecretKeySelector),
});
export type BasicAuth = Static<typeof BasicAuth>;

export const Sigv4 = Type.Object(
  {
    accessKey: optional(SecretKeySelector),
    externalId: optional(NonEmptyString),
    profile: optional(Type.String()),
    region: optional(Type.String()),
    roleArn: optional(Type.String()),
    secretKey: optional(SecretKeySelector),
    useFIPSSTSEndpoint: optional(Type.Boolean()),
  },
  {
    'x-kubernetes-validations': [
      { rule: '!has(self.externalId) || has(self.roleArn)', message: 'externalId can only be used when roleArn is specified' },
    ],
  },
);
export type Sigv4 = Static<typeof Sigv4>;

export const Authorization = Type.Object({
  credentials: optional(SecretKeySelector),
  credentialsFile: optional(Type.String()),
  type: optional(Type.String()),
});
export type Authorization = Static<typeof Authorization>;
