// Rules between the fields of one section, as Alertmanager's own loader has them (prometheus.io: alerting
// configuration).

import { firstDuplicate } from '../../../core/lists.ts';
import type { Section } from '../../../core/section.ts';

/** Field ('' for the section) and what is wrong. */
export type Problem = readonly [field: string, message: string];
export type Rule = (read: Section) => Problem[];

/** Whether a field holds something. */
export const has = (read: Section, field: string): boolean => ![undefined, null, '', 0].includes(read[field] as null);

const all =
  (...parts: readonly Rule[]): Rule =>
  (read) => {
    for (const part of parts) {
      const found = part(read);
      if (found.length > 0) return found;
    }
    return [];
  };

/** At most one of the fields. */
export const exclusive =
  (...fields: readonly string[]): Rule =>
  (read) => {
    const [first, second] = fields.filter((field) => has(read, field));
    return second ? [[second, `excludes ${first}; keep one`]] : [];
  };

/** At least one of the fields. */
export const needed =
  (...fields: readonly string[]): Rule =>
  (read) =>
    fields.some((field) => has(read, field))
      ? []
      : [[fields[0] ?? '', `is needed${fields.length > 1 ? ` (or ${fields.slice(1).join(', ')})` : ''}`]];

const inner = (read: Section, field: string): Section | undefined => read[field] as Section | undefined;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const labelKeys =
  (...fields: readonly string[]): Rule =>
  (read) =>
    fields.flatMap((field) =>
      Object.keys(inner(read, field) ?? {})
        .filter((name) => !LABEL.test(name))
        .slice(0, 1)
        .map((): Problem => [field, 'has a key that is not a label name']),
    );

const RESERVED_HEADERS =
  /^(authorization|host|content-encoding|content-length|content-type|user-agent|connection|keep-alive|proxy-authenticate|proxy-authorization|www-authenticate|accept-encoding|x-prometheus-remote-write-version|x-prometheus-remote-read-version|x-prometheus-scrape-timeout-seconds|x-amz-date|x-amz-security-token|x-amz-content-sha256)$/i;

const httpHeaders: Rule = (read) =>
  Object.keys(inner(read, 'http_headers') ?? {})
    .filter((name) => RESERVED_HEADERS.test(name))
    .map((name): Problem => ['http_headers', `${name.toLowerCase()} is set by Alertmanager itself`]);

/** Proxy settings, the same in http_config and oauth2. */
const proxy: Rule = (read) => {
  const [url, environment] = [has(read, 'proxy_url'), read['proxy_from_environment'] === true];
  if (Object.keys(inner(read, 'proxy_connect_header') ?? {}).length > 0 && !environment && !url)
    return [['proxy_connect_header', 'needs proxy_url or proxy_from_environment']];
  if (environment && url) return [['proxy_url', 'excludes proxy_from_environment']];
  if (environment && has(read, 'no_proxy')) return [['no_proxy', 'excludes proxy_from_environment']];
  return has(read, 'no_proxy') && !url ? [['no_proxy', 'needs proxy_url']] : [];
};

const oneWayToAuthenticate: Rule = (read) => {
  const given = ['authorization', 'basic_auth', 'oauth2'].filter((field) => read[field] !== undefined);
  given.push(...['bearer_token', 'bearer_token_file'].filter((field) => has(read, field)));
  return given.length > 1 ? [[given[1] ?? '', `excludes ${given[0]}; keep one`]] : [];
};

const basicByType: Rule = (read) =>
  String(inner(read, 'authorization')?.['type'] ?? '')
    .trim()
    .toLowerCase() === 'basic'
    ? [['authorization.type', '"Basic" is not allowed here; use basic_auth']]
    : [];

const clientCertificate: Rule = (read) => {
  const [cert, key] = [has(read, 'cert_file') || has(read, 'cert'), has(read, 'key_file') || has(read, 'key')];
  if (cert && !key) return [['key_file', 'a client certificate needs its private key']];
  return key && !cert ? [['cert_file', 'a private key needs its certificate']] : [];
};

const tlsFiles = all(
  exclusive('ca', 'ca_file'),
  exclusive('cert', 'cert_file'),
  exclusive('key', 'key_file'),
  clientCertificate,
);

const groupBy: Rule = (read) => {
  const names = (read['group_by'] ?? []) as readonly string[];
  if (names.includes('...') && names.some((name) => name !== '...')) return [['group_by', '"..." must stand alone']];
  const twice = firstDuplicate(names.filter((name) => name !== '...'));
  return twice === undefined ? [] : [['group_by', 'names a label twice']];
};

