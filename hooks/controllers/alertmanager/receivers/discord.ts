// Receiver integration: Discord.
import type { DiscordConfig } from '../../../api/receivers/discord.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { secretAddress } from './sources.ts';

export const discord = integration<DiscordConfig>('discord_configs', {
  send_resolved: 'sendResolved',
  http_config: client,
  webhook_url: secretAddress('apiURL'),
  title: 'title',
  message: 'message',
  content: 'content',
  username: 'username',
  avatar_url: 'avatarURL',
});
