// Receiver: Telegram.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL } from '../shared/scalars.ts';
import { int64, oneOf, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const telegramFields = {
  apiURL: optional(HTTPURL),
  botTokenFile: optional(Type.String()),
  chatID: int64(),
  disableNotifications: optional(Type.Boolean()),
  message: optional(Type.String()),
  messageThreadID: optional(int64()),
  parseMode: optional(oneOf(['MarkdownV2', 'Markdown', 'HTML'])),
  sendResolved: optional(Type.Boolean()),
};

export const TelegramConfig = Type.Object({
  ...telegramFields,
  botToken: optional(SecretKeySelector),
  httpConfig: optional(HTTPConfig),
});
export type TelegramConfig = Static<typeof TelegramConfig>;

export const TelegramConfigV1beta1 = Type.Object({
  ...telegramFields,
  botToken: optional(SecretKeySelectorV1beta1),
  httpConfig: optional(HTTPConfigV1beta1),
});
export type TelegramConfigV1beta1 = Static<typeof TelegramConfigV1beta1>;
