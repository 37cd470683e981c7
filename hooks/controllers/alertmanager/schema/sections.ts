// The sections of Alertmanager's configuration file, apart from the integrations of receivers
// (prometheus.io/docs/alerting/latest/configuration). Fields stand in the order in which they are written.

import { http, mailTls, sub } from './clients.ts';
import {
  anything,
  duration,
  flag,
  hostPort,
  list,
  mapOf,
  type Row,
  spelledDuration,
  type Table,
  text,
  url,
} from './fields.ts';
import { integrations } from './integrations.ts';
import { groupLabel, interval, labelName, matcher, regex } from './values.ts';

const global: Table = {
  name: 'global',
  rows: [
    ['resolve_timeout', duration],
    ['http_config', http],
    ['smtp_from', text],
    ['smtp_hello', text],
    ['smtp_smarthost', hostPort],
    ['smtp_auth_username', text],
    ['smtp_auth_password', text],
    ['smtp_auth_password_file', text],
    ['smtp_auth_secret', text],
    ['smtp_auth_secret_file', text],
    ['smtp_auth_identity', text],
    ['smtp_require_tls', flag, 'set'],
    ['smtp_tls_config', mailTls],
    ['smtp_force_implicit_tls', flag, 'set'],
    ['slack_api_url', url],
    ['slack_api_url_file', text],
    ['pagerduty_url', url],
    ['opsgenie_api_url', url],
    ['opsgenie_api_key', text],
    ['opsgenie_api_key_file', text],
    ['wechat_api_url', url],
    ['wechat_api_secret', text],
    ['wechat_api_corp_id', text],
    ['victorops_api_url', url],
    ['victorops_api_key', text],
    ['victorops_api_key_file', text],
    ['telegram_api_url', url],
    ['telegram_bot_token', text],
    ['telegram_bot_token_file', text],
    ['webex_api_url', url],
    ['jira_api_url', url],
    ['rocketchat_api_url', url],
    ['rocketchat_token', text],
    ['rocketchat_token_file', text],
    ['rocketchat_token_id', text],
    ['rocketchat_token_id_file', text],
    ['slack_app_token', text],
    ['slack_app_token_file', text],
    ['slack_app_url', url],
    ['wechat_api_secret_file', text],
    ['mattermost_webhook_url', url],
    ['mattermost_webhook_url_file', text],
  ],
};

const route: Table = {
  name: 'route',
  rows: [
    ['receiver', text],
    ['group_by', list(groupLabel)],
    ['match', mapOf(text)],
    ['match_re', mapOf(regex)],
    ['matchers', list(matcher)],
    ['continue', flag],
    ['routes', list(sub(() => route))],
    ['group_wait', spelledDuration],
    ['group_interval', spelledDuration],
    ['repeat_interval', spelledDuration],
    ['mute_time_intervals', list(text)],
    ['active_time_intervals', list(text)],
    ['labels', mapOf(text), 'beyond'],
  ],
};

const inhibitRule: Table = {
  name: 'inhibit_rule',
  rows: [
    ['name', text, 'beyond'],
    ['target_match', mapOf(text)],
    ['target_match_re', mapOf(regex)],
    ['target_matchers', list(matcher)],
    ['source_match', mapOf(text)],
    ['source_match_re', mapOf(regex)],
    ['source_matchers', list(matcher)],
    ['equal', list(labelName)],
  ],
};

const muteTime: Table = {
  name: 'time_interval',
  rows: [
    ['name', text, 'always'],
    ['time_intervals', list(sub(() => interval)), 'always'],
  ],
};

const receiver: Table = {
  name: 'receiver',
  rows: [
    ['name', text, 'always'],
    ['labels', mapOf(text), 'beyond'],
    ...Object.entries(integrations).map(([key, table]): Row => [key, list(sub(() => table))]),
  ],
};

/** The whole file. */
export const configTable: Table = {
  name: 'config',
  rows: [
    ['global', sub(() => global)],
    ['route', sub(() => route)],
    ['inhibit_rules', list(sub(() => inhibitRule))],
    ['receivers', list(sub(() => receiver))],
    ['mute_time_intervals', list(sub(() => muteTime))],
    ['time_intervals', list(sub(() => muteTime))],
    ['templates', list(text), 'always'],
    ['tracing', mapOf(anything), 'beyond'],
    ['event_recorder', mapOf(anything), 'beyond'],
  ],
};
