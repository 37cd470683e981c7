// Receiver: WeChat.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const weChatFields = {
  agentID: optional(NonEmptyString),
  apiURL: optional(HTTPURL),
  corpID: optional(NonEmptyString),
  message: optional(NonEmptyString),
  messageType: optional(NonEmptyString),
  sendResolved: optional(Type.Boolean()),
  toParty: optional(NonEmptyString),
  toTag: optional(NonEmptyString),
  toUser: optional(NonEmptyString),
};

export const WeChatConfig = Type.Object({
  ...weChatFields,
  apiSecret: optional(SecretKeySelector),
  httpConfig: optional(HTTPConfig),
});
export type WeChatConfig = Static<typeof WeChatConfig>;

export const WeChatConfigV1beta1 = Type.Object({
  ...weChatFields,
  apiSecret: optional(SecretKeySelectorV1beta1),
  httpConfig: optional(HTTPConfigV1beta1),
});
export type WeChatConfigV1beta1 = Static<typeof WeChatConfigV1beta1>;
