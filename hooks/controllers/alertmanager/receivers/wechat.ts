// Receiver integration: WeChat.

import type { WeChatConfig } from '../../../api/receivers/wechat.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

export const wechat: Integration<WeChatConfig> = {
  key: 'wechat_configs',
  check: (config, path) =>
    firstIssues(
      () => checkAddress(config.apiURL, `${path}.apiURL`),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.apiSecret, `${path}.apiSecret`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      api_secret: nonEmpty(secretValue(context.resolver, context.namespace, config.apiSecret)),
      api_url: nonEmpty(config.apiURL),
      corp_id: nonEmpty(config.corpID),
      agent_id: nonEmpty(config.agentID),
      to_user: nonEmpty(config.toUser),
      to_party: nonEmpty(config.toParty),
      to_tag: nonEmpty(config.toTag),
      message: nonEmpty(config.message),
      message_type: nonEmpty(config.messageType),
      http_config: httpSection(config.httpConfig, context),
    }),
};
