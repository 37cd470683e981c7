// The section `global` of Alertmanager's configuration file, fields in the order in which they are written.
import { since } from '../../../versions/alertmanager.ts';
import { http, mailTls } from './http.ts';
import { slackOfGlobal } from './slack.ts';
import type { Table } from './table.ts';
import { duration, flag, hostPort, text, url } from './types.ts';

export const global: Table = {
  operator: 'as loader',
  rows: [
    ['resolve_timeout', duration],
    ['http_config', http],
    ['smtp_from', text],
    ['smtp_hello', text],
    ['smtp_smarthost', hostPort],
    ['smtp_auth_username', text],
    ['smtp_auth_password', text],
    [
      'smtp_auth_password_file',
      text,
      { since: since('global.smtp_auth_password_file'), excludes: 'smtp_auth_password' },
    ],
    ['smtp_auth_secret', text],
    ['smtp_auth_secret_file', text, { since: since('global.smtp_auth_secret_file'), excludes: 'smtp_auth_secret' }],
    ['smtp_auth_identity', text],
    ['smtp_require_tls', flag, { keep: 'set' }],
    ['smtp_tls_config', mailTls, { since: since('global.smtp_tls_config') }],
    [
      'smtp_force_implicit_tls',
      flag,
      { since: since('global.smtp_force_implicit_tls'), objects: 'since', keep: 'set' },
    ],
    ['slack_api_url', url],
    ['slack_api_url_file', text, { since: since('global.slack_api_url_file'), excludes: 'slack_api_url' }],
    ['pagerduty_url', url],
    ['opsgenie_api_url', url],
    ['opsgenie_api_key', text],
    ['opsgenie_api_key_file', text, { since: since('global.opsgenie_api_key_file'), excludes: 'opsgenie_api_key' }],
    ['wechat_api_url', url],
    ['wechat_api_secret', text],
    ['wechat_api_corp_id', text],
    ['victorops_api_url', url],
    ['victorops_api_key', text],
    ['victorops_api_key_file', text, { since: since('global.victorops_api_key_file'), excludes: 'victorops_api_key' }],
    ['telegram_api_url', url, { objects: since('global.telegram') }],
    ['telegram_bot_token', text, { since: since('global.telegram_bot_token'), objects: 'since' }],
    [
      'telegram_bot_token_file',
      text,
      { since: since('global.telegram_bot_token_file'), objects: 'since', excludes: 'telegram_bot_token' },
    ],
    ['webex_api_url', url, { objects: since('global.webex') }],
    ['jira_api_url', url, { objects: since('global.jira') }],
    ['rocketchat_api_url', url, { objects: since('global.rocketChat') }],
    ['rocketchat_token', text],
    ['rocketchat_token_file', text, { excludes: 'rocketchat_token' }],
    ['rocketchat_token_id', text],
    ['rocketchat_token_id_file', text, { excludes: 'rocketchat_token_id' }],
    ['slack_app_token', text, { since: since('global.slack_app_token') }],
    ['slack_app_token_file', text, { since: since('global.slack_app_token_file'), excludes: 'slack_app_token' }],
    ['slack_app_url', url, { since: since('global.slack_app_url') }],
    ['wechat_api_secret_file', text, { since: since('global.wechat_api_secret_file'), excludes: 'wechat_api_secret' }],
    ['mattermost_webhook_url', url, { since: since('global.mattermost_webhook_url'), objects: 'since' }],
    [
      'mattermost_webhook_url_file',
      text,
      { since: since('global.mattermost_webhook_url_file'), excludes: 'mattermost_webhook_url' },
    ],
  ],
  constraints: [slackOfGlobal],
};
