// The integrations of a receiver in Alertmanager's configuration file.
import { discord, mattermost, msteams, msteamsv2, rocketchat, telegram, webex } from './chats.ts';
import { email, jira, sns, webhook, wechat } from './messages.ts';
import { incidentio, opsgenie, pagerduty, pushover, victorops } from './paging.ts';
import { slack } from './slack.ts';
import type { Table } from './table.ts';

/** The key in a receiver -> the table of its entries, in the order in which they are written. */
export const integrations = {
  opsgenie_configs: opsgenie,
  pagerduty_configs: pagerduty,
  slack_configs: slack,
  webhook_configs: webhook,
  wechat_configs: wechat,
  email_configs: email,
  pushover_configs: pushover,
  victorops_configs: victorops,
  sns_configs: sns,
  telegram_configs: telegram,
  discord_configs: discord,
  webex_configs: webex,
  msteams_configs: msteams,
  msteamsv2_configs: msteamsv2,
  jira_configs: jira,
  rocketchat_configs: rocketchat,
  mattermost_configs: mattermost,
  incidentio_configs: incidentio,
} as const satisfies Readonly<Record<string, Table>>;
export type IntegrationKey = keyof typeof integrations;
