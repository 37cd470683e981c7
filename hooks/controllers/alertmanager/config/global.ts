// The section `global` made of spec.alertmanagerConfiguration.global. A mistake here stops the sync: it is the
// Alertmanager's own.

import type { AlertmanagerGlobalConfig, GlobalSMTPConfig } from '../../../api/parts/alertmanagerglobal.ts';
import type { SecretKeySelector } from '../../../api/shared/selectors.ts';
import { formatDuration, parseDuration } from '../../../core/duration.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { nonEmpty, type Section, section } from '../../../core/section.ts';
import { mergeMaps, mergeResults, type Owner, type Resolved, secretValue } from '../../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../../references/resolver.ts';
import { checkAddress } from '../receivers/address.ts';
import { checkHttp, resolveHttp, resolveMailTls, tlsSection } from '../receivers/http.ts';
import { firstIssues, NO_FILES, type ReceiverContext, type Resolution, requires } from '../receivers/integration.ts';
import type { Answer } from '../receivers/mapping.ts';
import { global as schema } from '../schema/global.ts';
import { releaseForObjects } from '../schema/table.ts';
import { splitHostPort } from '../schema/types.ts';

const AT = 'spec.alertmanagerConfiguration.global';

const checkAddresses = (global: AlertmanagerGlobalConfig): Issue[] => [
  ...checkAddress(global.pagerdutyUrl, `${AT}.pagerdutyUrl`),
  ...checkAddress(global.telegram?.apiURL, `${AT}.telegram.apiURL`),
  ...checkAddress(global.jira?.apiURL, `${AT}.jira.apiURL`),
  ...checkAddress(global.victorops?.apiURL, `${AT}.victorops.apiURL`),
  ...checkAddress(global.rocketChat?.apiURL, `${AT}.rocketChat.apiURL`),
  ...checkAddress(global.webex?.apiURL, `${AT}.webex.apiURL`),
  ...checkAddress(global.wechat?.apiURL, `${AT}.wechat.apiURL`),
];

const versions = (global: AlertmanagerGlobalConfig, { version }: ReceiverContext): Issue[] => [
  ...requires(
    global.smtp?.forceImplicitTLS,
    releaseForObjects(schema, 'smtp_force_implicit_tls'),
    `${AT}.smtp.forceImplicitTLS`,
    version,
  ),
  ...requires(global.telegram, releaseForObjects(schema, 'telegram_api_url'), `${AT}.telegram`, version),
  ...requires(
    global.telegram?.botToken,
    releaseForObjects(schema, 'telegram_bot_token'),
    `${AT}.telegram.botToken`,
    version,
  ),
  ...requires(
    global.telegram?.botTokenFile,
    releaseForObjects(schema, 'telegram_bot_token_file'),
    `${AT}.telegram.botTokenFile`,
    version,
  ),
  ...requires(global.jira, releaseForObjects(schema, 'jira_api_url'), `${AT}.jira`, version),
  ...requires(global.rocketChat, releaseForObjects(schema, 'rocketchat_api_url'), `${AT}.rocketChat`, version),
  ...requires(global.webex, releaseForObjects(schema, 'webex_api_url'), `${AT}.webex`, version),
  ...requires(global.mattermost, releaseForObjects(schema, 'mattermost_webhook_url'), `${AT}.mattermost`, version),
];

function resolveSecrets(global: AlertmanagerGlobalConfig, resolver: SecretResolver): Resolved {
  const resolve = (ref: SecretKeySelector | undefined, field: string) => resolveSecret(resolver, ref, `${AT}.${field}`);
  return mergeResults([
    resolve(global.smtp?.authPassword, 'smtp.authPassword'),
    resolve(global.smtp?.authSecret, 'smtp.authSecret'),
    resolve(global.slackApiUrl, 'slackApiUrl'),
    resolve(global.opsGenieApiUrl, 'opsGenieApiUrl'),
    resolve(global.opsGenieApiKey, 'opsGenieApiKey'),
    resolve(global.telegram?.botToken, 'telegram.botToken'),
    resolve(global.victorops?.apiKey, 'victorops.apiKey'),
    resolve(global.rocketChat?.token, 'rocketChat.token'),
    resolve(global.rocketChat?.tokenID, 'rocketChat.tokenID'),
    resolve(global.wechat?.apiSecret, 'wechat.apiSecret'),
    resolve(global.mattermost?.webhookURL, 'mattermost.webhookURL'),
  ]);
}

