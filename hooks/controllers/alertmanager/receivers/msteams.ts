// Receiver integrations: Microsoft Teams, by connector and by workflow.
import type { MSTeamsConfig, MSTeamsV2Config } from '../../../api/receivers/msteams.ts';
import { client } from './http.ts';
import { integration } from './mapping.ts';
import { secret } from './sources.ts';

export const msteams = integration<MSTeamsConfig>('msteams_configs', {
  send_resolved: 'sendResolved',
  webhook_url: secret('webhookUrl'),
  title: 'title',
  summary: 'summary',
  text: 'text',
  http_config: client,
});

export const msteamsv2 = integration<MSTeamsV2Config>('msteamsv2_configs', {
  send_resolved: 'sendResolved',
  webhook_url: secret('webhookURL'),
  title: 'title',
  text: 'text',
  http_config: client,
});
