// Receiver integration: Telegram.
import type { TelegramConfig } from '../../../api/receivers/telegram.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { secret } from './sources.ts';

/**
 * Alertmanager could not start with an empty token. The Go operator finds that too late to reject one object alone.
 */
export const telegram = integration<TelegramConfig>('telegram_configs', {
  send_resolved: 'sendResolved',
  api_url: 'apiURL',
  bot_token_file: 'botTokenFile',
  bot_token: secret('botToken', 'outside parity'),
  chat_id: 'chatID',
  message_thread_id: 'messageThreadID',
  message: 'message',
  disable_notifications: 'disableNotifications',
  parse_mode: 'parseMode',
  http_config: client,
});
