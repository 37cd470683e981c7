// E-mail, HTTP endpoints and other services in Alertmanager's configuration file: one table each, fields in the order
// in which they are written.
import { since } from '../../../versions/alertmanager.ts';
import { addresses, at, given, has, here, inner, oneOf, repeated } from './constraints.ts';
import { http, mailTls } from './http.ts';
import type { Check, Table } from './table.ts';
import {
  anything,
  choice,
  duration,
  filledLink,
  flag,
  goDuration,
  hostPort,
  integer,
  list,
  mapOf,
  templateUrl,
  text,
  unlessEmpty,
  url,
} from './types.ts';
import { jiraText } from './values.ts';
import { sub } from './walk.ts';

const INT32 = 2_147_483_647;
const strings = mapOf(text);

export const webhook: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['url', templateUrl],
    ['url_file', text, { since: since('webhook.url_file'), excludes: 'url' }],
    ['http_config', http],
    ['max_alerts', integer(0, INT32)],
    ['timeout', goDuration, { since: since('webhook.timeout') }],
    ['payload', anything, { since: since('webhook.payload'), objects: 'since' }],
  ],
  constraints: [oneOf(['url', 'url_file']), at(['object'], given('url'), { at: '' })],
};

const emailThreading: Table = {
  rows: [
    ['enabled', flag, { keep: 'set' }],
    ['thread_by_date', text],
  ],
};

const headersOnce: Check = (section) =>
  repeated(Object.keys(inner(section, 'headers'))) === undefined
    ? []
    : [['headers', 'names a header twice; header names ignore case']];

const headersOfThreading: Check = (section) => {
  const names = Object.keys(inner(section, 'headers')).map((name) => name.toLowerCase());
  const own = names.find((name) => name === 'references' || name === 'in-reply-to');
  return inner(section, 'threading')['enabled'] === true && own ? [['headers', `${own} is set by threading`]] : [];
};

const isDate = (section: object): boolean => ['daily', 'none'].includes(Object(section)['thread_by_date']);

const threadByDate: Check = (section) =>
  inner(section, 'threading')['enabled'] !== true || isDate(inner(section, 'threading'))
    ? []
    : [['threading.thread_by_date', 'must be daily or none']];

/** The Go operator refuses a section without date even if threading is off. */
const anyThreadByDate: Check = (section) =>
  !section['threading'] || isDate(inner(section, 'threading'))
    ? []
    : [['threading.thread_by_date', 'must be daily or none']];

export const email: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['to', text, { required: true }],
    ['from', text],
    ['hello', text],
    ['smarthost', hostPort],
    ['auth_username', text],
    ['auth_password', text],
    ['auth_password_file', text, { since: since('email.auth_password_file') }],
    ['auth_secret', text],
    ['auth_secret_file', text, { since: since('email.auth_secret_file') }],
    ['auth_identity', text],
    ['headers', strings],
    ['html', text, { keep: 'set' }],
    ['text', text, { keep: 'set' }],
    ['require_tls', flag, { keep: 'set' }],
    ['tls_config', mailTls],
    ['force_implicit_tls', flag, { since: since('email.force_implicit_tls'), objects: 'since', keep: 'set' }],
    ['threading', sub(() => emailThreading), { since: since('email.threading'), objects: 'since' }],
  ],
  constraints: [headersOnce, headersOfThreading, threadByDate, at(['operator'], anyThreadByDate)],
  needs: [here(['smarthost'], ['smtp_smarthost']), here(['from'], ['smtp_from'])],
};

const keyPair: Check = (section) =>
  has(section, 'access_key') !== has(section, 'secret_key')
    ? [['access_key', 'access_key and secret_key go together']]
    : [];

