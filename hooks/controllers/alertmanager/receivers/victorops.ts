// Receiver integration: VictorOps (Splunk On-Call).

import type { VictorOpsConfig } from '../../../api/receivers/victorops.ts';
import { issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkAddress, keyValues } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

/** Fields that Alertmanager sends itself. */
const RESERVED: readonly string[] = [
  'routing_key',
  'message_type',
  'state_message',
  'entity_display_name',
  'monitoring_tool',
  'entity_id',
  'entity_state',
];

export const victorops: Integration<VictorOpsConfig> = {
  key: 'victorops_configs',
  check: (config, path) =>
    firstIssues(
      () =>
        (config.customFields ?? []).flatMap(({ key }, i) =>
          RESERVED.includes(key)
            ? [
                issue(
                  'InvalidReceiver',
                  `${path}.customFields[${i}].key`,
                  `${quoted(key)} is set by Alertmanager itself`,
                ),
              ]
            : [],
        ),
      () => (config.routingKey ? [] : [issue('InvalidReceiver', `${path}.routingKey`, 'is needed')]),
      () => checkAddress(config.apiUrl, `${path}.apiUrl`),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.apiKey, `${path}.apiKey`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_key: nonEmpty(secretValue(context.resolver, context.namespace, config.apiKey)),
      api_url: nonEmpty(config.apiUrl),
      routing_key: nonEmpty(config.routingKey),
      message_type: nonEmpty(config.messageType),
      state_message: nonEmpty(config.stateMessage),
      entity_display_name: nonEmpty(config.entityDisplayName),
      monitoring_tool: nonEmpty(config.monitoringTool),
      custom_fields: keyValues(config.customFields),
    }),
};
