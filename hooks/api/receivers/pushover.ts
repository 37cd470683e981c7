// Receiver: Pushover.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const pushoverFields = {
  device: optional(
    NonEmptyString,
    `Device to notify; all of the user if unset. ${alertmanagerSince('pushover.device')}.`,
  ),
  expire: optional(
    Type.String({ pattern: '^(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$' }),
    'How long an emergency is repeated unless someone acknowledges it.',
  ),
  html: optional(Type.Boolean(), 'Whether the message is HTML; excludes monospace.'),
  message: optional(NonEmptyString, 'Body; template.'),
  monospace: optional(
    Type.Boolean(),
    `Whether the message is shown in a fixed-width font; excludes html. ${alertmanagerSince('pushover.monospace')}.`,
  ),
  priority: optional(NonEmptyString, 'Priority, -2 to 2, or a template that gives one.'),
  retry: optional(
    Type.String({ pattern: '^(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$' }),
    'Time between repetitions of an emergency; at least 30s.',
  ),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  sound: optional(NonEmptyString, 'Sound to play.'),
  title: optional(NonEmptyString, 'Title; template.'),
  ttl: optional(Duration, `Time after which the message vanishes from devices. ${alertmanagerSince('pushover.ttl')}.`),
  url: optional(Type.String(), 'Link shown with the message.'),
  urlTitle: optional(NonEmptyString, 'Title of the link.'),
};

export const PushoverConfig = Type.Object({
  ...pushoverFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
  token: optional(
    SecretKeySelector,
    'Key of the Secret with the token of the application; this or tokenFile is needed.',
  ),
  tokenFile: optional(
    NonEmptyString,
    `File in the container with the token of the application. ${alertmanagerSince('pushover.token_file')}.`,
  ),
  userKey: optional(SecretKeySelector, 'Key of the Secret with the user key; this or userKeyFile is needed.'),
  userKeyFile: optional(
    NonEmptyString,
    `File in the container with the user key. ${alertmanagerSince('pushover.user_key_file')}.`,
  ),
});
export type PushoverConfig = Static<typeof PushoverConfig>;

export const PushoverConfigV1beta1 = Type.Object({
  ...pushoverFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
  token: optional(
    SecretKeySelectorV1beta1,
    'Key of the Secret with the token of the application; this or tokenFile is needed.',
  ),
  tokenFile: optional(
    Type.String(),
    `File in the container with the token of the application. ${alertmanagerSince('pushover.token_file')}.`,
  ),
  userKey: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the user key; this or userKeyFile is needed.'),
  userKeyFile: optional(
    Type.String(),
    `File in the container with the user key. ${alertmanagerSince('pushover.user_key_file')}.`,
  ),
});
export type PushoverConfigV1beta1 = Static<typeof PushoverConfigV1beta1>;