const ofRole: Check = (section) => {
  const tags = Object.keys(inner(section, 'tags')).length > 0 ? 'tags' : undefined;
  const field = ['external_id', 'session_name'].find((name) => has(section, name)) ?? tags;
  return field && !has(section, 'role_arn') ? [[field, 'needs role_arn']] : [];
};

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** AWS' rules for the name and the tags of a session. */
const session: Check = (section) => {
  if (has(section, 'session_name') && !SESSION_NAME.test(String(section['session_name'])))
    return [['session_name', 'must be 2 to 64 letters, digits and +=,.@-']];
  const isLong = ([key, value]: [string, unknown]) =>
    key === '' || Buffer.byteLength(key) > 128 || Buffer.byteLength(String(value)) > 256;
  return Object.entries(inner(section, 'tags')).some(isLong)
    ? [['tags', 'has an empty key, a key of more than 128 or a value of more than 256 bytes']]
    : [];
};

const sigv4: Table = {
  operator: 'as loader',
  rows: [
    ['region', text],
    ['access_key', text],
    ['secret_key', text],
    ['profile', text],
    ['role_arn', text],
    ['external_id', text, { since: since('sigv4.external_id') }],
    ['session_name', text, { since: since('sigv4.session_name'), extension: true }],
    ['tags', strings, { since: since('sigv4.tags'), extension: true }],
    ['use_fips_sts_endpoint', flag, { since: since('sigv4.use_fips_sts_endpoint'), extension: true }],
    ['service_name', text, { since: since('sigv4.service_name'), extension: true }],
  ],
  constraints: [at(['loader', 'object'], keyPair, { at: '', reason: 'InvalidAuthentication' }), ofRole, session],
};

/** Alertmanager counts how many are missing and accepts an odd number of given ones. */
const target: Check = (section) => {
  const given = ['target_arn', 'topic_arn', 'phone_number'].filter((field) => has(section, field)).length;
  return given % 2 === 1 ? [] : [['topic_arn', 'give one of topic_arn, target_arn, phone_number']];
};

export const sns: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_url', filledLink],
    ['sigv4', unlessEmpty(sub(() => sigv4))],
    ['topic_arn', text],
    ['phone_number', text],
    ['target_arn', text],
    ['subject', text],
    ['message', text],
    ['attributes', strings],
    ['use_aws_http_client', flag, { since: since('sns.use_aws_http_client'), objects: 'since' }],
  ],
  constraints: [at(['loader', 'object'], target, { at: '' }), at(['operator'], addresses('api_url'))],
};

const MESSAGE_TYPES = ['text', 'markdown'];

const messageType: Check = (section) =>
  ['', ...MESSAGE_TYPES].includes(String(section['message_type'] ?? ''))
    ? []
    : [['message_type', `must be ${MESSAGE_TYPES.join(' or ')}`]];

export const wechat: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['api_secret', text],
    ['api_url', url],
    ['corp_id', text],
    ['agent_id', text],
    ['to_user', text],
    ['to_party', text],
    ['to_tag', text],
    ['message', text],
    ['message_type', text],
    ['http_config', http],
    ['api_secret_file', text, { since: since('wechat.api_secret_file'), excludes: 'api_secret' }],
  ],
  constraints: [messageType],
  needs: [
    here(['api_secret', 'api_secret_file'], ['wechat_api_secret', 'wechat_api_secret_file']),
    here(['corp_id'], ['wechat_api_corp_id']),
  ],
};

export const jira: Table = {
  operator: 'as loader',
  rows: [
    ['http_config', http],
    ['send_resolved', flag, { keep: 'set' }],
    ['api_url', url],
    ['project', text, { required: true }],
    ['summary', jiraText],
    ['description', jiraText],
    ['labels', list(text)],
    ['priority', text],
    ['issue_type', text, { required: true }],
    ['reopen_transition', text],
    ['resolve_transition', text],
    ['wont_fix_resolution', text],
    ['reopen_duration', { ...duration, isEmpty: (value) => value === '0s' }],
    ['fields', mapOf(anything)],
    ['api_type', choice('auto', 'cloud', 'datacenter'), { since: since('jira.api_type') }],
  ],
  needs: [here(['api_url'], ['jira_api_url'])],
};
