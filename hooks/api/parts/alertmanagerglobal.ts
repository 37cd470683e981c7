// The global section of an Alertmanager configuration, written in the Alertmanager object itself.

import { type Static, Type } from '@sinclair/typebox';
import { httpFields } from '../receivers/http.ts';
import { Duration, EndpointURL, NonEmptyString } from '../shared/scalars.ts';
import { optional, required } from '../shared/schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { SafeTLSConfig } from '../shared/tls.ts';

export const GlobalHTTPConfig = Type.Object({
  ...httpFields,
  bearerTokenSecret: optional(
    SecretKeySelector,
    'Key of the Secret with a bearer token; excludes the other ways to authenticate.',
  ),
});
export type GlobalHTTPConfig = Static<typeof GlobalHTTPConfig>;

export const GlobalJiraConfig = Type.Object({
  apiURL: optional(EndpointURL, 'URL of the Jira API.'),
});
export type GlobalJiraConfig = Static<typeof GlobalJiraConfig>;

export const GlobalMattermostConfig = Type.Object({
  webhookURL: optional(SecretKeySelector, 'Key of the Secret with the webhook URL.'),
});
export type GlobalMattermostConfig = Static<typeof GlobalMattermostConfig>;

export const GlobalRocketChatConfig = Type.Object({
  apiURL: optional(EndpointURL, 'URL of the Rocket.Chat API.'),
  token: optional(SecretKeySelector, 'Key of the Secret with the token of the sender.'),
  tokenID: optional(SecretKeySelector, 'Key of the Secret with the user ID of the sender.'),
});
export type GlobalRocketChatConfig = Static<typeof GlobalRocketChatConfig>;

export const HostPort = Type.Object({
  host: required(NonEmptyString, 'Name or address of the host.'),
  port: required(NonEmptyString, 'Port, by number or by name.'),
});
export type HostPort = Static<typeof HostPort>;

export const GlobalSMTPConfig = Type.Object({
  authIdentity: optional(Type.String(), 'Identity for PLAIN authentication.'),
  authPassword: optional(SecretKeySelector, 'Key of the Secret with the password for LOGIN and PLAIN authentication.'),
  authSecret: optional(SecretKeySelector, 'Key of the Secret with the secret for CRAM-MD5 authentication.'),
  authUsername: optional(Type.String(), 'User name for authentication; unset, there is no authentication.'),
  forceImplicitTLS: optional(
    Type.Boolean(),
    'True starts with TLS instead of STARTTLS, false never does; unset, port 465 decides. ' +
      `${alertmanagerSince('global.smtp_force_implicit_tls')}.`,
  ),
  from: optional(Type.String(), 'Sender address.'),
  hello: optional(Type.String(), 'Host name to greet the server with.'),
  requireTLS: optional(Type.Boolean(), 'Whether mail is sent over TLS only; true if unset.'),
  smartHost: optional(HostPort, 'Address of the mail server.'),
  tlsConfig: optional(SafeTLSConfig, `TLS towards the mail server. ${alertmanagerSince('global.smtp_tls_config')}.`),
});
export type GlobalSMTPConfig = Static<typeof GlobalSMTPConfig>;

export const GlobalTelegramConfig = Type.Object(
  {
    apiURL: optional(EndpointURL, 'URL of the Telegram API.'),
    botToken: optional(
      SecretKeySelector,
      'Key of the Secret with the token of the bot; excludes botTokenFile. ' +
        `${alertmanagerSince('global.telegram_bot_token')}.`,
    ),
    botTokenFile: optional(
      NonEmptyString,
      'File in the container with the token of the bot; excludes botToken. ' +
        `${alertmanagerSince('global.telegram_bot_token_file')}.`,
    ),
  },
  {
    'x-kubernetes-validations': [
      {
        rule: '!has(self.botToken) || !has(self.botTokenFile)',
        message: 'botToken and botTokenFile are mutually exclusive.',
      },
    ],
  },
);
export type GlobalTelegramConfig = Static<typeof GlobalTelegramConfig>;

export const GlobalVictorOpsConfig = Type.Object({
  apiKey: optional(SecretKeySelector, 'Key of the Secret with the API key.'),
  apiURL: optional(EndpointURL, 'URL of the VictorOps API.'),
});
export type GlobalVictorOpsConfig = Static<typeof GlobalVictorOpsConfig>;

export const GlobalWebexConfig = Type.Object({
  apiURL: optional(EndpointURL, 'URL of the Webex API.'),
});
export type GlobalWebexConfig = Static<typeof GlobalWebexConfig>;

export const GlobalWeChatConfig = Type.Object({
  apiCorpID: optional(NonEmptyString, 'Corporation ID to authenticate with.'),
  apiSecret: optional(SecretKeySelector, 'Key of the Secret with the API secret.'),
  apiURL: optional(EndpointURL, 'URL of the WeChat API.'),
});
export type GlobalWeChatConfig = Static<typeof GlobalWeChatConfig>;

export const AlertmanagerGlobalConfig = Type.Object({
  httpConfig: optional(GlobalHTTPConfig, 'HTTP client of all receivers without one.'),
  jira: optional(GlobalJiraConfig, `Defaults for Jira. ${alertmanagerSince('global.jira')}.`),
  mattermost: optional(GlobalMattermostConfig, `Defaults for Mattermost. ${alertmanagerSince('global.mattermost')}.`),
  opsGenieApiKey: optional(SecretKeySelector, 'Key of the Secret with the API key of OpsGenie.'),
  opsGenieApiUrl: optional(SecretKeySelector, 'Key of the Secret with the URL of OpsGenie.'),
  pagerdutyUrl: optional(EndpointURL, 'URL of PagerDuty.'),
  resolveTimeout: optional(
    Duration,
    'Time after which an alert without an end counts as resolved; Prometheus always sends one.',
  ),
  rocketChat: optional(GlobalRocketChatConfig, `Defaults for Rocket.Chat. ${alertmanagerSince('global.rocketChat')}.`),
  slackApiUrl: optional(SecretKeySelector, 'Key of the Secret with the webhook URL of Slack.'),
  smtp: optional(GlobalSMTPConfig, 'Mail server.'),
  telegram: optional(GlobalTelegramConfig, `Defaults for Telegram. ${alertmanagerSince('global.telegram')}.`),
  victorops: optional(GlobalVictorOpsConfig, 'Defaults for VictorOps.'),
  webex: optional(GlobalWebexConfig, `Defaults for Webex. ${alertmanagerSince('global.webex')}.`),
  wechat: optional(GlobalWeChatConfig, 'Defaults for WeChat.'),
});
export type AlertmanagerGlobalConfig = Static<typeof AlertmanagerGlobalConfig>;

export const AlertmanagerConfiguration = Type.Object({
  global: optional(AlertmanagerGlobalConfig, 'Global section, which an AlertmanagerConfig cannot have.'),
  name: optional(
    NonEmptyString,
    'AlertmanagerConfig of the namespace that becomes the main configuration; no matcher for its namespace is added.',
  ),
  templates: optional(
    Type.Array(SecretOrConfigMap),
    'Notification templates; each entry must have a file name of its own as key.',
  ),
});
export type AlertmanagerConfiguration = Static<typeof AlertmanagerConfiguration>;
