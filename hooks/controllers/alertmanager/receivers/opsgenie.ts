// Receiver integration: OpsGenie.
import type { OpsGenieConfig, OpsGenieConfigResponder } from '../../../api/receivers/opsgenie.ts';
import { client } from './http.ts';
import { integration, type Mapping } from './mapping.ts';
import { keyValues, nestedList, secret } from './sources.ts';

const responder: Mapping<OpsGenieConfigResponder> = { id: 'id', name: 'name', username: 'username', type: 'type' };

export const opsgenie = integration<OpsGenieConfig>('opsgenie_configs', {
  send_resolved: 'sendResolved',
  responders: nestedList('responders', responder),
  api_key: secret('apiKey'),
  api_url: 'apiURL',
  message: 'message',
  description: 'description',
  source: 'source',
  details: keyValues('details'),
  tags: 'tags',
  note: 'note',
  priority: 'priority',
  update_alerts: 'updateAlerts',
  entity: 'entity',
  actions: 'actions',
  http_config: client,
});
