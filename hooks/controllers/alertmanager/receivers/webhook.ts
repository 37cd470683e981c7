// Receiver integration: any HTTP endpoint.
import type { WebhookConfig } from '../../../api/receivers/webhook.ts';
import { client } from './http.ts';
import { integration, plain } from './mapping.ts';
import { secretAddress } from './sources.ts';

export const webhook = integration<WebhookConfig>('webhook_configs', {
  send_resolved: 'sendResolved',
  url: [plain('url'), secretAddress('urlSecret', 'it is')],
  max_alerts: 'maxAlerts',
  payload: 'payload',
  http_config: client,
  timeout: 'timeout',
});
