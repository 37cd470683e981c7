// Receiver integration: Pushover. The Go operator writes neither files nor the sound.
import type { PushoverConfig } from '../../../api/receivers/pushover.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { extension, secret } from './sources.ts';

export const pushover = integration<PushoverConfig>('pushover_configs', {
  send_resolved: 'sendResolved',
  user_key: secret('userKey', 'always'),
  user_key_file: extension('userKeyFile'),
  token: secret('token', 'always'),
  token_file: extension('tokenFile'),
  title: 'title',
  message: 'message',
  url: 'url',
  url_title: 'urlTitle',
  ttl: 'ttl',
  device: 'device',
  sound: extension('sound'),
  priority: 'priority',
  expire: 'expire',
  retry: 'retry',
  html: 'html',
  monospace: 'monospace',
  http_config: client,
});
