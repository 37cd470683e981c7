// Receiver: Slack.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const SlackConfirmationField = Type.Object({
  dismissText: optional(NonEmptyString),
  okText: optional(NonEmptyString),
  text: NonEmptyString,
  title: optional(NonEmptyString),
});
export type SlackConfirmationField = Static<typeof SlackConfirmationField>;

export const SlackAction = Type.Object({
  confirm: optional(SlackConfirmationField),
  name: optional(NonEmptyString),
  style: optional(NonEmptyString),
  text: NonEmptyString,
  type: NonEmptyString,
  url: optional(Type.String()),
  value: optional(NonEmptyString),
});
export type SlackAction = Static<typeof SlackAction>;

export const SlackField = Type.Object({
  short: optional(Type.Boolean()),
  title: NonEmptyString,
  value: NonEmptyString,
});
export type SlackField = Static<typeof SlackField>;

export const slackFields = {
  actions: optional(atomicList(SlackAction, { minItems: 1 })),
  callbackId: optional(NonEmptyString),
  channel: optional(NonEmptyString),
  color: optional(NonEmptyString),
  fallback: optional(NonEmptyString),
  fields: optional(atomicList(SlackField, { minItems: 1 })),
  footer: optional(NonEmptyString),
  iconEmoji: optional(NonEmptyString),
  iconURL: optional(Type.String()),
  imageURL: optional(Type.String()),
  linkNames: optional(Type.Boolean()),
  messageText: optional(NonEmptyString),
  mrkdwnIn: optional(atomicList(NonEmptyString, { minItems: 1 })),
  pretext: optional(NonEmptyString),
  sendResolved: optional(Type.Boolean()),
  shortFields: optional(Type.Boolean()),
  text: optional(NonEmptyString),
  thumbURL: optional(Type.String()),
  timeout: optional(Duration),
  title: optional(NonEmptyString),
  titleLink: optional(Type.String()),
  updateMessage: optional(Type.Boolean()),
  username: optional(NonEmptyString),
};

export const SlackConfig = Type.Object({
  ...slackFields,
  apiURL: optional(SecretKeySelector),
  httpConfig: optional(HTTPConfig),
});
export type SlackConfig = Static<typeof SlackConfig>;

export const SlackConfigV1beta1 = Type.Object({
  ...slackFields,
  apiURL: optional(SecretKeySelectorV1beta1),
  httpConfig: optional(HTTPConfigV1beta1),
});
export type SlackConfigV1beta1 = Static<typeof SlackConfigV1beta1>;
