// Receiver: WeChat.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const weChatFields = {
  agentID: optional(NonEmptyString, 'Agent that sends.'),
  apiURL: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  corpID: optional(NonEmptyString, 'Corporation ID; the global one if unset.'),
  message: optional(NonEmptyString, 'Body; template.'),
  messageType: optional(NonEmptyString, 'Kind of message: text (if unset) or markdown.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  toParty: optional(NonEmptyString, 'Departments to send to, separated by |.'),
  toTag: optional(NonEmptyString, 'Tags to send to, separated by |.'),
  toUser: optional(NonEmptyString, 'Users to send to, separated by |.'),
};

export const WeChatConfig = Type.Object({
  ...weChatFields,
  apiSecret: optional(SecretKeySelector, 'Key of the Secret with the API secret; the global one if unset.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type WeChatConfig = Static<typeof WeChatConfig>;

export const WeChatConfigV1beta1 = Type.Object({
  ...weChatFields,
  apiSecret: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the API secret; the global one if unset.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type WeChatConfigV1beta1 = Static<typeof WeChatConfigV1beta1>;