/** Addresses that are secret, by their fields. */
interface Addresses {
  readonly slackApiUrl: string | undefined;
  readonly opsGenieApiUrl: string | undefined;
  readonly 'mattermost.webhookURL': string | undefined;
}

/** The secret addresses, without the white space around them; the Go operator does not trim them. */
function secretAddresses(global: AlertmanagerGlobalConfig, { assets, namespace }: Owner, parity: boolean): Addresses {
  const read = (ref: SecretKeySelector | undefined) => {
    const value = secretValue(assets, namespace, ref);
    return parity ? value : value?.trim();
  };
  return {
    slackApiUrl: read(global.slackApiUrl),
    opsGenieApiUrl: read(global.opsGenieApiUrl),
    'mattermost.webhookURL': read(global.mattermost?.webhookURL),
  };
}

/** An empty or broken address would make Alertmanager refuse the file. */
const checkSecretAddresses = (addresses: Addresses): Issue[] =>
  Object.entries(addresses).flatMap(([field, address]) =>
    address === undefined ? [] : checkAddress(address || ' ', `${AT}.${field}`),
  );

/** The Go operator writes the paths of the SMTP client's files without bringing the files. */
const smtpTls = (smtp: GlobalSMTPConfig | undefined, context: ReceiverContext): Answer =>
  context.parity
    ? { value: tlsSection(smtp?.tlsConfig, context.namespace), issues: [] }
    : resolveMailTls(smtp?.tlsConfig, `${AT}.smtp.tlsConfig`, context);

function checkSmarthost({ smtp }: AlertmanagerGlobalConfig): Issue[] {
  if (!smtp?.smartHost || splitHostPort(joinHostPort(smtp.smartHost))) return [];
  return [issue('InvalidConfiguration', `${AT}.smtp.smartHost`, 'host and port do not make an address')];
}

const checkTelegram = ({ telegram }: AlertmanagerGlobalConfig): Issue[] =>
  telegram?.botToken && telegram.botTokenFile
    ? [issue('InvalidConfiguration', `${AT}.telegram.botTokenFile`, 'excludes botToken; keep one')]
    : [];

function checkTimeout({ resolveTimeout }: AlertmanagerGlobalConfig): Issue[] {
  if (!resolveTimeout || parseDuration(resolveTimeout) !== undefined) return [];
  return [
    issue(
      'InvalidDuration',
      `${AT}.resolveTimeout`,
      `${quoted(resolveTimeout)} is not a duration such as 30s or 1h30m`,
    ),
  ];
}

/** The clients of the section, for HTTP and for mails, and its secret addresses. */
interface ResolvedParts {
  readonly http: Answer;
  readonly smtpTls: Answer;
  readonly addresses: Addresses;
}

/**
 * The section `global` of the configuration file with the values of its references, `undefined` without one; or what is
 * wrong. Issues: `InvalidURL`, `InvalidDuration`, `InvalidConfiguration`, `VersionTooOld`, those of HTTP clients and
 * references.
 */
