// The first Alertmanager release with each feature (github.com/prometheus/alertmanager: CHANGELOG.md). A key is
// `section.field` of the configuration file, an integration of a receiver, a field of an AlertmanagerConfig or a
// command line flag.
import { atLeast, parseVersion, type Version } from './version.ts';

/** The release of an object without `spec.version`. */
export const DEFAULT_ALERTMANAGER = 'v0.35.0';

/** Fields of the configuration file, by section. The file for an older release omits them. */
const FIELDS = {
  'basic_auth.username_file': '0.26.0',
  'config.event_recorder': '0.33.0',
  'config.mute_time_intervals': '0.22.0',
  'config.time_intervals': '0.24.0',
  'config.tracing': '0.30.0',
  'discord.avatar_url': '0.28.0',
  'discord.content': '0.28.0',
  'discord.username': '0.28.0',
  'discord.webhook_url_file': '0.27.0',
  'email.auth_password_file': '0.25.0',
  'email.auth_secret_file': '0.31.0',
  'email.force_implicit_tls': '0.31.0',
  'email.threading': '0.30.0',
  'event_output.batch': '0.34.0',
  'event_output.name': '0.35.0',
  'event_recorder.stdout_outputs': '0.34.0',
  'global.mattermost_webhook_url': '0.32.0',
  'global.mattermost_webhook_url_file': '0.32.0',
  'global.opsgenie_api_key_file': '0.24.0',
  'global.slack_api_url_file': '0.22.0',
  'global.slack_app_token': '0.30.0',
  'global.slack_app_token_file': '0.30.0',
  'global.slack_app_url': '0.30.0',
  'global.smtp_auth_password_file': '0.25.0',
  'global.smtp_auth_secret_file': '0.31.0',
  'global.smtp_force_implicit_tls': '0.31.0',
  'global.smtp_tls_config': '0.28.0',
  'global.telegram_bot_token': '0.31.0',
  'global.telegram_bot_token_file': '0.31.0',
  'global.victorops_api_key_file': '0.25.0',
  'global.wechat_api_secret_file': '0.31.0',
  'http_config.enable_http2': '0.25.0',
  'http_config.follow_redirects': '0.22.0',
  'http_config.http_headers': '0.28.0',
  'http_config.no_proxy': '0.26.0',
  'http_config.proxy_connect_header': '0.26.0',
  'http_config.proxy_from_environment': '0.26.0',
  'incidentio.metadata': '0.35.0',
  'inhibit_rule.name': '0.34.0',
  'interval.location': '0.25.0',
  'jira.api_type': '0.29.0',
  'mattermost.attachment': '0.32.0',
  'msteams.summary': '0.27.0',
  'msteams.webhook_url_file': '0.27.0',
  'oauth2.no_proxy': '0.25.0',
  'oauth2.proxy_connect_header': '0.25.0',
  'oauth2.proxy_from_environment': '0.25.0',
  'oauth2.proxy_url': '0.25.0',
  'opsgenie.actions': '0.24.0',
  'opsgenie.api_key_file': '0.24.0',
  'opsgenie.entity': '0.24.0',
  'opsgenie.update_alerts': '0.24.0',
  'pagerduty.routing_key_file': '0.25.0',
  'pagerduty.service_key_file': '0.25.0',
  'pagerduty.source': '0.25.0',
  'pagerduty.timeout': '0.30.0',
  'pushover.device': '0.26.0',
  'pushover.token_file': '0.26.0',
  'pushover.ttl': '0.27.0',
  'pushover.user_key_file': '0.26.0',
  'receiver.labels': '0.33.0',
  'rocketchat.message_text': '0.35.0',
  'route.active_time_intervals': '0.24.0',
  'route.labels': '0.34.0',
  'route.mute_time_intervals': '0.22.0',
  'sigv4.external_id': '0.33.0',
  'sigv4.service_name': '0.30.0',
  'sigv4.session_name': '0.35.0',
  'sigv4.tags': '0.35.0',
  'sigv4.use_fips_sts_endpoint': '0.33.0',
  'slack.api_url_file': '0.22.0',
  'slack.app_token': '0.30.0',
  'slack.app_token_file': '0.30.0',
  'slack.app_url': '0.30.0',
  'slack.message_text': '0.31.0',
  'slack.post_updates_to_thread': '0.35.0',
  'slack.timeout': '0.30.0',
  'slack.update_message': '0.32.0',
  'sns.use_aws_http_client': '0.33.0',
  'telegram.bot_token_file': '0.26.0',
  'telegram.chat_id_file': '0.31.0',
  'telegram.message_thread_id': '0.26.0',
  'telegram.timeout': '0.35.0',
  'tls_config.max_version': '0.25.0',
  'tls_config.min_version': '0.25.0',
  'victorops.api_key_file': '0.25.0',
  'webhook.payload': '0.32.0',
  'webhook.timeout': '0.28.0',
  'webhook.url_file': '0.26.0',
  'wechat.api_secret_file': '0.31.0',
} as const satisfies Record<string, string>;

