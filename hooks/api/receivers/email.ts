// Receiver: e-mail.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { atomicList, oneOf, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { SafeTLSConfig } from '../shared/tls.ts';
import { SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const EmailThreadingConfig = Type.Object({
  threadByDate: required(oneOf(['Daily', 'None']), 'Daily starts a new thread each day, None never does.'),
});
export type EmailThreadingConfig = Static<typeof EmailThreadingConfig>;

export const emailFields = {
  authIdentity: optional(NonEmptyString, 'Identity for PLAIN authentication; the global one if unset.'),
  authUsername: optional(NonEmptyString, 'User name for authentication; the global one if unset.'),
  forceImplicitTLS: optional(
    Type.Boolean(),
    'True starts with TLS instead of STARTTLS, false never does; unset, port 465 decides. ' +
      `${alertmanagerSince('email.force_implicit_tls')}.`,
  ),
  from: optional(NonEmptyString, 'Sender address; the global one if unset.'),
  hello: optional(NonEmptyString, 'Host name to greet the server with.'),
  html: optional(Type.String(), 'HTML body; template.'),
  requireTLS: optional(Type.Boolean(), 'Whether mail is sent over TLS only; the global setting if unset.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  smarthost: optional(NonEmptyString, 'Mail server, host:port; the global one if unset.'),
  text: optional(NonEmptyString, 'Plain body; template.'),
  threading: optional(
    EmailThreadingConfig,
    `Mail of the same group in one thread. ${alertmanagerSince('email.threading')}.`,
  ),
  tlsConfig: optional(SafeTLSConfig, 'TLS towards the mail server.'),
  to: optional(NonEmptyString, 'Addresses to send to, separated by commas.'),
};

export const EmailConfig = Type.Object({
  ...emailFields,
  authPassword: optional(SecretKeySelector, 'Key of the Secret with the password for LOGIN and PLAIN authentication.'),
  authSecret: optional(SecretKeySelector, 'Key of the Secret with the secret for CRAM-MD5 authentication.'),
  headers: optional(atomicList(KeyValue), 'Mail headers, each name once; values are templates.'),
});
export type EmailConfig = Static<typeof EmailConfig>;

export const EmailConfigV1beta1 = Type.Object({
  ...emailFields,
  authPassword: optional(
    SecretKeySelectorV1beta1,
    'Key of the Secret with the password for LOGIN and PLAIN authentication.',
  ),
  authSecret: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the secret for CRAM-MD5 authentication.'),
  headers: optional(Type.Array(KeyValue), 'Mail headers, each name once; values are templates.'),
});
export type EmailConfigV1beta1 = Static<typeof EmailConfigV1beta1>;
