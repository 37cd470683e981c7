// Receiver integration: any HTTP endpoint.

import type { WebhookConfig } from '../../../api/receivers/webhook.ts';
import { issue } from '../../../core/issue.ts';
import { nonEmpty, nonZero, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { webhook as schema } from '../schema/messages.ts';
import { releaseForObjects } from '../schema/table.ts';
import { checkTemplateAddress } from './address.ts';
import { checkTimeout, normalDuration } from './duration.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, requires } from './integration.ts';

export const webhook: Integration<WebhookConfig> = {
  key: 'webhook_configs',
  check: (config, path) =>
    firstIssues(
      () =>
        config.url === undefined && !config.urlSecret
          ? [issue('InvalidReceiver', path, 'needs a url or a urlSecret')]
          : [],
      () => checkTemplateAddress(config.url, `${path}.url`, 'builtin'),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
      () => checkTimeout(config.timeout, `${path}.timeout`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.material, context.namespace, config.urlSecret, `${path}.urlSecret`),
      () =>
        config.urlSecret
          ? checkTemplateAddress(
              secretValue(context.material, context.namespace, config.urlSecret)?.trim() || ' ',
              `${path}.urlSecret`,
              'builtin',
            )
          : [],
      () => requires(config.payload, releaseForObjects(schema, 'payload'), `${path}.payload`, context.version),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      url: config.urlSecret ? secretValue(context.material, context.namespace, config.urlSecret) : nonEmpty(config.url),
      http_config: httpSection(config.httpConfig, context),
      max_alerts: nonZero(config.maxAlerts),
      timeout: normalDuration(config.timeout),
      payload: config.payload,
    }),
};