/** Features that an older release cannot omit, because the configuration would get another meaning: an error. */
const NEEDED = {
  discord_configs: '0.25.0',
  'http_config.authorization': '0.22.0',
  'http_config.oauth2': '0.22.0',
  incidentio_configs: '0.29.0',
  jira_configs: '0.28.0',
  mattermost_configs: '0.30.0',
  msteams_configs: '0.26.0',
  msteamsv2_configs: '0.28.0',
  'opsgenie.responders.teams': '0.24.0',
  'pagerduty.details.structured': '0.30.0',
  'pushover.monospace': '0.29.0',
  rocketchat_configs: '0.28.0',
  'telegram.global_bot_token': '0.31.0',
  telegram_configs: '0.24.0',
  'mattermost.global_webhook_url': '0.32.0',
  webex_configs: '0.25.0',
} as const satisfies Record<string, string>;

/**
 * Fields of AlertmanagerConfig and of alertmanagerConfiguration.global: for an older release, the object is rejected.
 */
const API = {
  'global.jira': '0.28.0',
  'global.mattermost': '0.32.0',
  'global.rocketChat': '0.28.0',
  'global.telegram': '0.24.0',
  'global.webex': '0.25.0',
  'httpConfig.noProxy': '0.25.0',
  'httpConfig.proxyConnectHeader': '0.25.0',
  'httpConfig.proxyFromEnvironment': '0.25.0',
  'matchers.matchType': '0.22.0',
  'matchers.utf8': '0.27.0',
} as const satisfies Record<string, string>;

/** Rules of the loader: the release that changed them. */
const RULES = {
  /** Months have numbers from 1 to 12. Before, any number will do. */
  'months.numbered': '0.35.0',
  /** Messages of Slack that are updated may take their address from `global`, or from the token of an app. */
  'slack.updates_by_global': '0.35.0',
  /** Retention and the intervals of a cluster must be longer than 0. */
  'options.positive': '0.34.0',
  /** A range of weekdays may go over the end of the week. */
  'weekdays.over_the_end': '0.35.0',
} as const satisfies Record<string, string>;

/** Values of `--enable-feature`. A release exits with one that it does not know. */
const FEATURES = {
  'alert-names-in-metrics': '0.31.0',
  'auto-gomaxprocs': '0.28.0',
  'auto-gomemlimit': '0.28.0',
  'classic-mode': '0.27.0',
  'event-recorder': '0.33.0',
  'group-key-in-metrics': '0.33.0',
  'muted-alerts-in-nflog': '0.35.0',
  'receiver-name-in-metrics': '0.27.0',
  'utf8-strict-mode': '0.27.0',
} as const satisfies Record<string, string>;

/** Command line flags, and the files of flags. */
const FLAGS = {
  '--auto-gomemlimit': '0.35.0',
  '--cluster.label': '0.26.0',
  '--cluster.peer-name': '0.30.0',
  '--cluster.tls-config': '0.24.0',
  '--dispatch.start-delay': '0.30.0',
  '--enable-feature': '0.27.0',
  '--log.format': '0.16.0',
  '--silences': '0.28.0',
  '--web.config.file': '0.22.0',
  '--web.get-concurrency': '0.17.0',
  '--web.timeout': '0.17.0',
} as const satisfies Record<string, string>;

