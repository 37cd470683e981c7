// Receiver integration: Slack.
import type { SlackAction, SlackConfig, SlackConfirmationField, SlackField } from '../../../api/receivers/slack.ts';
import { client } from './http.ts';
import { integration, type Mapping } from './mapping.ts';
import { nested, nestedList, secretAddress } from './sources.ts';

const confirm: Mapping<SlackConfirmationField> = {
  text: 'text',
  title: 'title',
  ok_text: 'okText',
  dismiss_text: 'dismissText',
};

const action: Mapping<SlackAction> = {
  type: 'type',
  text: 'text',
  url: 'url',
  style: 'style',
  name: 'name',
  value: 'value',
  confirm: nested('confirm', confirm),
};

const field: Mapping<SlackField> = { title: 'title', value: 'value', short: 'short' };

export const slack = integration<SlackConfig>('slack_configs', {
  send_resolved: 'sendResolved',
  api_url: secretAddress('apiURL'),
  channel: 'channel',
  username: 'username',
  color: 'color',
  title: 'title',
  title_link: 'titleLink',
  pretext: 'pretext',
  text: 'text',
  actions: nestedList('actions', action),
  fields: nestedList('fields', field),
  short_fields: 'shortFields',
  footer: 'footer',
  fallback: 'fallback',
  callback_id: 'callbackId',
  icon_emoji: 'iconEmoji',
  icon_url: 'iconURL',
  image_url: 'imageURL',
  thumb_url: 'thumbURL',
  link_names: 'linkNames',
  mrkdwn_in: 'mrkdwnIn',
  message_text: 'messageText',
  update_message: 'updateMessage',
  http_config: client,
  timeout: 'timeout',
});
