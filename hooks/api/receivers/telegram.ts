// Receiver: Telegram.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL } from '../shared/scalars.ts';
import { int64, oneOf, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const telegramFields = {
  apiURL: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  botTokenFile: optional(
    Type.String(),
    'File in the container with the token of the bot; excludes botToken. ' +
      `${alertmanagerSince('telegram.bot_token_file')}.`,
  ),
  chatID: required(int64(), 'Chat to send to.'),
  disableNotifications: optional(Type.Boolean(), 'Whether the message arrives without a sound.'),
  message: optional(Type.String(), 'Body; template.'),
  messageThreadID: optional(
    int64(),
    `Topic of the chat to send to. ${alertmanagerSince('telegram.message_thread_id')}.`,
  ),
  parseMode: optional(oneOf(['MarkdownV2', 'Markdown', 'HTML']), 'Markup of the message.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
};

export const TelegramConfig = Type.Object({
  ...telegramFields,
  botToken: optional(SecretKeySelector, 'Key of the Secret with the token of the bot; excludes botTokenFile.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type TelegramConfig = Static<typeof TelegramConfig>;

export const TelegramConfigV1beta1 = Type.Object({
  ...telegramFields,
  botToken: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the token of the bot; excludes botTokenFile.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type TelegramConfigV1beta1 = Static<typeof TelegramConfigV1beta1>;
