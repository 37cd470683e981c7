// Receiver: Rocket.Chat.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const rocketChatFields = {
  apiURL: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  channel: optional(NonEmptyString, 'Channel or user to send to.'),
  color: optional(NonEmptyString, 'Color of the bar beside the message; template.'),
  emoji: optional(NonEmptyString, 'Emoji as picture of the sender.'),
  iconURL: optional(Type.String(), 'Picture of the sender.'),
  imageURL: optional(Type.String(), 'Picture in the message.'),
  linkNames: optional(Type.Boolean(), 'Whether channel and user names in the text become links.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  shortFields: optional(Type.Boolean(), 'Whether fields are shown side by side.'),
  text: optional(NonEmptyString, 'Body; template.'),
  thumbURL: optional(Type.String(), 'Small picture in the message.'),
  title: optional(NonEmptyString, 'Title; template.'),
  titleLink: optional(NonEmptyString, 'Link behind the title.'),
  token: required(SecretKeySelector, 'Key of the Secret with the token of the sender; the global one if unset.'),
  tokenID: required(SecretKeySelector, 'Key of the Secret with the user ID of the sender; the global one if unset.'),
};

export const RocketChatActionConfig = Type.Object({
  msg: optional(NonEmptyString, 'Message that the button sends.'),
  text: optional(NonEmptyString, 'Text on the button.'),
  url: optional(Type.String(), 'Link that the button opens.'),
});
export type RocketChatActionConfig = Static<typeof RocketChatActionConfig>;

export const RocketChatFieldConfig = Type.Object({
  short: optional(Type.Boolean(), 'Whether the field is shown side by side with others; shortFields if unset.'),
  title: optional(NonEmptyString, 'Title of the field.'),
  value: optional(NonEmptyString, 'Value of the field.'),
});
export type RocketChatFieldConfig = Static<typeof RocketChatFieldConfig>;

export const RocketChatConfig = Type.Object({
  ...rocketChatFields,
  actions: optional(atomicList(RocketChatActionConfig, { minItems: 1 }), 'Buttons below the message.'),
  fields: optional(atomicList(RocketChatFieldConfig, { minItems: 1 }), 'Table in the message.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type RocketChatConfig = Static<typeof RocketChatConfig>;

export const RocketChatConfigV1beta1 = Type.Object({
  ...rocketChatFields,
  actions: optional(Type.Array(RocketChatActionConfig, { minItems: 1 }), 'Buttons below the message.'),
  fields: optional(Type.Array(RocketChatFieldConfig, { minItems: 1 }), 'Table in the message.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type RocketChatConfigV1beta1 = Static<typeof RocketChatConfigV1beta1>;
