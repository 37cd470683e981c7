// The global section of an Alertmanager configuration, written in the Alertmanager object itself.

import { type Static, Type } from '@sinclair/typebox';
import { httpFields } from '../receivers/http.ts';
import { Duration, EndpointURL, NonEmptyString } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';
import { SafeTLSConfig } from './tls.ts';

export const GlobalHTTPConfig = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(SecretKeySelector),
});
export type GlobalHTTPConfig = Static<typeof GlobalHTTPConfig>;

export const GlobalJiraConfig = Type.Object({
  apiURL: optional(EndpointURL),
});
export type GlobalJiraConfig = Static<typeof GlobalJiraConfig>;

export const GlobalMattermostConfig = Type.Object({
  webhookURL: optional(SecretKeySelector),
});
export type GlobalMattermostConfig = Static<typeof GlobalMattermostConfig>;

export const GlobalRocketChatConfig = Type.Object({
  apiURL: optional(EndpointURL),
  token: optional(SecretKeySelector),
  tokenID: optional(SecretKeySelector),
});
export type GlobalRocketChatConfig = Static<typeof GlobalRocketChatConfig>;

export const HostPort = Type.Object({
  host: NonEmptyString,
  port: NonEmptyString,
});
export type HostPort = Static<typeof HostPort>;

export const GlobalSMTPConfig = Type.Object({
  authIdentity: optional(Type.String()),
  authPassword: optional(SecretKeySelector),
  authSecret: optional(SecretKeySelector),
  authUsername: optional(Type.String()),
  forceImplicitTLS: optional(Type.Boolean()),
  from: optional(Type.String()),
  hello: optional(Type.String()),
  requireTLS: optional(Type.Boolean()),
  smartHost: optional(HostPort),
  tlsConfig: optional(SafeTLSConfig),
});
export type GlobalSMTPConfig = Static<typeof GlobalSMTPConfig>;

export const GlobalTelegramConfig = Type.Object({
  apiURL: optional(EndpointURL),
});
export type GlobalTelegramConfig = Static<typeof GlobalTelegramConfig>;

export const GlobalVictorOpsConfig = Type.Object({
  apiKey: optional(SecretKeySelector),
  apiURL: optional(EndpointURL),
});
export type GlobalVictorOpsConfig = Static<typeof GlobalVictorOpsConfig>;

export const GlobalWebexConfig = Type.Object({
  apiURL: optional(EndpointURL),
});
export type GlobalWebexConfig = Static<typeof GlobalWebexConfig>;

export const GlobalWeChatConfig = Type.Object({
  apiCorpID: optional(NonEmptyString),
  apiSecret: optional(SecretKeySelector),
  apiURL: optional(EndpointURL),
});
export type GlobalWeChatConfig = Static<typeof GlobalWeChatConfig>;

export const AlertmanagerGlobalConfig = Type.Object({
  httpConfig: optional(GlobalHTTPConfig),
  jira: optional(GlobalJiraConfig),
  mattermost: optional(GlobalMattermostConfig),
  opsGenieApiKey: optional(SecretKeySelector),
  opsGenieApiUrl: optional(SecretKeySelector),
  pagerdutyUrl: optional(EndpointURL),
  resolveTimeout: optional(Duration),
  rocketChat: optional(GlobalRocketChatConfig),
  slackApiUrl: optional(SecretKeySelector),
  smtp: optional(GlobalSMTPConfig),
  telegram: optional(GlobalTelegramConfig),
  victorops: optional(GlobalVictorOpsConfig),
  webex: optional(GlobalWebexConfig),
  wechat: optional(GlobalWeChatConfig),
});
export type AlertmanagerGlobalConfig = Static<typeof AlertmanagerGlobalConfig>;

export const AlertmanagerConfiguration = Type.Object({
  global: optional(AlertmanagerGlobalConfig),
  name: optional(NonEmptyString),
  templates: optional(Type.Array(SecretOrConfigMap)),
});
export type AlertmanagerConfiguration = Static<typeof AlertmanagerConfiguration>;
