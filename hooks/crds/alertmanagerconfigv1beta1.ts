// The AlertmanagerConfig kind in v1beta1, which a cluster serves only with a conversion webhook.

import { type Static, Type } from '@sinclair/typebox';
import { DiscordConfigV1beta1 } from './receivers/discord.ts';
import { EmailConfigV1beta1 } from './receivers/email.ts';
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
import { optional, required } from './shared/schema.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { DayOfMonthRange, MonthRange, TimeRange, WeekdayRange, YearRange } from './shared/timeinterval.ts';

export const MatcherV1beta1 = Type.Object({
  matchType: optional(MatchType),
  name: NonEmptyString,
  value: optional(Type.String()),
});
export type MatcherV1beta1 = Static<typeof MatcherV1beta1>;

export const InhibitRuleV1beta1 = Type.Object({
  equal: optional(Type.Array(Type.String())),
  sourceMatch: optional(Type.Array(MatcherV1beta1)),
  targetMatch: optional(Type.Array(MatcherV1beta1)),
});
export type InhibitRuleV1beta1 = Static<typeof InhibitRuleV1beta1>;

export const ReceiverV1beta1 = Type.Object({
  discordConfigs: optional(Type.Array(DiscordConfigV1beta1)),
  emailConfigs: optional(Type.Array(EmailConfigV1beta1)),
  msteamsConfigs: optional(Type.Array(MSTeamsConfigV1beta1)),
  msteamsv2Configs: optional(Type.Array(MSTeamsV2ConfigV1beta1)),
  name: NonEmptyString,
  opsgenieConfigs: optional(Type.Array(OpsGenieConfigV1beta1)),
  pagerdutyConfigs: optional(Type.Array(PagerDutyConfigV1beta1)),
  pushoverConfigs: optional(Type.Array(PushoverConfigV1beta1)),
  rocketchatConfigs: optional(Type.Array(RocketChatConfigV1beta1)),
  slackConfigs: optional(Type.Array(SlackConfigV1beta1)),
  snsConfigs: optional(Type.Array(SNSConfigV1beta1)),
  telegramConfigs: optional(Type.Array(TelegramConfigV1beta1)),
  victoropsConfigs: optional(Type.Array(VictorOpsConfigV1beta1)),
  webexConfigs: optional(Type.Array(WebexConfigV1beta1)),
  webhookConfigs: optional(Type.Array(WebhookConfigV1beta1)),
  wechatConfigs: optional(Type.Array(WeChatConfigV1beta1)),
});
export type ReceiverV1beta1 = Static<typeof ReceiverV1beta1>;

export const RouteV1beta1 = Type.Object({
  activeTimeIntervals: optional(Type.Array(Type.String())),
  continue: optional(Type.Boolean()),
  groupBy: optional(Type.Array(Type.String())),
  groupInterval: optional(NonEmptyDuration),
  groupWait: optional(NonEmptyDuration),
  matchers: optional(Type.Array(MatcherV1beta1)),
  muteTimeIntervals: optional(Type.Array(Type.String())),
  receiver: optional(Type.String()),
  repeatInterval: optional(NonEmptyDuration),
  routes: optional(Type.Array(Type.Unknown())),
});
export type RouteV1beta1 = Static<typeof RouteV1beta1>;

export const TimePeriod = Type.Object({
  daysOfMonth: optional(Type.Array(DayOfMonthRange)),
  months: optional(Type.Array(MonthRange)),
  times: optional(Type.Array(TimeRange)),
  weekdays: optional(Type.Array(WeekdayRange)),
  years: optional(Type.Array(YearRange)),
});
export type TimePeriod = Static<typeof TimePeriod>;

export const TimeIntervalV1beta1 = Type.Object({
  name: Type.String(),
  timeIntervals: optional(Type.Array(TimePeriod)),
});
export type TimeIntervalV1beta1 = Static<typeof TimeIntervalV1beta1>;

export const AlertmanagerConfigSpecV1beta1 = Type.Object({
  inhibitRules: optional(Type.Array(InhibitRuleV1beta1)),
  receivers: optional(Type.Array(ReceiverV1beta1)),
  route: optional(RouteV1beta1),
  timeIntervals: optional(Type.Array(TimeIntervalV1beta1)),
});
export type AlertmanagerConfigSpecV1beta1 = Static<typeof AlertmanagerConfigSpecV1beta1>;

export const AlertmanagerConfigV1beta1 = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerConfigSpecV1beta1, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type AlertmanagerConfigV1beta1 = Static<typeof AlertmanagerConfigV1beta1>;
