// Receiver: Rocket.Chat.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const rocketChatFields = {
  apiURL: optional(HTTPURL),
  channel: optional(NonEmptyString),
  color: optional(NonEmptyString),
  emoji: optional(NonEmptyString),
  iconURL: optional(Type.String()),
  imageURL: optional(Type.String()),
  linkNames: optional(Type.Boolean()),
  sendResolved: optional(Type.Boolean()),
  shortFields: optional(Type.Boolean()),
  text: optional(NonEmptyString),
  thumbURL: optional(Type.String()),
  title: optional(NonEmptyString),
  titleLink: optional(NonEmptyString),
  token: SecretKeySelector,
  tokenID: SecretKeySelector,
};

export const RocketChatActionConfig = Type.Object({
  msg: optional(NonEmptyString),
  text: optional(NonEmptyString),
  url: optional(Type.String()),
});
export type RocketChatActionConfig = Static<typeof RocketChatActionConfig>;

export const RocketChatFieldConfig = Type.Object({
  short: optional(Type.Boolean()),
  title: optional(NonEmptyString),
  value: optional(NonEmptyString),
});
export type RocketChatFieldConfig = Static<typeof RocketChatFieldConfig>;

export const RocketChatConfig = Type.Object({
  ...rocketChatFields,
  actions: optional(atomicList(RocketChatActionConfig, { minItems: 1 })),
  fields: optional(atomicList(RocketChatFieldConfig, { minItems: 1 })),
  httpConfig: optional(HTTPConfig),
});
export type RocketChatConfig = Static<typeof RocketChatConfig>;

export const RocketChatConfigV1beta1 = Type.Object({
  ...rocketChatFields,
  actions: optional(Type.Array(RocketChatActionConfig, { minItems: 1 })),
  fields: optional(Type.Array(RocketChatFieldConfig, { minItems: 1 })),
  httpConfig: optional(HTTPConfigV1beta1),
});
export type RocketChatConfigV1beta1 = Static<typeof RocketChatConfigV1beta1>;
