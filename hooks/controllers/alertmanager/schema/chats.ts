// Chat services in Alertmanager's configuration file, apart from Slack: one table each, fields in the order in which
// they are written.
import { since } from '../../../versions/alertmanager.ts';
import { addresses, at, authorizes, exclusiveEvenEmpty, given, here, oneOf } from './constraints.ts';
import { http } from './http.ts';
import type { Check, Row, Table } from './table.ts';
import { choice, flag, goDuration, integer, link, list, text, url } from './types.ts';
import { nullableFlag } from './values.ts';
import { sub } from './walk.ts';

const anyInteger = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

export const telegram: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['api_url', url],
    ['bot_token', text],
    ['bot_token_file', text, { since: since('telegram.bot_token_file'), objects: 'since', excludes: 'bot_token' }],
    ['chat_id', anyInteger],
    ['chat_id_file', text, { since: since('telegram.chat_id_file'), excludes: 'chat_id' }],
    ['message_thread_id', anyInteger, { since: since('telegram.message_thread_id') }],
    ['message', text],
    ['disable_notifications', flag],
    ['parse_mode', choice('', 'Markdown', 'MarkdownV2', 'HTML')],
    ['http_config', http],
    ['timeout', goDuration, { since: since('telegram.timeout'), extension: true }],
  ],
  constraints: [
    at(['object'], given('bot_token', 'bot_token_file')),
    at(['object'], exclusiveEvenEmpty('bot_token', 'bot_token_file')),
    at(['loader', 'object', 'operator'], oneOf(['chat_id', 'chat_id_file'])),
    at(['operator'], oneOf(['bot_token', 'bot_token_file'], since('telegram.global_bot_token'))),
  ],
  needs: [here(['bot_token', 'bot_token_file'], ['telegram_bot_token', 'telegram_bot_token_file'])],
};

export const discord: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['webhook_url', url],
    ['webhook_url_file', text, { since: since('discord.webhook_url_file'), excludes: 'webhook_url', extension: true }],
    ['title', text],
    ['message', text],
    ['content', text, { since: since('discord.content') }],
    ['username', text, { since: since('discord.username') }],
    ['avatar_url', text, { since: since('discord.avatar_url') }],
  ],
  constraints: [oneOf(['webhook_url', 'webhook_url_file'])],
};

const authorized: Check = (section) => (authorizes(section) ? [] : [['http_config.authorization', 'is needed']]);

export const webex: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_url', url],
    ['message', text],
    ['room_id', text, { keep: 'always' }],
  ],
  constraints: [at(['loader', 'operator'], oneOf(['room_id'])), authorized],
};

export const msteams: Table = {
  operator: 'as loader',
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['webhook_url', url],
    ['webhook_url_file', text, { since: since('msteams.webhook_url_file'), excludes: 'webhook_url', extension: true }],
    ['title', text],
    ['summary', text, { since: since('msteams.summary') }],
    ['text', text],
    ['http_config', http],
  ],
  constraints: [oneOf(['webhook_url', 'webhook_url_file'])],
};

export const msteamsv2: Table = {
  operator: 'as loader',
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['webhook_url', url],
    ['webhook_url_file', text, { excludes: 'webhook_url' }],
    ['title', text],
    ['text', text],
    ['http_config', http],
  ],
  constraints: [oneOf(['webhook_url', 'webhook_url_file'])],
};

const rocketchatField: Table = {
  rows: [
    ['short', nullableFlag, { keep: 'always' }],
    ['title', text],
    ['value', text],
  ],
};

/** Alertmanager has no other names for the fields of an action: it refuses `is_webview`, which the Go operator adds. */
const rocketchatAction: Table = {
  rows: [
    ['type', text],
    ['text', text],
    ['url', link],
    ['msg', text],
  ],
};

export const rocketchat: Table = {
  operator: 'as loader',
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_url', url],
    ['token_id', text, { keep: 'set' }],
    ['token_id_file', text, { excludes: 'token_id' }],
    ['token', text, { keep: 'set' }],
    ['token_file', text, { excludes: 'token' }],
    ['channel', text],
    ['color', text],
    ['title', text],
    ['title_link', text],
    ['text', text],
    ['message_text', text, { since: since('rocketchat.message_text'), extension: true }],
    ['fields', list(sub(() => rocketchatField))],
    ['short_fields', flag, { keep: 'always' }],
    ['emoji', text],
    ['icon_url', link],
    ['image_url', link],
    ['thumb_url', link],
    ['link_names', flag, { keep: 'always' }],
    ['actions', list(sub(() => rocketchatAction))],
  ],
  needs: [
    here(['token_id', 'token_id_file'], ['rocketchat_token_id', 'rocketchat_token_id_file']),
    here(['token', 'token_file'], ['rocketchat_token', 'rocketchat_token_file']),
  ],
};

const LINKS = ['author_link', 'author_icon', 'title_link', 'thumb_url', 'footer_icon', 'image_url'] as const;

const mattermostField: Table = {
  rows: [
    ['title', text, { required: true }],
    ['value', text, { required: true }],
    ['short', flag],
  ],
};

/** The fields of an attachment. Since 0.32 they can stand in the message itself. */
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

const mattermostAttachment: Table = {
  rows: [['text', text], ...attachment],
  constraints: [at(['operator'], addresses(...LINKS))],
};

const mattermostProps: Table = { rows: [['card', text, { keep: 'set' }]] };

const mattermostPriority: Table = {
  rows: [
    ['priority', text],
    ['requested_ack', flag, { keep: 'set' }],
    ['persistent_notifications', flag, { keep: 'set' }],
  ],
};

export const mattermost: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['webhook_url', url],
    ['webhook_url_file', text, { excludes: 'webhook_url' }],
    ['channel', text],
    ['username', text],
    ['text', text],
    ['icon_url', text],
    ['icon_emoji', text],
    ['attachments', list(sub(() => mattermostAttachment))],
    ['props', sub(() => mattermostProps)],
    ['priority', sub(() => mattermostPriority)],
    ...attachment.map(([key, type]): Row => [key, type, { since: since('mattermost.attachment') }]),
    ['http_config', http],
    ['type', text, { extension: true }],
  ],
  constraints: [
    at(['operator'], oneOf(['webhook_url', 'webhook_url_file'], since('mattermost.global_webhook_url'))),
    at(['operator'], addresses('icon_url', ...LINKS)),
  ],
  needs: [here(['webhook_url', 'webhook_url_file'], ['mattermost_webhook_url', 'mattermost_webhook_url_file'])],
};
