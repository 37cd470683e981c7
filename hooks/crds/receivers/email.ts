// Receiver: e-mail.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { atomicList, oneOf, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { SafeTLSConfig } from '../shared/tls.ts';
import { SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const EmailThreadingConfig = Type.Object({
  threadByDate: oneOf(['Daily', 'None']),
});
export type EmailThreadingConfig = Static<typeof EmailThreadingConfig>;

export const emailFields = {
  authIdentity: optional(NonEmptyString),
  authUsername: optional(NonEmptyString),
  forceImplicitTLS: optional(Type.Boolean()),
  from: optional(NonEmptyString),
  hello: optional(NonEmptyString),
  html: optional(Type.String()),
  requireTLS: optional(Type.Boolean()),
  sendResolved: optional(Type.Boolean()),
  smarthost: optional(NonEmptyString),
  text: optional(NonEmptyString),
  threading: optional(EmailThreadingConfig),
  tlsConfig: optional(SafeTLSConfig),
  to: optional(NonEmptyString),
};

export const EmailConfig = Type.Object({
  ...emailFields,
  authPassword: optional(SecretKeySelector),
  authSecret: optional(SecretKeySelector),
  headers: optional(atomicList(KeyValue)),
});
export type EmailConfig = Static<typeof EmailConfig>;

export const EmailConfigV1beta1 = Type.Object({
  ...emailFields,
  authPassword: optional(SecretKeySelectorV1beta1),
  authSecret: optional(SecretKeySelectorV1beta1),
  headers: optional(Type.Array(KeyValue)),
});
export type EmailConfigV1beta1 = Static<typeof EmailConfigV1beta1>;
