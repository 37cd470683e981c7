// On-call services in Alertmanager's configuration file: one table each, fields in the order in which they are written.
import { since } from '../../../versions/alertmanager.ts';
import { addresses, at, authorizes, has, here, inner, oneOf, tooOld } from './constraints.ts';
import { http } from './http.ts';
import type { Check, Problem, Table } from './table.ts';
import {
  anything,
  flag,
  goDuration,
  goTextDuration,
  integer,
  link,
  list,
  mapOf,
  spelledGoDuration,
  text,
  url,
} from './types.ts';
import { templateText } from './values.ts';
import { sub } from './walk.ts';

const INT32 = 2_147_483_647;
const strings = mapOf(text);

const pagerdutyImage: Table = {
  rows: [
    ['src', text],
    ['alt', text],
    ['href', link],
  ],
};

const pagerdutyLink: Table = {
  rows: [
    ['href', link],
    ['text', text],
  ],
};

const structuredDetails: Check = (section, knows) =>
  Object.values(inner(section, 'details')).some((value) => typeof value !== 'string') &&
  !knows(since('pagerduty.details.structured'))
    ? [tooOld('details', since('pagerduty.details.structured'))]
    : [];

export const pagerduty: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['service_key', text],
    ['service_key_file', text, { since: since('pagerduty.service_key_file'), excludes: 'service_key' }],
    ['routing_key', text],
    ['routing_key_file', text, { since: since('pagerduty.routing_key_file'), excludes: 'routing_key' }],
    ['url', url],
    ['client', text],
    ['client_url', link],
    ['description', text],
    ['details', mapOf(anything)],
    ['images', list(sub(() => pagerdutyImage))],
    ['links', list(sub(() => pagerdutyLink))],
    ['severity', text],
    ['class', text],
    ['component', text],
    ['group', text],
    ['source', text, { since: since('pagerduty.source') }],
    ['timeout', goDuration, { since: since('pagerduty.timeout') }],
  ],
  constraints: [
    at(['loader', 'object'], oneOf(['routing_key', 'service_key', 'routing_key_file', 'service_key_file']), { at: '' }),
    at(['operator'], structuredDetails),
  ],
};

const RESPONDERS = ['team', 'teams', 'user', 'escalation', 'schedule'];

const responder: Check = (section) => {
  if (!has(section, 'id') && !has(section, 'name') && !has(section, 'username'))
    return [['', 'needs an id, a name or a username']];
  const type = String(section['type'] ?? '');
  return type.includes('{{') || RESPONDERS.includes(type.toLowerCase())
    ? []
    : [['type', `must be one of ${RESPONDERS.join(', ')}`]];
};

const teams: Check = (section, knows) =>
  section['type'] === 'teams' && !knows(since('opsgenie.responders.teams'))
    ? [tooOld('type', since('opsgenie.responders.teams'))]
    : [];

const opsgenieResponder: Table = {
  rows: [
    ['id', text],
    ['name', text],
    ['username', text],
    ['type', templateText],
  ],
  constraints: [at(['loader', 'object'], responder), at(['resolved', 'operator'], teams)],
};

export const opsgenie: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_key', text],
    ['api_key_file', text, { since: since('opsgenie.api_key_file'), excludes: 'api_key' }],
    ['api_url', url],
    ['message', text],
    ['description', text],
    ['source', text],
    ['details', strings],
    ['responders', list(sub(() => opsgenieResponder))],
    ['tags', text],
    ['note', text],
    ['priority', text],
    ['update_alerts', flag, { since: since('opsgenie.update_alerts'), keep: 'set' }],
    ['entity', text, { since: since('opsgenie.entity') }],
    ['actions', text, { since: since('opsgenie.actions') }],
  ],
  needs: [here(['api_key', 'api_key_file'], ['opsgenie_api_key', 'opsgenie_api_key_file'])],
};

const plainOrHtml: Check = (section) =>
  section['html'] === true && section['monospace'] === true ? [['monospace', 'excludes html; keep one']] : [];

export const pushover: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['user_key', text],
    ['user_key_file', text, { since: since('pushover.user_key_file'), excludes: 'user_key' }],
    ['token', text],
    ['token_file', text, { since: since('pushover.token_file'), excludes: 'token' }],
    ['title', text],
    ['message', text],
    ['url', link],
    ['url_title', text],
    ['ttl', spelledGoDuration, { since: since('pushover.ttl') }],
    ['device', text, { since: since('pushover.device') }],
    ['sound', text],
    ['priority', text],
    ['retry', goTextDuration],
    ['expire', goTextDuration],
    ['html', flag, { keep: 'set' }],
    ['monospace', flag, { keep: 'set' }],
  ],
  constraints: [
    at(['loader', 'object', 'resolved', 'operator'], oneOf(['user_key', 'user_key_file'])),
    at(['loader', 'object', 'resolved', 'operator'], oneOf(['token', 'token_file'])),
    at(['loader', 'object', 'operator'], plainOrHtml),
    at(['operator'], addresses('url')),
  ],
  /** An older release gets the flag as false, as the Go operator writes it. */
  fitted: (section, knows) =>
    section['monospace'] === true && !knows(since('pushover.monospace')) ? { ...section, monospace: false } : section,
};

const RESERVED_FIELDS: readonly string[] = [
  'routing_key',
  'message_type',
  'state_message',
  'entity_display_name',
  'monitoring_tool',
  'entity_id',
  'entity_state',
];

const customFields: Check = (section) =>
  Object.keys(inner(section, 'custom_fields'))
    .filter((name) => RESERVED_FIELDS.includes(name))
    .map((name): Problem => ['custom_fields', `${name} is set by Alertmanager itself`, undefined, name]);

export const victorops: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_key', text],
    ['api_key_file', text, { since: since('victorops.api_key_file'), excludes: 'api_key' }],
    ['api_url', url],
    ['routing_key', text, { required: true }],
    ['message_type', text],
    ['state_message', text],
    ['entity_display_name', text],
    ['monitoring_tool', text],
    ['custom_fields', strings],
  ],
  constraints: [at(['loader', 'object'], customFields)],
  needs: [here(['api_key', 'api_key_file'], ['victorops_api_key', 'victorops_api_key_file'])],
};

const token: Check = (section) => {
  const given = has(section, 'alert_source_token') || has(section, 'alert_source_token_file');
  if (authorizes(section) && given) return [['alert_source_token', 'excludes http_config.authorization']];
  return section['http_config'] && !authorizes(section) && !given
    ? [['alert_source_token', 'is needed (or http_config.authorization)']]
    : [];
};

const tokenOrClient: Check = (section) =>
  authorizes(section) || has(section, 'alert_source_token') || has(section, 'alert_source_token_file')
    ? []
    : [['alert_source_token', 'is needed (or http_config.authorization)']];

export const incidentio: Table = {
  operator: 'as loader',
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['url', url],
    ['url_file', text, { excludes: 'url' }],
    ['alert_source_token', text],
    ['alert_source_token_file', text, { excludes: 'alert_source_token' }],
    ['max_alerts', integer(0, INT32), { keep: 'set' }],
    ['timeout', goDuration],
    ['metadata', strings, { since: since('incidentio.metadata'), extension: true }],
  ],
  constraints: [oneOf(['url', 'url_file']), token, at(['operator'], tokenOrClient)],
};