/** Faults: the first release with each, and the first without it. */
const FAULTS = {
  /** A file in `global` wins over the secret of an entry: the tokens of Rocket.Chat, the secret of SMTP. */
  'global.file_wins': ['0.31.0', '0.35.0'],
} as const satisfies Record<string, readonly [since: string, until: string]>;

/**
 * Feature flags that releases no longer have: they exit with one, or warn of it. `flag`: the command line flag that
 * does the same since then; without one the feature had no effect any more.
 */
const GONE_FEATURES: Readonly<Record<string, { readonly since: string; readonly flag?: string }>> = {
  'auto-gomaxprocs': { since: '0.33.0' },
  'auto-gomemlimit': { since: FLAGS['--auto-gomemlimit'], flag: 'auto-gomemlimit' },
};

/** The oldest release that is supported. */
export const OLDEST = '0.15.0';
/** The tables have the fields of all releases before this one. */
export const NOT_YET_KNOWN = '0.36.0-0';
/** The first stable release, whose changes are not known yet. */
const TOO_NEW = '1.0.0';

/**
 * The version of a spec, or the default for empty text. `undefined` if the text is no version, or older than 0.15, or
 * 1.0 and newer.
 */
export function alertmanagerVersion(text: string | undefined): Version | undefined {
  const version = parseVersion(text || DEFAULT_ALERTMANAGER);
  return version && atLeast(version, OLDEST) && !atLeast(version, TOO_NEW) ? version : undefined;
}

/** The first release with each field, receiver, flag and feature. */
export const alertmanagerReleases: Readonly<Record<string, string>> = {
  ...FIELDS,
  ...NEEDED,
  ...FLAGS,
  ...Object.fromEntries(Object.entries(FEATURES).map(([name, release]) => [`--enable-feature=${name}`, release])),
};

/** Whether the release is newer than the tables, so that it can have more fields. */
export const mayKnowMore = (version: Version): boolean => atLeast(version, NOT_YET_KNOWN);

const SINCE = { ...FIELDS, ...NEEDED, ...API, ...RULES, ...FLAGS };
export type AlertmanagerKey = keyof typeof SINCE;

/** Whether this Alertmanager has the feature. */
export const knows = (version: Version, key: AlertmanagerKey): boolean => atLeast(version, SINCE[key]);

/** The first release with the feature, such as `0.28.0`. */
export const since = <Key extends AlertmanagerKey>(key: Key): (typeof SINCE)[Key] => SINCE[key];

/** Whether this Alertmanager has the fault. */
export const hasFault = (version: Version, key: keyof typeof FAULTS): boolean =>
  atLeast(version, FAULTS[key][0]) && !atLeast(version, FAULTS[key][1]);

/** The first release without the fault. */
export const faultUntil = (key: keyof typeof FAULTS): string => FAULTS[key][1];

/** The first release with a feature flag; `undefined` for those that no release before `mayKnowMore` has. */
export const featureSince = (feature: string): string | undefined =>
  Object.hasOwn(FEATURES, feature) ? FEATURES[feature as keyof typeof FEATURES] : undefined;

/** Of the features of a spec those that this release has, and the command line flags that took the place of others. */
export function featuresOf(
  version: Version,
  features: readonly string[],
): { readonly features: readonly string[]; readonly flags: readonly string[] } {
  const all = features.flatMap((feature) => feature.split(','));
  const gone = (feature: string) => {
    const row = Object.hasOwn(GONE_FEATURES, feature) ? GONE_FEATURES[feature] : undefined;
    return row && atLeast(version, row.since) ? row : undefined;
  };
  return {
    features: all.filter((feature) => !gone(feature)),
    flags: [...new Set(all.flatMap((feature) => gone(feature)?.flag ?? []))],
  };
}
