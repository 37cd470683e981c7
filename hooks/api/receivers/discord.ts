// Receiver: Discord.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const discordFields = {
  apiURL: required(SecretKeySelector, 'Key of the Secret with the webhook URL.'),
  avatarURL: optional(HTTPURL, `Picture of the sender. ${alertmanagerSince('discord.avatar_url')}.`),
  content: optional(
    NonEmptyString,
    `Text in front of the embed, up to 2000 characters; template. ${alertmanagerSince('discord.content')}.`,
  ),
  message: optional(Type.String(), 'Body; template.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  title: optional(Type.String(), 'Title; template.'),
  username: optional(NonEmptyString, `Name of the sender. ${alertmanagerSince('discord.username')}.`),
};

export const DiscordConfig = Type.Object({
  ...discordFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type DiscordConfig = Static<typeof DiscordConfig>;

export const DiscordConfigV1beta1 = Type.Object({
  ...discordFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type DiscordConfigV1beta1 = Static<typeof DiscordConfigV1beta1>;
