// Integrations with chat services: one table each, fields in the order in which they are written.
import { http, sub } from './clients.ts';
import { choice, flag, goDuration, integer, list, type Row, type Table, text, url } from './fields.ts';
import { nullableFlag } from './values.ts';

const slackField: Table = {
  name: 'slack_field',
  rows: [
    ['title', text],
    ['value', text],
    ['short', flag],
  ],
};

const slackConfirm: Table = {
  name: 'slack_confirm',
  rows: [
    ['text', text],
    ['title', text],
    ['ok_text', text],
    ['dismiss_text', text],
  ],
};

const slackAction: Table = {
  name: 'slack_action',
  rows: [
    ['type', text],
    ['text', text],
    ['url', text],
    ['style', text],
    ['name', text],
    ['value', text],
    ['confirm', sub(() => slackConfirm)],
  ],
};

const slack: Table = {
  name: 'slack',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_url', url],
    ['api_url_file', text],
    ['app_token', text],
    ['app_token_file', text],
    ['app_url', url],
    ['channel', text],
    ['username', text],
    ['color', text],
    ['title', text],
    ['title_link', text],
    ['pretext', text],
    ['text', text],
    ['fields', list(sub(() => slackField))],
    ['short_fields', flag],
    ['footer', text],
    ['fallback', text],
    ['callback_id', text],
    ['icon_emoji', text],
    ['icon_url', text],
    ['image_url', text],
    ['thumb_url', text],
    ['link_names', flag],
    ['mrkdwn_in', list(text)],
    ['actions', list(sub(() => slackAction))],
    ['timeout', goDuration],
    ['message_text', text],
    ['update_message', flag, 'set'],
  ],
};

const telegram: Table = {
  name: 'telegram',
  rows: [
    ['send_resolved', flag, 'set'],
    ['api_url', url],
    ['bot_token', text],
    ['bot_token_file', text],
    ['chat_id', integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
    ['chat_id_file', text],
    ['message_thread_id', integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
    ['message', text],
    ['disable_notifications', flag],
    ['parse_mode', choice('', 'Markdown', 'MarkdownV2', 'HTML')],
    ['http_config', http],
  ],
};

const discord: Table = {
  name: 'discord',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['webhook_url', url],
    ['webhook_url_file', text, 'beyond'],
    ['title', text],
    ['message', text],
    ['content', text],
    ['username', text],
    ['avatar_url', text],
  ],
};

const webex: Table = {
  name: 'webex',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_url', url],
    ['message', text],
    ['room_id', text, 'always'],
  ],
};

const msteams: Table = {
  name: 'msteams',
  rows: [
    ['send_resolved', flag, 'set'],
    ['webhook_url', url],
    ['webhook_url_file', text, 'beyond'],
    ['title', text],
    ['summary', text],
    ['text', text],
    ['http_config', http],
  ],
};

const msteamsv2: Table = {
  name: 'msteamsv2',
  rows: [
    ['send_resolved', flag, 'set'],
    ['webhook_url', url],
    ['webhook_url_file', text],
    ['title', text],
    ['text', text],
    ['http_config', http],
  ],
};

const rocketchatField: Table = {
  name: 'rocketchat_field',
  rows: [
    ['short', nullableFlag, 'always'],
    ['title', text],
    ['value', text],
  ],
};

/** Alertmanager has no other names for the fields of an action: it refuses `is_webview`, which the Go operator adds. */
const rocketchatAction: Table = {
  name: 'rocketchat_action',
  rows: [
    ['type', text],
    ['text', text],
    ['url', text],
    ['msg', text],
  ],
};

const rocketchat: Table = {
  name: 'rocketchat',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_url', url],
    ['token_id', text, 'set'],
    ['token_id_file', text],
    ['token', text, 'set'],
    ['token_file', text],
    ['channel', text],
    ['color', text],
    ['title', text],
    ['title_link', text],
    ['text', text],
    ['fields', list(sub(() => rocketchatField))],
    ['short_fields', flag, 'always'],
    ['emoji', text],
    ['icon_url', text],
    ['image_url', text],
    ['thumb_url', text],
    ['link_names', flag, 'always'],
    ['actions', list(sub(() => rocketchatAction))],
  ],
};

/** An attachment of Mattermost; since 0.32 its fields can stand in the message itself. */
const attachment: readonly Row[] = [
  ['fallback', text],
  ['color', text],
  ['pretext', text],
  ['author_name', text],
  ['author_link', text],
  ['author_icon', text],
  ['title', text],
  ['title_link', text],
  ['fields', list(sub(() => mattermostField))],
  ['thumb_url', text],
  ['footer', text],
  ['footer_icon', text],
  ['image_url', text],
];

const mattermostField: Table = { name: 'mattermost_field', rows: slackField.rows };
const mattermostAttachment: Table = { name: 'mattermost_attachment', rows: [['text', text], ...attachment] };
const mattermostProps: Table = { name: 'mattermost_props', rows: [['card', text, 'set']] };
const mattermostPriority: Table = {
  name: 'mattermost_priority',
  rows: [
    ['priority', text],
    ['requested_ack', flag, 'set'],
    ['persistent_notifications', flag, 'set'],
  ],
};

const mattermost: Table = {
  name: 'mattermost',
  rows: [
    ['send_resolved', flag, 'set'],
    ['webhook_url', url],
    ['webhook_url_file', text],
    ['channel', text],
    ['username', text],
    ['text', text],
    ['icon_url', text],
    ['icon_emoji', text],
    ['attachments', list(sub(() => mattermostAttachment))],
    ['props', sub(() => mattermostProps)],
    ['priority', sub(() => mattermostPriority)],
    ...attachment,
    ['http_config', http],
    ['type', text, 'beyond'],
  ],
};

export const chatIntegrations = {
  slack,
  telegram,
  discord,
  webex,
  msteams,
  msteamsv2,
  rocketchat,
  mattermost,
} as const;
