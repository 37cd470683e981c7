// Receiver integration: VictorOps (Splunk On-Call).
import type { VictorOpsConfig } from '../../../api/receivers/victorops.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { keyValues, secret } from './sources.ts';

export const victorops = integration<VictorOpsConfig>('victorops_configs', {
  send_resolved: 'sendResolved',
  api_key: secret('apiKey'),
  api_url: 'apiUrl',
  routing_key: 'routingKey',
  message_type: 'messageType',
  state_message: 'stateMessage',
  entity_display_name: 'entityDisplayName',
  monitoring_tool: 'monitoringTool',
  custom_fields: keyValues('customFields'),
  http_config: client,
});
