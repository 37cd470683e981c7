// Receiver integration: PagerDuty.

import type { PagerDutyConfig } from '../../../api/receivers/pagerduty.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, nonEmptyList, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { checkAddress, checkTemplateAddress, keyValues } from './address.ts';
import { checkTimeout, normalDuration } from './duration.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration } from './integration.ts';

const checkHrefs = (list: readonly { href?: string }[] | undefined, path: string, reader: TemplateReader): Issue[] =>
  (list ?? []).flatMap(({ href }, i) => checkTemplateAddress(href, `${path}[${i}].href`, reader));

export const pagerduty: Integration<PagerDutyConfig> = {
  key: 'pagerduty_configs',
  check: (config, path, reader) =>
    firstIssues(
      () => checkAddress(config.url, `${path}.url`),
      () => checkTemplateAddress(config.clientURL, `${path}.clientURL`, reader),
      () =>
        config.routingKey || config.serviceKey
          ? []
          : [issue('InvalidReceiver', path, 'needs a routingKey or a serviceKey')],
      () => checkHrefs(config.pagerDutyLinkConfigs, `${path}.pagerDutyLinkConfigs`, reader),
      () => checkHrefs(config.pagerDutyImageConfigs, `${path}.pagerDutyImageConfigs`, reader),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
      () => checkTimeout(config.timeout, `${path}.timeout`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.resolver, context.namespace, config.routingKey, `${path}.routingKey`),
      () => loadSecret(context.resolver, context.namespace, config.serviceKey, `${path}.serviceKey`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      service_key: nonEmpty(secretValue(context.resolver, context.namespace, config.serviceKey)),
      routing_key: nonEmpty(secretValue(context.resolver, context.namespace, config.routingKey)),
      url: nonEmpty(config.url),
      client: nonEmpty(config.client),
      client_url: nonEmpty(config.clientURL),
      description: nonEmpty(config.description),
      details: keyValues(config.details),
      images: nonEmptyList(config.pagerDutyImageConfigs)?.map(({ src, alt, href }) =>
        section({ src: nonEmpty(src), alt: nonEmpty(alt), href: nonEmpty(href) }),
      ),
      links: nonEmptyList(config.pagerDutyLinkConfigs)?.map(({ href, alt }) =>
        section({ href: nonEmpty(href), text: nonEmpty(alt) }),
      ),
      severity: nonEmpty(config.severity),
      class: nonEmpty(config.class),
      component: nonEmpty(config.component),
      group: nonEmpty(config.group),
      source: nonEmpty(config.source),
      timeout: normalDuration(config.timeout),
    }),
};
