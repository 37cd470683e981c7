// Receiver integration: Slack.

import type { SlackAction, SlackConfig } from '../../../api/receivers/slack.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../../core/section.ts';
import { loadSecret, secretValue } from '../../../references/resolver.ts';
import { slack as schema } from '../schema/slack.ts';
import { releaseForObjects } from '../schema/table.ts';
import { checkAddress } from './address.ts';
import { checkTimeout, normalDuration } from './duration.ts';
import { checkHttp, httpSection, httpVersions, loadHttp } from './http.ts';
import { firstIssues, type Integration, type ReceiverContext, requires } from './integration.ts';

/** Updating a message needs a bot token, which is used at this address only. */
const POST_MESSAGE = 'https://slack.com/api/chat.postMessage';

function checkAction(action: SlackAction, path: string): Issue[] {
  if (!action.type) return [issue('InvalidReceiver', `${path}.type`, 'is needed')];
  if (!action.text) return [issue('InvalidReceiver', `${path}.text`, 'is needed')];
  if (!action.url && !action.name) return [issue('InvalidReceiver', path, 'needs a name or a url')];
  return action.confirm && !action.confirm.text ? [issue('InvalidReceiver', `${path}.confirm.text`, 'is needed')] : [];
}

function checkFields(config: SlackConfig, path: string): Issue[] {
  const missing = (config.fields ?? []).flatMap(({ title, value }, i) => {
    const field = title ? (value ? undefined : 'value') : 'title';
    return field ? [issue('InvalidReceiver', `${path}.fields[${i}].${field}`, 'is needed')] : [];
  });
  return [...(config.actions ?? []).flatMap((action, i) => checkAction(action, `${path}.actions[${i}]`)), ...missing];
}

function checkUrl(config: SlackConfig, path: string, { material, namespace }: ReceiverContext): Issue[] {
  const address = secretValue(material, namespace, config.apiURL);
  if (address === undefined) return [];
  const invalid = checkAddress(address.trim() || ' ', `${path}.apiURL`);
  if (invalid.length > 0 || !config.updateMessage || address === POST_MESSAGE) return invalid;
  return [issue('InvalidReceiver', `${path}.updateMessage`, `needs the apiURL ${POST_MESSAGE}`)];
}

const action = (given: SlackAction): Section =>
  section({
    type: given.type,
    text: given.text,
    url: nonEmpty(given.url),
    style: nonEmpty(given.style),
    name: nonEmpty(given.name),
    value: nonEmpty(given.value),
    confirm: given.confirm
      ? section({
          text: given.confirm.text,
          title: nonEmpty(given.confirm.title),
          ok_text: nonEmpty(given.confirm.okText),
          dismiss_text: nonEmpty(given.confirm.dismissText),
        })
      : undefined,
  });

export const slack: Integration<SlackConfig> = {
  key: 'slack_configs',
  check: (config, path) =>
    firstIssues(
      () => checkFields(config, path),
      () => checkHttp(config.httpConfig, `${path}.httpConfig`),
      () => checkTimeout(config.timeout, `${path}.timeout`),
    ),
  load: (config, path, context) =>
    firstIssues(
      () => httpVersions(config.httpConfig, `${path}.httpConfig`, context),
      () => loadSecret(context.material, context.namespace, config.apiURL, `${path}.apiURL`),
      () =>
        requires(config.messageText, releaseForObjects(schema, 'message_text'), `${path}.messageText`, context.version),
      () =>
        requires(
          config.updateMessage,
          releaseForObjects(schema, 'update_message'),
          `${path}.updateMessage`,
          context.version,
        ),
      () => checkUrl(config, path, context),
      () => loadHttp(config.httpConfig, `${path}.httpConfig`, context),
    ),
  emit: (config, context) =>
    section({
      send_resolved: config.sendResolved,
      http_config: httpSection(config.httpConfig, context),
      api_url: secretValue(context.material, context.namespace, config.apiURL)?.trim(),
      channel: nonEmpty(config.channel),
      username: nonEmpty(config.username),
      color: nonEmpty(config.color),
      title: nonEmpty(config.title),
      title_link: nonEmpty(config.titleLink),
      pretext: nonEmpty(config.pretext),
      text: nonEmpty(config.text),
      fields: nonEmptyList(config.fields)?.map(({ title, value, short }) =>
        section({ title, value, short: short || undefined }),
      ),
      short_fields: config.shortFields || undefined,
      footer: nonEmpty(config.footer),
      fallback: nonEmpty(config.fallback),
      callback_id: nonEmpty(config.callbackId),
      icon_emoji: nonEmpty(config.iconEmoji),
      icon_url: nonEmpty(config.iconURL),
      image_url: nonEmpty(config.imageURL),
      thumb_url: nonEmpty(config.thumbURL),
      link_names: config.linkNames || undefined,
      mrkdwn_in: nonEmptyList(config.mrkdwnIn),
      actions: nonEmptyList(config.actions)?.map(action),
      timeout: normalDuration(config.timeout),
      message_text: nonEmpty(config.messageText),
      update_message: config.updateMessage,
    }),
};
