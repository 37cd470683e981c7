// The AlertmanagerConfig kind in v1beta1, which a cluster serves only with a conversion webhook.

import { type Static, Type } from '@sinclair/typebox';
import { DiscordConfigV1beta1 } from './receivers/discord.ts';
import { EmailConfigV1beta1 } from './receivers/email.ts';
import { KeyValue } from './receivers/keyvalue.ts';
import { MSTeamsConfigV1beta1, MSTeamsV2ConfigV1beta1 } from './receivers/msteams.ts';
import { OpsGenieConfigV1beta1 } from './receivers/opsgenie.ts';
import { PagerDutyConfigV1beta1 } from './receivers/pagerduty.ts';
import { PushoverConfigV1beta1 } from './receivers/pushover.ts';
import { RocketChatConfigV1beta1 } from './receivers/rocketchat.ts';
import { SlackConfigV1beta1 } from './receivers/slack.ts';
import { SNSConfigV1beta1 } from './receivers/sns.ts';
import { TelegramConfigV1beta1 } from './receivers/telegram.ts';
import { VictorOpsConfigV1beta1 } from './receivers/victorops.ts';
import { WebexConfigV1beta1 } from './receivers/webex.ts';
import { WebhookConfigV1beta1 } from './receivers/webhook.ts';
import { WeChatConfigV1beta1 } from './receivers/wechat.ts';
import { MatchType } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { NonEmptyDuration, NonEmptyString } from './shared/scalars.ts';
import { mapList, optional, required } from './shared/schema.ts';
import { alertmanagerSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { DayOfMonthRange, MonthRange, TimeRange, WeekdayRange, YearRange } from './shared/timeinterval.ts';

export const MatcherV1beta1 = Type.Object({
  matchType: optional(
    MatchType,
    'Equal (=, if unset), not equal (!=), matches (=~) or does not match (!~). ' +
      `${alertmanagerSince('matchers.matchType')}.`,
  ),
  name: required(NonEmptyString, 'Label to compare.'),
  value: optional(Type.String(), 'Value to compare with; an anchored RE2 expression with =~ and !~.'),
});
export type MatcherV1beta1 = Static<typeof MatcherV1beta1>;

export const InhibitRuleV1beta1 = Type.Object({
  equal: optional(Type.Array(Type.String()), 'Labels that both alerts must share.'),
  sourceMatch: optional(Type.Array(MatcherV1beta1), 'Alerts that silence.'),
  targetMatch: optional(Type.Array(MatcherV1beta1), 'Alerts that are silenced.'),
});
export type InhibitRuleV1beta1 = Static<typeof InhibitRuleV1beta1>;

export const ReceiverV1beta1 = Type.Object({
  discordConfigs: optional(Type.Array(DiscordConfigV1beta1), `Discord. ${alertmanagerSince('discord_configs')}.`),
  emailConfigs: optional(Type.Array(EmailConfigV1beta1), 'E-mail.'),
  msteamsConfigs: optional(
    Type.Array(MSTeamsConfigV1beta1),
    `Microsoft Teams by connector. ${alertmanagerSince('msteams_configs')}.`,
  ),
  msteamsv2Configs: optional(
    Type.Array(MSTeamsV2ConfigV1beta1),
    `Microsoft Teams by workflow. ${alertmanagerSince('msteamsv2_configs')}.`,
  ),
  name: required(NonEmptyString, 'Name that routes refer to; unique in this object.'),
  opsgenieConfigs: optional(Type.Array(OpsGenieConfigV1beta1), 'OpsGenie.'),
  pagerdutyConfigs: optional(Type.Array(PagerDutyConfigV1beta1), 'PagerDuty.'),
  pushoverConfigs: optional(Type.Array(PushoverConfigV1beta1), 'Pushover.'),
  rocketchatConfigs: optional(
    Type.Array(RocketChatConfigV1beta1),
    `Rocket.Chat. ${alertmanagerSince('rocketchat_configs')}.`,
  ),
  slackConfigs: optional(Type.Array(SlackConfigV1beta1), 'Slack.'),
  snsConfigs: optional(Type.Array(SNSConfigV1beta1), 'Amazon SNS.'),
  telegramConfigs: optional(Type.Array(TelegramConfigV1beta1), `Telegram. ${alertmanagerSince('telegram_configs')}.`),
  victoropsConfigs: optional(Type.Array(VictorOpsConfigV1beta1), 'VictorOps (Splunk On-Call).'),
  webexConfigs: optional(Type.Array(WebexConfigV1beta1), `Webex. ${alertmanagerSince('webex_configs')}.`),
  webhookConfigs: optional(Type.Array(WebhookConfigV1beta1), 'Any HTTP endpoint.'),
  wechatConfigs: optional(Type.Array(WeChatConfigV1beta1), 'WeChat.'),
});
export type ReceiverV1beta1 = Static<typeof ReceiverV1beta1>;

export const RouteV1beta1 = Type.Object({
  activeTimeIntervals: optional(
    Type.Array(Type.String()),
    `The route sends notifications only in these times. ${alertmanagerSince('route.active_time_intervals')}.`,
  ),
  continue: optional(Type.Boolean(), 'Whether later siblings are tried after a match; always true on the top route.'),
  groupBy: optional(
    Type.Array(Type.String()),
    'Labels that alerts of one notification share; ... alone means all labels.',
  ),
  groupInterval: optional(NonEmptyDuration, 'Wait before new alerts of a group are notified.'),
  groupWait: optional(NonEmptyDuration, 'Wait before the first notification of a group, for more alerts to join.'),
  labels: optional(
    mapList(KeyValue, ['key']),
    'Labels for the alerts of this route and of the routes below it, where they can be overridden; templates. ' +
      `${alertmanagerSince('route.labels')}.`,
  ),
  matchers: optional(Type.Array(MatcherV1beta1), 'Matchers that an alert must fulfil to take this route.'),
  muteTimeIntervals: optional(Type.Array(Type.String()), 'The route sends no notifications in these times.'),
  receiver: optional(Type.String(), 'Receiver to notify; needed on the top route.'),
  repeatInterval: optional(NonEmptyDuration, 'Wait before a notification is repeated.'),
  routes: optional(Type.Array(Type.Unknown()), 'Routes below this one, of the same form.'),
});
export type RouteV1beta1 = Static<typeof RouteV1beta1>;

export const TimePeriod = Type.Object({
  daysOfMonth: optional(Type.Array(DayOfMonthRange), 'Days of the month.'),
  months: optional(Type.Array(MonthRange), 'Months by name or number, or ranges such as may:august.'),
  times: optional(Type.Array(TimeRange), 'Times of day, in UTC.'),
  weekdays: optional(Type.Array(WeekdayRange), 'Weekdays, or ranges such as monday:friday.'),
  years: optional(Type.Array(YearRange), 'Years, or ranges such as 2026:2028.'),
});
export type TimePeriod = Static<typeof TimePeriod>;

export const TimeIntervalV1beta1 = Type.Object({
  name: required(Type.String(), 'Name that routes refer to.'),
  timeIntervals: optional(Type.Array(TimePeriod), 'Times; one that holds is enough.'),
});
export type TimeIntervalV1beta1 = Static<typeof TimeIntervalV1beta1>;

export const AlertmanagerConfigSpecV1beta1 = Type.Object({
  inhibitRules: optional(
    Type.Array(InhibitRuleV1beta1),
    'Alerts that silence others while they fire; limited to the namespace unless the Alertmanager disables it.',
  ),
  receivers: optional(Type.Array(ReceiverV1beta1), 'Where notifications can go.'),
  route: optional(
    RouteV1beta1,
    'Top route; it gets a matcher for the namespace unless the Alertmanager disables it. Without it only ' +
      'inhibitRules count.',
  ),
  timeIntervals: optional(Type.Array(TimeIntervalV1beta1), 'Named times that routes refer to.'),
});
export type AlertmanagerConfigSpecV1beta1 = Static<typeof AlertmanagerConfigSpecV1beta1>;

export const AlertmanagerConfigV1beta1 = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerConfigSpecV1beta1, 'Routes, receivers, inhibitions and times.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type AlertmanagerConfigV1beta1 = Static<typeof AlertmanagerConfigV1beta1>;
