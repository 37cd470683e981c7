// Receiver integrations: Microsoft Teams, by connector and by workflow.

import type { MSTeamsConfig, MSTeamsV2Config } from '../../../api/receivers/msteams.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

export const msteams: Integration<MSTeamsConfig> = {
  key: 'msteams_configs',
  since: 'msteams_configs',
  check: (config, path) => checkHttp(config.httpConfig, `${path}.httpConfig`),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.webhookUrl, `${path}.webhookUrl`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      webhook_url: secretValue(context.resolver, context.namespace, config.webhookUrl) ?? '',
      title: nonEmpty(config.title),
      summary: nonEmpty(config.summary),
      text: nonEmpty(config.text),
      http_config: httpSection(config.httpConfig, context),
    }),
};

export const msteamsv2: Integration<MSTeamsV2Config> = {
  key: 'msteamsv2_configs',
  since: 'msteamsv2_configs',
  check: (config, path) => checkHttp(config.httpConfig, `${path}.httpConfig`),
  load: (config, path, context) =>
    firstIssues(
      () => loadSecret(context.resolver, context.namespace, config.webhookURL, `${path}.webhookURL`),
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      webhook_url: nonEmpty(secretValue(context.resolver, context.namespace, config.webhookURL)),
      title: nonEmpty(config.title),
      text: nonEmpty(config.text),
      http_config: httpSection(config.httpConfig, context),
    }),
};
