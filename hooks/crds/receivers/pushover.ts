// Receiver: Pushover.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const pushoverFields = {
  device: optional(NonEmptyString),
  expire: optional(Type.String({ pattern: '^(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$' })),
  html: optional(Type.Boolean()),
  message: optional(NonEmptyString),
  monospace: optional(Type.Boolean()),
  priority: optional(NonEmptyString),
  retry: optional(Type.String({ pattern: '^(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$' })),
  sendResolved: optional(Type.Boolean()),
  sound: optional(NonEmptyString),
  title: optional(NonEmptyString),
  ttl: optional(Duration),
  url: optional(Type.String()),
  urlTitle: optional(NonEmptyString),
};

export const PushoverConfig = Type.Object({
  ...pushoverFields,
  httpConfig: optional(HTTPConfig),
  token: optional(SecretKeySelector),
  tokenFile: optional(NonEmptyString),
  userKey: optional(SecretKeySelector),
  userKeyFile: optional(NonEmptyString),
});
export type PushoverConfig = Static<typeof PushoverConfig>;

export const PushoverConfigV1beta1 = Type.Object({
  ...pushoverFields,
  httpConfig: optional(HTTPConfigV1beta1),
  token: optional(SecretKeySelectorV1beta1),
  tokenFile: optional(Type.String()),
  userKey: optional(SecretKeySelectorV1beta1),
  userKeyFile: optional(Type.String()),
});
export type PushoverConfigV1beta1 = Static<typeof PushoverConfigV1beta1>;