const notZero =
  (...fields: readonly string[]): Rule =>
  (read) =>
    fields
      .filter((field) => /^[0ywdhms]+$/.test(String(read[field] ?? '')))
      .map((field): Problem => [field, 'cannot be zero']);

const duplicateHeader: Rule = (read) => {
  const seen = new Set<string>();
  for (const name of Object.keys(inner(read, 'headers') ?? {})) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) return [['headers', 'names a header twice; header names ignore case']];
    seen.add(lower);
  }
  const threaded = inner(read, 'threading')?.['enabled'] === true;
  const own = [...seen].find((name) => name === 'references' || name === 'in-reply-to');
  return threaded && own ? [['headers', `${own} is set by threading`]] : [];
};

/** The Go operator takes a section without date for an error, also when threading is off. */
const threadByDate: Rule = (read) => {
  const threading = inner(read, 'threading');
  if (threading?.['enabled'] !== true) return [];
  const how = threading['thread_by_date'];
  return how === 'daily' || how === 'none' ? [] : [['threading.thread_by_date', 'must be daily or none']];
};

const RESPONDERS = /^(team|teams|user|escalation|schedule)$/i;
const responder: Rule = (read) => {
  if (!has(read, 'id') && !has(read, 'name') && !has(read, 'username'))
    return [['', 'needs an id, a name or a username']];
  const type = String(read['type'] ?? '');
  return type.includes('{{') || RESPONDERS.test(type)
    ? []
    : [['type', 'must be one of team, teams, user, escalation, schedule']];
};

const RESERVED_VICTOROPS = [
  'routing_key',
  'message_type',
  'state_message',
  'entity_display_name',
  'monitoring_tool',
  'entity_id',
  'entity_state',
];
const customFields: Rule = (read) =>
  RESERVED_VICTOROPS.filter((name) => Object.hasOwn(inner(read, 'custom_fields') ?? {}, name)).map(
    (name): Problem => ['custom_fields', `${name} is set by Alertmanager itself`],
  );

/** Alertmanager counts how many are missing and accepts an odd number of given ones. */
const snsTarget: Rule = (read) => {
  const given = ['target_arn', 'topic_arn', 'phone_number'].filter((field) => has(read, field)).length;
  return given % 2 === 1 ? [] : [['topic_arn', 'give one of topic_arn, target_arn, phone_number']];
};

const SLACK_POST = 'https://slack.com/api/chat.postMessage';
const slackUpdate: Rule = (read) =>
  read['update_message'] === true && read['api_url'] !== SLACK_POST
    ? [['update_message', `needs api_url to be ${SLACK_POST}`]]
    : [];
const slackWays: Rule = (read) => {
  const url = ['api_url', 'api_url_file'].find((field) => has(read, field));
  const token = ['app_token', 'app_token_file'].find((field) => has(read, field));
  return url && token ? [[token, `excludes ${url}; keep one`]] : [];
};

/** Whether the HTTP client sends an authorization header of its own. */
export const authorizes = (read: Section): boolean => {
  const client = inner(read, 'http_config') ?? {};
  return Boolean(client['authorization']) || has(client, 'bearer_token') || has(client, 'bearer_token_file');
};

const incidentToken: Rule = (read) => {
  const token = has(read, 'alert_source_token') || has(read, 'alert_source_token_file');
  if (authorizes(read) && token) return [['alert_source_token', 'excludes http_config.authorization']];
  return read['http_config'] && !authorizes(read) && !token
    ? [['alert_source_token', 'is needed (or http_config.authorization)']]
    : [];
};

const webexAuthorization: Rule = (read) => (authorizes(read) ? [] : [['http_config.authorization', 'is needed']]);

const roleFor =
  (field: string): Rule =>
  (read) =>
    has(read, field) && !has(read, 'role_arn') ? [[field, 'needs role_arn']] : [];
const keyPair: Rule = (read) =>
  has(read, 'access_key') !== has(read, 'secret_key') ? [['access_key', 'access_key and secret_key go together']] : [];

const slackGlobal: Rule = (read) => {
  const token = has(read, 'slack_app_token') || has(read, 'slack_app_token_file');
  const url = has(read, 'slack_api_url') || has(read, 'slack_api_url_file');
  const same = read['slack_api_url'] === (read['slack_app_url'] ?? SLACK_POST);
  return token && url && !same ? [['slack_app_token', 'excludes slack_api_url, unless that equals slack_app_url']] : [];
};

