// Receiver: Discord.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const discordFields = {
  apiURL: SecretKeySelector,
  avatarURL: optional(HTTPURL),
  content: optional(NonEmptyString),
  message: optional(Type.String()),
  sendResolved: optional(Type.Boolean()),
  title: optional(Type.String()),
  username: optional(NonEmptyString),
};

export const DiscordConfig = Type.Object({
  ...discordFields,
  httpConfig: optional(HTTPConfig),
});
export type DiscordConfig = Static<typeof DiscordConfig>;

export const DiscordConfigV1beta1 = Type.Object({
  ...discordFields,
  httpConfig: optional(HTTPConfigV1beta1),
});
export type DiscordConfigV1beta1 = Static<typeof DiscordConfigV1beta1>;
