// Receiver integration: Pushover.

import type { PushoverConfig } from '../../../api/receivers/pushover.ts';
import type { SecretKeySelector } from '../../../api/shared/selectors.ts';
import { parseGoDuration } from '../../../core/duration.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { checkTemplateAddress } from './address.ts';
import { checkTimeout, normalDuration } from './duration.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, type ReceiverContext } from './integration.ts';

/** A Secret that holds something; outside parity a file that the user mounts is as good. */
function loadKey(
  ref: SecretKeySelector | undefined,
  file: string | undefined,
  path: string,
  { resolver, namespace, parity }: ReceiverContext,
): Issue[] {
  if (!ref) return file && !parity ? [] : [issue('InvalidReceiver', path, 'is needed')];
  const issues = loadSecret(resolver, namespace, ref, path);
  return issues.length > 0 || secretValue(resolver, namespace, ref)
    ? issues
    : [issue('InvalidReceiver', path, 'the key of the Secret is empty')];
}

export const pushover: Integration<PushoverConfig> = {
  key: 'pushover_configs',
  check: (config, path, reader) =>
    firstIssues(
      () =>
        config.userKey || config.userKeyFile
          ? []
          : [issue('InvalidReceiver', `${path}.userKey`, 'is needed (or userKeyFile)')],
      () =>
        config.token || config.tokenFile ? [] : [issue('InvalidReceiver', `${path}.token`, 'is needed (or tokenFile)')],
      () =>
        config.html && config.monospace
          ? [issue('InvalidReceiver', `${path}.monospace`, 'excludes html; keep one')]
          : [],
      () => checkTemplateAddress(config.url, `${path}.url`, reader),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadKey(config.userKey, config.userKeyFile, `${path}.userKey`, context),
      () => loadKey(config.token, config.tokenFile, `${path}.token`, context),
      () => checkTimeout(config.expire, `${path}.expire`),
      () => checkTimeout(config.retry, `${path}.retry`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      user_key: nonEmpty(secretValue(context.resolver, context.namespace, config.userKey)),
      user_key_file: context.parity ? undefined : nonEmpty(config.userKeyFile),
      token: nonEmpty(secretValue(context.resolver, context.namespace, config.token)),
      token_file: context.parity ? undefined : nonEmpty(config.tokenFile),
      title: nonEmpty(config.title),
      message: nonEmpty(config.message),
      url: nonEmpty(config.url),
      url_title: nonEmpty(config.urlTitle),
      ttl: config.ttl && parseGoDuration(config.ttl) === undefined ? normalDuration(config.ttl) : nonEmpty(config.ttl),
      device: nonEmpty(config.device),
      sound: context.parity ? undefined : nonEmpty(config.sound),
      priority: nonEmpty(config.priority),
      retry: normalDuration(config.retry),
      expire: normalDuration(config.expire),
      html: config.html,
      monospace: config.monospace,
    }),
};
