// The AlertmanagerConfig kind as stored (v1alpha1): routes, receivers, inhibitions and mute times of one namespace.

import { type Static, Type } from '@sinclair/typebox';
import { DiscordConfig } from './receivers/discord.ts';
import { EmailConfig } from './receivers/email.ts';
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
import { ConfigResourceStatus } from './shared/status.ts';
import { DayOfMonthRange, MonthRange, TimeRange, WeekdayRange, YearRange } from './shared/timeinterval.ts';

export const Matcher = Type.Object({
  matchType: optional(MatchType),
  name: NonEmptyString,
  regex: optional(Type.Boolean()),
  value: optional(Type.String()),
});
export type Matcher = Static<typeof Matcher>;

export const InhibitRule = Type.Object({
  equal: optional(atomicList(Type.String())),
  sourceMatch: optional(atomicList(Matcher)),
  targetMatch: optional(atomicList(Matcher)),
});
export type InhibitRule = Static<typeof InhibitRule>;

export const TimeInterval = Type.Object({
  daysOfMonth: optional(atomicList(DayOfMonthRange)),
  months: optional(atomicList(MonthRange)),
  times: optional(atomicList(TimeRange)),
  weekdays: optional(atomicList(WeekdayRange)),
  years: optional(atomicList(YearRange)),
});
export type TimeInterval = Static<typeof TimeInterval>;

export const MuteTimeInterval = Type.Object({
  name: Type.String(),
  timeIntervals: optional(atomicList(TimeInterval)),
});
export type MuteTimeInterval = Static<typeof MuteTimeInterval>;

export const Receiver = Type.Object({
  discordConfigs: optional(atomicList(DiscordConfig)),
  emailConfigs: optional(atomicList(EmailConfig)),
  msteamsConfigs: optional(atomicList(MSTeamsConfig)),
  msteamsv2Configs: optional(atomicList(MSTeamsV2Config)),
  name: NonEmptyString,
  opsgenieConfigs: optional(atomicList(OpsGenieConfig)),
  pagerdutyConfigs: optional(atomicList(PagerDutyConfig)),
  pushoverConfigs: optional(atomicList(PushoverConfig)),
  rocketchatConfigs: optional(atomicList(RocketChatConfig)),
  slackConfigs: optional(atomicList(SlackConfig)),
  snsConfigs: optional(atomicList(SNSConfig)),
  telegramConfigs: optional(atomicList(TelegramConfig)),
  victoropsConfigs: optional(atomicList(VictorOpsConfig)),
  webexConfigs: optional(atomicList(WebexConfig)),
  webhookConfigs: optional(atomicList(WebhookConfig)),
  wechatConfigs: optional(atomicList(WeChatConfig)),
});
export type Receiver = Static<typeof Receiver>;

export const Route = Type.Object({
  activeTimeIntervals: optional(setList(Type.String())),
  continue: optional(Type.Boolean()),
  groupBy: optional(setList(Type.String())),
  groupInterval: optional(NonEmptyDuration),
  groupWait: optional(NonEmptyDuration),
  matchers: optional(atomicList(Matcher)),
  muteTimeIntervals: optional(setList(Type.String())),
  receiver: optional(Type.String()),
  repeatInterval: optional(NonEmptyDuration),
  routes: optional(atomicList(Type.Unknown())),
});
export type Route = Static<typeof Route>;

export const AlertmanagerConfigSpec = Type.Object({
  inhibitRules: optional(atomicList(InhibitRule)),
  muteTimeIntervals: optional(atomicList(MuteTimeInterval)),
  receivers: optional(mapList(Receiver, ['name'])),
  route: optional(Route),
});
export type AlertmanagerConfigSpec = Static<typeof AlertmanagerConfigSpec>;

export const AlertmanagerConfig = Type.Object({
  ...objectFields,
  spec: required(AlertmanagerConfigSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type AlertmanagerConfig = Static<typeof AlertmanagerConfig>;
