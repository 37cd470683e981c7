// Receiver integration: Telegram.

import type { TelegramConfig } from '../../../api/receivers/telegram.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, nonZero, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { telegram as schema } from '../schema/chats.ts';
import { releaseForObjects } from '../schema/table.ts';
import { checkAddress } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, type ReceiverContext, requires } from './integration.ts';

function checkToken(config: TelegramConfig, path: string): Issue[] {
  const [inline, file] = [config.botToken !== undefined, config.botTokenFile !== undefined];
  if (!inline && !file) return [issue('InvalidReceiver', `${path}.botToken`, 'is needed (or botTokenFile)')];
  return inline && file ? [issue('InvalidReceiver', `${path}.botTokenFile`, 'excludes botToken; keep one')] : [];
}

/** Alertmanager could not start with an empty token; the Go operator finds that too late to reject one object alone. */
function emptyToken(config: TelegramConfig, path: string, { material, namespace, parity }: ReceiverContext): Issue[] {
  if (parity || !config.botToken || secretValue(material, namespace, config.botToken)) return [];
  return [issue('InvalidReceiver', path, 'the key of the Secret is empty')];
}

export const telegram: Integration<TelegramConfig> = {
  key: 'telegram_configs',
  since: 'telegram_configs',
  check: (config, path) =>
    firstIssues(
      () => checkToken(config, path),
      () => (config.chatID ? [] : [issue('InvalidReceiver', `${path}.chatID`, 'is needed')]),
      () => checkAddress(config.apiURL, `${path}.apiURL`),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () =>
        requires(
          config.botTokenFile,
          releaseForObjects(schema, 'bot_token_file'),
          `${path}.botTokenFile`,
          context.version,
        ),
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.material, context.namespace, config.botToken, `${path}.botToken`),
      () => emptyToken(config, `${path}.botToken`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      api_url: nonEmpty(config.apiURL),
      bot_token: nonEmpty(secretValue(context.material, context.namespace, config.botToken)),
      bot_token_file: nonEmpty(config.botTokenFile),
      chat_id: nonZero(config.chatID),
      message_thread_id: nonZero(config.messageThreadID),
      message: nonEmpty(config.message),
      disable_notifications: config.disableNotifications || undefined,
      parse_mode: nonEmpty(config.parseMode),
      http_config: httpSection(config.httpConfig, context),
    }),
};
