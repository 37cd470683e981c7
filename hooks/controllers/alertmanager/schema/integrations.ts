// The integrations of a receiver in Alertmanager's configuration file: one table each, fields in the order in which
// they are written.
import { chatIntegrations } from './chats.ts';
import { http, mailTls, sub } from './clients.ts';
import {
  anything,
  choice,
  duration,
  type FieldType,
  flag,
  goDuration,
  goTextDuration,
  hostPort,
  integer,
  list,
  mapOf,
  spelledGoDuration,
  type Table,
  templateUrl,
  text,
  unlessEmpty,
  url,
} from './fields.ts';
import { jiraText } from './values.ts';

const INT32 = 2_147_483_647;
const strings: FieldType = mapOf(text);

const webhook: Table = {
  name: 'webhook',
  rows: [
    ['send_resolved', flag, 'set'],
    ['url', templateUrl],
    ['url_file', text],
    ['http_config', http],
    ['max_alerts', integer(0, INT32)],
    ['timeout', goDuration],
    ['payload', anything],
  ],
};

const pagerdutyImage: Table = {
  name: 'pagerduty_image',
  rows: [
    ['src', text],
    ['alt', text],
    ['href', text],
  ],
};

const pagerdutyLink: Table = {
  name: 'pagerduty_link',
  rows: [
    ['href', text],
    ['text', text],
  ],
};

const pagerduty: Table = {
  name: 'pagerduty',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['service_key', text],
    ['service_key_file', text],
    ['routing_key', text],
    ['routing_key_file', text],
    ['url', url],
    ['client', text],
    ['client_url', text],
    ['description', text],
    ['details', mapOf(anything)],
    ['images', list(sub(() => pagerdutyImage))],
    ['links', list(sub(() => pagerdutyLink))],
    ['severity', text],
    ['class', text],
    ['component', text],
    ['group', text],
    ['source', text],
    ['timeout', goDuration],
  ],
};

const opsgenieResponder: Table = {
  name: 'opsgenie_responder',
  rows: [
    ['id', text],
    ['name', text],
    ['username', text],
    ['type', text],
  ],
};

const opsgenie: Table = {
  name: 'opsgenie',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_key', text],
    ['api_key_file', text],
    ['api_url', url],
    ['message', text],
    ['description', text],
    ['source', text],
    ['details', strings],
    ['responders', list(sub(() => opsgenieResponder))],
    ['tags', text],
    ['note', text],
    ['priority', text],
    ['update_alerts', flag, 'set'],
    ['entity', text],
    ['actions', text],
  ],
};

const wechat: Table = {
  name: 'wechat',
  rows: [
    ['send_resolved', flag, 'set'],
    ['api_secret', text],
    ['api_url', url],
    ['corp_id', text],
    ['agent_id', text],
    ['to_user', text],
    ['to_party', text],
    ['to_tag', text],
    ['message', text],
    ['message_type', text],
    ['http_config', http],
    ['api_secret_file', text],
  ],
};

const emailThreading: Table = {
  name: 'email_threading',
  rows: [
    ['enabled', flag, 'set'],
    ['thread_by_date', text],
  ],
};

const email: Table = {
  name: 'email',
  rows: [
    ['send_resolved', flag, 'set'],
    ['to', text],
    ['from', text],
    ['hello', text],
    ['smarthost', hostPort],
    ['auth_username', text],
    ['auth_password', text],
    ['auth_password_file', text],
    ['auth_secret', text],
    ['auth_secret_file', text],
    ['auth_identity', text],
    ['headers', strings],
    ['html', text, 'set'],
    ['text', text, 'set'],
    ['require_tls', flag, 'set'],
    ['tls_config', mailTls],
    ['force_implicit_tls', flag, 'set'],
    ['threading', sub(() => emailThreading)],
  ],
};

const pushover: Table = {
  name: 'pushover',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['user_key', text],
    ['user_key_file', text],
    ['token', text],
    ['token_file', text],
    ['title', text],
    ['message', text],
    ['url', text],
    ['url_title', text],
    ['ttl', spelledGoDuration],
    ['device', text],
    ['sound', text],
    ['priority', text],
    ['retry', goTextDuration],
    ['expire', goTextDuration],
    ['html', flag, 'set'],
    ['monospace', flag, 'set'],
  ],
};

const victorops: Table = {
  name: 'victorops',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_key', text],
    ['api_key_file', text],
    ['api_url', url],
    ['routing_key', text],
    ['message_type', text],
    ['state_message', text],
    ['entity_display_name', text],
    ['monitoring_tool', text],
    ['custom_fields', strings],
  ],
};

const sigv4: Table = {
  name: 'sigv4',
  rows: [
    ['region', text],
    ['access_key', text],
    ['secret_key', text],
    ['profile', text],
    ['role_arn', text],
    ['external_id', text],
    ['use_fips_sts_endpoint', flag, 'beyond'],
  ],
};

const sns: Table = {
  name: 'sns',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['api_url', text],
    ['sigv4', unlessEmpty(sub(() => sigv4))],
    ['topic_arn', text],
    ['phone_number', text],
    ['target_arn', text],
    ['subject', text],
    ['message', text],
    ['attributes', strings],
    ['use_aws_http_client', flag],
  ],
};

const jira: Table = {
  name: 'jira',
  rows: [
    ['http_config', http],
    ['send_resolved', flag, 'set'],
    ['api_url', url],
    ['project', text],
    ['summary', jiraText],
    ['description', jiraText],
    ['labels', list(text)],
    ['priority', text],
    ['issue_type', text],
    ['reopen_transition', text],
    ['resolve_transition', text],
    ['wont_fix_resolution', text],
    ['reopen_duration', { ...duration, isEmpty: (value) => value === '0s' }],
    ['fields', mapOf(anything)],
    ['api_type', choice('auto', 'cloud', 'datacenter')],
  ],
};

const incidentio: Table = {
  name: 'incidentio',
  rows: [
    ['send_resolved', flag, 'set'],
    ['http_config', http],
    ['url', url],
    ['url_file', text],
    ['alert_source_token', text],
    ['alert_source_token_file', text],
    ['max_alerts', integer(0, INT32), 'set'],
    ['timeout', goDuration],
  ],
};

/** The key in a receiver -> the table of its entries, in the order in which they are written. */
export const integrations = {
  opsgenie_configs: opsgenie,
  pagerduty_configs: pagerduty,
  slack_configs: chatIntegrations.slack,
  webhook_configs: webhook,
  wechat_configs: wechat,
  email_configs: email,
  pushover_configs: pushover,
  victorops_configs: victorops,
  sns_configs: sns,
  telegram_configs: chatIntegrations.telegram,
  discord_configs: chatIntegrations.discord,
  webex_configs: chatIntegrations.webex,
  msteams_configs: chatIntegrations.msteams,
  msteamsv2_configs: chatIntegrations.msteamsv2,
  jira_configs: jira,
  rocketchat_configs: chatIntegrations.rocketchat,
  mattermost_configs: chatIntegrations.mattermost,
  incidentio_configs: incidentio,
} as const satisfies Readonly<Record<string, Table>>;
export type IntegrationKey = keyof typeof integrations;
