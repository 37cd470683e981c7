// The AlertmanagerConfig kind as stored (v1alpha1): routes, receivers, inhibitions and mute times of one namespace.

import { type Static, Type } from '@sinclair/typebox';
import { DiscordConfig } from './receivers/discord.ts';
import { EmailConfig } from './receivers/email.ts';
import { KeyValue } from './receivers/keyvalue.ts';
import { MSTeamsConfig, MSTeamsV2Config } from './receivers/msteams.ts';
import { OpsGenieConfig } from './receivers/opsgenie.ts';
import { PagerDutyConfig } from './receivers/pagerduty.ts';
import { PushoverConfig } from './receivers/pushover.ts';
import { RocketChatConfig } from './receivers/rocketchat.ts';
import { SlackConfig } from './receivers/slack.ts';
import { SNSConfig } from './receivers/sns.ts';
import { TelegramConfig } from './receivers/telegram.ts';
import { VictorOpsConfig } from './receivers/victorops.ts';
import { WebexConfig } from './receivers/webex.ts';
import { WebhookConfig } from './receivers/webhook.ts';
import { WeChatConfig } from './receivers/wechat.ts';
import { MatchType } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { NonEmptyDuration, NonEmptyString } from './shared/scalars.ts';
import { atomicList, mapList, optional, required, setList } from './shared/schema.ts';
import { alertmanagerSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { DayOfMonthRange, MonthRange, TimeRange, WeekdayRange, YearRange } from './shared/timeinterval.ts';

export const Matcher = Type.Object({
  matchType: optional(
    MatchType,
    'Equal (=), not equal (!=), matches (=~) or does not match (!~); unset, regex decides. ' +
      `${alertmanagerSince('matchers.matchType')}.`,
  ),
  name: required(NonEmptyString, 'Label to compare.'),
  regex: optional(Type.Boolean(), 'Deprecated, use matchType: whether value is an expression.'),
  value: optional(Type.String(), 'Value to compare with; an anchored RE2 expression with =~ and !~.'),
});
export type Matcher = Static<typeof Matcher>;

export const InhibitRule = Type.Object({
  equal: optional(atomicList(Type.String()), 'Labels that both alerts must share.'),
  sourceMatch: optional(atomicList(Matcher), 'Alerts that silence.'),
  targetMatch: optional(atomicList(Matcher), 'Alerts that are silenced.'),
});
export type InhibitRule = Static<typeof InhibitRule>;

export const TimeInterval = Type.Object({
  daysOfMonth: optional(atomicList(DayOfMonthRange), 'Days of the month.'),
  months: optional(atomicList(MonthRange), 'Months by name or number, or ranges such as may:august.'),
  times: optional(atomicList(TimeRange), 'Times of day, in UTC.'),
  weekdays: optional(atomicList(WeekdayRange), 'Weekdays, or ranges such as monday:friday.'),
  years: optional(atomicList(YearRange), 'Years, or ranges such as 2026:2028.'),
});
export type TimeInterval = Static<typeof TimeInterval>;

export const MuteTimeInterval = Type.Object({
  name: required(Type.String(), 'Name that routes refer to.'),
  timeIntervals: optional(atomicList(TimeInterval), 'Times; one that holds is enough.'),
});
export type MuteTimeInterval = Static<typeof MuteTimeInterval>;

export const Receiver = Type.Object({
  discordConfigs: optional(atomicList(DiscordConfig), `Discord. ${alertmanagerSince('discord_configs')}.`),
  emailConfigs: optional(atomicList(EmailConfig), 'E-mail.'),
  msteamsConfigs: optional(
    atomicList(MSTeamsConfig),
    `Microsoft Teams by connector. ${alertmanagerSince('msteams_configs')}.`,
  ),
  msteamsv2Configs: optional(
    atomicList(MSTeamsV2Config),
    `Microsoft Teams by workflow. ${alertmanagerSince('msteamsv2_configs')}.`,
  ),
  name: required(NonEmptyString, 'Name that routes refer to; unique in this object.'),
  opsgenieConfigs: optional(atomicList(OpsGenieConfig), 'OpsGenie.'),
  pagerdutyConfigs: optional(atomicList(PagerDutyConfig), 'PagerDuty.'),
  pushoverConfigs: optional(atomicList(PushoverConfig), 'Pushover.'),
  rocketchatConfigs: optional(atomicList(RocketChatConfig), `Rocket.Chat. ${alertmanagerSince('rocketchat_configs')}.`),
  slackConfigs: optional(atomicList(SlackConfig), 'Slack.'),
  snsConfigs: optional(atomicList(SNSConfig), 'Amazon SNS.'),
  telegramConfigs: optional(atomicList(TelegramConfig), `Telegram. ${alertmanagerSince('telegram_configs')}.`),
  victoropsConfigs: optional(atomicList(VictorOpsConfig), 'VictorOps (Splunk On-Call).'),
  webexConfigs: optional(atomicList(WebexConfig), `Webex. ${alertmanagerSince('webex_configs')}.`),
  webhookConfigs: optional(atomicList(WebhookConfig), 'Any HTTP endpoint.'),
  wechatConfigs: optional(atomicList(WeChatConfig), 'WeChat.'),
});
export type Receiver = Static<typeof Receiver>;

export const Route = Type.Object({
  activeTimeIntervals: optional(
    setList(Type.String()),
    `The route sends notifications only in these times. ${alertmanagerSince('route.active_time_intervals')}.`,
  ),
  continue: optional(Type.Boolean(), 'Whether later siblings are tried after a match; always true on the top route.'),
  groupBy: optional(
    setList(Type.String()),
    'Labels that alerts of one notification share; ... alone means all labels.',
  ),
  groupInterval: optional(NonEmptyDuration, 'Wait before new alerts of a group are notified.'),
  groupWait: optional(NonEmptyDuration, 'Wait before the first notification of a group, for more alerts to join.'),
  labels: optional(
    mapList(KeyValue, ['key']),
    'Labels for the alerts of this route and of the routes below it, where they can be overridden; templates. ' +
      `${alertmanagerSince('route.labels')}.`,
  ),
  matchers: optional(atomicList(Matcher), 'Matchers that an alert must fulfil to take this route.'),
  muteTimeIntervals: optional(setList(Type.String()), 'The route sends no notifications in these times.'),
  receiver: optional(Type.String(), 'Receiver to notify; needed on the top route.'),
  repeatInterval: optional(NonEmptyDuration, 'Wait before a notification is repeated.'),
  routes: optional(atomicList(Type.Unknown()), 'Routes below this one, of the same form.'),
});
export type Route = Static<typeof Route>;

export const AlertmanagerConfigSpec = Type.Object({
  inhibitRules: optional(
    atomicList(InhibitRule),
    'Alerts that silence others while they fire; limited to the namespace unless the Alertmanager disables it.',
  ),
  muteTimeIntervals: optional(atomicList(MuteTimeInterval), 'Named times that routes refer to.'),
  receivers: optional(mapList(Receiver, ['name']), 'Where notifications can go.'),
  route: optional(
    Route,
    'Top route; it gets a matcher for the namespace unless the Alertmanager disables it. Without it only ' +
      'inhibitRules count.',
  ),
});
export type AlertmanagerConfigSpec = Static<typeof AlertmanagerConfigSpec>;

export const AlertmanagerConfig = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerConfigSpec, 'Routes, receivers, inhibitions and times.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type AlertmanagerConfig = Static<typeof AlertmanagerConfig>;