export function resolveGlobal(
  global: AlertmanagerGlobalConfig | undefined,
  context: ReceiverContext,
): Resolution<Section | undefined> {
  if (!global) return { value: undefined, files: NO_FILES };
  const { namespace, resolver } = context;
  const wrong = firstIssues(
    () => checkAddresses(global),
    () => versions(global, context),
    () => checkTelegram(global),
    () => checkHttp(global.httpConfig, `${AT}.httpConfig`),
  );
  if (wrong.length > 0) return { issues: wrong, files: NO_FILES };
  const { assets, issues } = resolveSecrets(global, resolver);
  const owner = { namespace, assets };
  const addresses = secretAddresses(global, owner, context.parity);
  const missing = issues.length > 0 ? issues : checkSecretAddresses(addresses);
  if (missing.length > 0) return { issues: missing, files: NO_FILES };
  const http = resolveHttp(global.httpConfig, `${AT}.httpConfig`, context);
  if (http.issues.length > 0) return { issues: http.issues, files: NO_FILES };
  const resolved: ResolvedParts = { http, smtpTls: smtpTls(global.smtp, context), addresses };
  const unfit = firstIssues(
    () => [...resolved.smtpTls.issues],
    () => checkTimeout(global),
    () => checkSmarthost(global),
  );
  const files = mergeMaps([http.files ?? NO_FILES, resolved.smtpTls.files ?? NO_FILES]);
  return unfit.length > 0 ? { issues: unfit, files } : { value: globalSection(global, resolved, owner), files };
}

const normal = (duration: string | undefined): string | undefined => {
  const ms = duration ? parseDuration(duration) : undefined;
  return ms === undefined ? undefined : formatDuration(ms);
};

const joinHostPort = ({ host, port }: { readonly host: string; readonly port: string }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function globalSection(global: AlertmanagerGlobalConfig, parts: ResolvedParts, { assets, namespace }: Owner): Section {
  const secret = (ref: SecretKeySelector | undefined) => nonEmpty(secretValue(assets, namespace, ref));
  const { smtp } = global;
  const { http, smtpTls: mailTls, addresses } = parts;
  return section({
    resolve_timeout: normal(global.resolveTimeout),
    http_config: http.value,
    smtp_from: nonEmpty(smtp?.from),
    smtp_hello: nonEmpty(smtp?.hello),
    smtp_smarthost: smtp?.smartHost ? joinHostPort(smtp.smartHost) : undefined,
    smtp_auth_username: nonEmpty(smtp?.authUsername),
    smtp_auth_password: secret(smtp?.authPassword),
    smtp_auth_secret: secret(smtp?.authSecret),
    smtp_auth_identity: nonEmpty(smtp?.authIdentity),
    smtp_require_tls: smtp?.requireTLS,
    smtp_tls_config: mailTls.value,
    smtp_force_implicit_tls: smtp?.forceImplicitTLS,
    slack_api_url: nonEmpty(addresses.slackApiUrl),
    pagerduty_url: nonEmpty(global.pagerdutyUrl),
    opsgenie_api_url: nonEmpty(addresses.opsGenieApiUrl),
    opsgenie_api_key: secret(global.opsGenieApiKey),
    wechat_api_url: nonEmpty(global.wechat?.apiURL),
    wechat_api_secret: secret(global.wechat?.apiSecret),
    wechat_api_corp_id: nonEmpty(global.wechat?.apiCorpID),
    victorops_api_url: nonEmpty(global.victorops?.apiURL),
    victorops_api_key: secret(global.victorops?.apiKey),
    telegram_api_url: nonEmpty(global.telegram?.apiURL),
    telegram_bot_token: secret(global.telegram?.botToken),
    telegram_bot_token_file: nonEmpty(global.telegram?.botTokenFile),
    webex_api_url: nonEmpty(global.webex?.apiURL),
    jira_api_url: nonEmpty(global.jira?.apiURL),
    rocketchat_api_url: nonEmpty(global.rocketChat?.apiURL),
    rocketchat_token: secret(global.rocketChat?.token),
    rocketchat_token_id: secret(global.rocketChat?.tokenID),
    mattermost_webhook_url: nonEmpty(addresses['mattermost.webhookURL']),
  });
}
