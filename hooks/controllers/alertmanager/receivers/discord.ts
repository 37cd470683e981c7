// Receiver integration: Discord.

import type { DiscordConfig } from '../../../api/receivers/discord.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

export const discord: Integration<DiscordConfig> = {
  key: 'discord_configs',
  since: 'discord_configs',
  check: (config, path) => checkHttp(config.httpConfig, `${path}.httpConfig`),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.apiURL, `${path}.apiURL`),
      () =>
        checkAddress(secretValue(context.resolver, context.namespace, config.apiURL)?.trim() || ' ', `${path}.apiURL`),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      webhook_url: secretValue(context.resolver, context.namespace, config.apiURL)?.trim(),
      title: nonEmpty(config.title),
      message: nonEmpty(config.message),
      content: nonEmpty(config.content),
      username: nonEmpty(config.username),
      avatar_url: nonEmpty(config.avatarURL),
    }),
};
