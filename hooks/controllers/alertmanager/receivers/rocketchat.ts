// Receiver integration: Rocket.Chat.

import type { RocketChatConfig } from '../../../api/receivers/rocketchat.ts';
import { nonEmpty, nonEmptyList, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkAddress, checkTemplateAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

export const rocketchat: Integration<RocketChatConfig> = {
  key: 'rocketchat_configs',
  since: 'rocketchat_configs',
  check: (config, path, reader) =>
    firstIssues(
      () => checkAddress(config.apiURL, `${path}.apiURL`),
      () => checkTemplateAddress(config.iconURL, `${path}.iconURL`, reader),
      () => checkTemplateAddress(config.imageURL, `${path}.imageURL`, reader),
      () => checkTemplateAddress(config.thumbURL, `${path}.thumbURL`, reader),
      () =>
        (config.actions ?? []).flatMap(({ url }, i) => checkTemplateAddress(url, `${path}.actions[${i}].url`, reader)),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.token, `${path}.token`),
      () => loadSecret(context.resolver, context.namespace, config.tokenID, `${path}.tokenID`),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_url: nonEmpty(config.apiURL),
      token_id: secretValue(context.resolver, context.namespace, config.tokenID),
      token: secretValue(context.resolver, context.namespace, config.token),
      channel: nonEmpty(config.channel),
      color: nonEmpty(config.color),
      title: nonEmpty(config.title),
      title_link: nonEmpty(config.titleLink),
      text: nonEmpty(config.text),
      fields: nonEmptyList(config.fields)?.map(({ short, title, value }) => ({
        short: short ?? null,
        ...section({ title: nonEmpty(title), value: nonEmpty(value) }),
      })),
      short_fields: config.shortFields ?? false,
      emoji: nonEmpty(config.emoji),
      icon_url: nonEmpty(config.iconURL),
      image_url: nonEmpty(config.imageURL),
      thumb_url: nonEmpty(config.thumbURL),
      link_names: config.linkNames ?? false,
      actions: nonEmptyList(config.actions)?.map(({ text, url, msg }) =>
        section({ text: nonEmpty(text), url: nonEmpty(url), msg: nonEmpty(msg) }),
      ),
    }),
};
