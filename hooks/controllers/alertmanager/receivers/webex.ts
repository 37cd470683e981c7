// Receiver integration: Webex.
import type { WebexConfig } from '../../../api/receivers/webex.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';

export const webex = integration<WebexConfig>('webex_configs', {
  send_resolved: 'sendResolved',
  api_url: 'apiURL',
  message: 'message',
  room_id: 'roomID',
  http_config: client,
});
