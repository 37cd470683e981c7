// Receiver integration: OpsGenie.

import type { OpsGenieConfig, OpsGenieConfigResponder } from '../../../api/receivers/opsgenie.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { nonEmpty, nonEmptyList, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { templateError } from '../schema/template.ts';
import { checkAddress, keyValues } from './address.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, type ReceiverContext, requires } from './integration.ts';

const TYPES: readonly string[] = ['team', 'teams', 'user', 'escalation', 'schedule'];

function checkResponder(
  { id, name, username, type }: OpsGenieConfigResponder,
  path: string,
  reader: TemplateReader,
): Issue[] {
  if (!id && !name && !username) return [issue('InvalidReceiver', path, 'needs an id, a name or a username')];
  const text: string = type;
  if (text.includes('{{')) {
    const error = templateError(text, reader);
    return error ? [issue('InvalidTemplate', `${path}.type`, error)] : [];
  }
  return TYPES.includes(text.toLowerCase())
    ? []
    : [issue('InvalidReceiver', `${path}.type`, `${quoted(text)} is not one of ${TYPES.join(', ')}`)];
}

const responderVersions = (config: OpsGenieConfig, path: string, { version }: ReceiverContext): Issue[] =>
  (config.responders ?? []).flatMap(({ type }, i) =>
    type === 'teams' ? requires(type, '0.24.0', `${path}.responders[${i}].type`, version) : [],
  );

export const opsgenie: Integration<OpsGenieConfig> = {
  key: 'opsgenie_configs',
  check: (config, path, reader) =>
    firstIssues(
      () =>
        (config.responders ?? []).flatMap((responder, i) =>
          checkResponder(responder, `${path}.responders[${i}]`, reader),
        ),
      () => checkAddress(config.apiURL, `${path}.apiURL`),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => responderVersions(config, path, context),
      () => loadSecret(context.material, context.namespace, config.apiKey, `${path}.apiKey`),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_key: nonEmpty(secretValue(context.material, context.namespace, config.apiKey)),
      api_url: nonEmpty(config.apiURL),
      message: nonEmpty(config.message),
      description: nonEmpty(config.description),
      source: nonEmpty(config.source),
      details: keyValues(config.details),
      responders: nonEmptyList(config.responders)?.map(({ id, name, username, type }) =>
        section({ id: nonEmpty(id), name: nonEmpty(name), username: nonEmpty(username), type: nonEmpty(type) }),
      ),
      tags: nonEmpty(config.tags),
      note: nonEmpty(config.note),
      priority: nonEmpty(config.priority),
      update_alerts: config.updateAlerts,
      entity: nonEmpty(config.entity),
      actions: nonEmpty(config.actions),
    }),
};