const receiverName: Rule = (read) => {
  const label = inner(read, 'labels')?.['name'];
  return label === undefined || label === read['name']
    ? []
    : [['labels', 'the label "name" must equal the name of the receiver']];
};

/** Section name -> its rules; the first that fails speaks. */
export const rules: Readonly<Record<string, Rule>> = {
  authorization: exclusive('credentials', 'credentials_file'),
  basic_auth: all(exclusive('username', 'username_file'), exclusive('password', 'password_file')),
  discord: all(needed('webhook_url', 'webhook_url_file'), exclusive('webhook_url', 'webhook_url_file')),
  email: all(needed('to'), duplicateHeader, threadByDate),
  email_tls_config: tlsFiles,
  global: all(
    exclusive('slack_app_token', 'slack_app_token_file'),
    exclusive('slack_api_url', 'slack_api_url_file'),
    slackGlobal,
    exclusive('opsgenie_api_key', 'opsgenie_api_key_file'),
    exclusive('victorops_api_key', 'victorops_api_key_file'),
    exclusive('telegram_bot_token', 'telegram_bot_token_file'),
    exclusive('smtp_auth_password', 'smtp_auth_password_file'),
    exclusive('rocketchat_token', 'rocketchat_token_file'),
    exclusive('rocketchat_token_id', 'rocketchat_token_id_file'),
    exclusive('smtp_auth_secret', 'smtp_auth_secret_file'),
    exclusive('wechat_api_secret', 'wechat_api_secret_file'),
    exclusive('mattermost_webhook_url', 'mattermost_webhook_url_file'),
  ),
  http_config: all(oneWayToAuthenticate, basicByType, proxy, httpHeaders),
  incidentio: all(
    needed('url', 'url_file'),
    exclusive('url', 'url_file'),
    exclusive('alert_source_token', 'alert_source_token_file'),
    incidentToken,
  ),
  inhibit_rule: labelKeys('source_match', 'target_match', 'source_match_re', 'target_match_re'),
  jira: all(needed('project'), needed('issue_type')),
  mattermost: exclusive('webhook_url', 'webhook_url_file'),
  mattermost_field: all(needed('title'), needed('value')),
  msteams: all(needed('webhook_url', 'webhook_url_file'), exclusive('webhook_url', 'webhook_url_file')),
  msteamsv2: all(needed('webhook_url', 'webhook_url_file'), exclusive('webhook_url', 'webhook_url_file')),
  oauth2: all(needed('client_id'), needed('token_url'), exclusive('client_secret', 'client_secret_file'), proxy),
  opsgenie: exclusive('api_key', 'api_key_file'),
  opsgenie_responder: responder,
  pagerduty: all(
    needed('routing_key', 'service_key', 'routing_key_file', 'service_key_file'),
    exclusive('routing_key', 'routing_key_file'),
    exclusive('service_key', 'service_key_file'),
  ),
  pushover: all(
    needed('user_key', 'user_key_file'),
    exclusive('user_key', 'user_key_file'),
    needed('token', 'token_file'),
    exclusive('token', 'token_file'),
    (read) => (read['html'] === true && read['monospace'] === true ? [['monospace', 'excludes html; keep one']] : []),
  ),
  receiver: all(needed('name'), receiverName),
  rocketchat: all(exclusive('token', 'token_file'), exclusive('token_id', 'token_id_file')),
  route: all(labelKeys('match', 'match_re'), groupBy, notZero('group_interval', 'repeat_interval')),
  sigv4: all(keyPair, roleFor('external_id')),
  slack: all(exclusive('api_url', 'api_url_file'), exclusive('app_token', 'app_token_file'), slackWays, slackUpdate),
  slack_action: all(needed('type'), needed('text'), needed('url', 'name')),
  slack_confirm: needed('text'),
  slack_field: all(needed('title'), needed('value')),
  sns: snsTarget,
  telegram: all(
    exclusive('bot_token', 'bot_token_file'),
    needed('chat_id', 'chat_id_file'),
    exclusive('chat_id', 'chat_id_file'),
  ),
  time_interval: needed('name'),
  tls_config: tlsFiles,
  victorops: all(needed('routing_key'), exclusive('api_key', 'api_key_file'), customFields),
  webex: all(needed('room_id'), webexAuthorization),
  webhook: all(needed('url', 'url_file'), exclusive('url', 'url_file')),
  wechat: all(exclusive('api_secret', 'api_secret_file'), (read) =>
    ['', 'text', 'markdown'].includes(String(read['message_type'] ?? ''))
      ? []
      : [['message_type', 'must be text or markdown']],
  ),
};
