// What must hold of a section for the Alertmanager release that runs, however the section came about. A law may correct
// the section in place.

import { parseDuration } from '../../../core/duration.ts';
import type { Reason } from '../../../core/issue.ts';
import type { Section } from '../../../core/section.ts';
import { type AlertmanagerKey, knows, since } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { NO_DURATION } from './fields.ts';
import type { IntegrationKey } from './integrations.ts';
import { authorizes, has, rules } from './rules.ts';
import { secretTemplateUrlError } from './template.ts';

export type Verdict = readonly [field: string, message: string, reason?: Reason];
type Law = (section: Section, version: Version) => Verdict[];

const all =
  (...parts: readonly Law[]): Law =>
  (section, version) =>
    parts.flatMap((part) => part(section, version));

const tooOld = (key: AlertmanagerKey, field: string): Verdict => [
  field,
  `needs Alertmanager ${since(key)} or newer`,
  'VersionTooOld',
];

/** Fields whose meaning would change if an older release did not see them. */
const needs =
  (...rows: readonly (readonly [field: string, key: AlertmanagerKey])[]): Law =>
  (section, version) =>
    rows
      .filter(([field, key]) => isGiven(section[field]) && !knows(version, key))
      .map(([field, key]) => tooOld(key, field));

const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** Fields that hold an address or a template of one. */
const addresses =
  (...fields: readonly string[]): Law =>
  (section) =>
    fields.flatMap((field): Verdict[] => {
      const value = section[field];
      const error =
        typeof value === 'string' && value !== '' ? secretTemplateUrlError(value, 'alertmanager') : undefined;
      return error ? [[field, error, 'InvalidURL']] : [];
    });

/** The rule that Alertmanager's own loader has for the section. */
const loader =
  (name: string): Law =>
  (section) =>
    rules[name]?.(section) ?? [];

/** One of the fields; from a release on, a field of `global` may stand in. */
const oneOf =
  (fields: readonly string[], globalSince?: AlertmanagerKey): Law =>
  (section, version) =>
    fields.some((field) => has(section, field)) || (globalSince && knows(version, globalSince))
      ? []
      : [[fields[0] ?? '', `is needed (or ${fields.slice(1).join(', ')})`]];

const pagerdutyDetails: Law = (section, version) => {
  const structured = Object.values((section['details'] ?? {}) as Section).some((value) => typeof value !== 'string');
  return structured && !knows(version, 'pagerduty.details.structured')
    ? [tooOld('pagerduty.details.structured', 'details')]
    : [];
};

const responderTeams: Law = (section, version) =>
  section['type'] === 'teams' && !knows(version, 'opsgenie.responders.teams')
    ? [tooOld('opsgenie.responders.teams', 'type')]
    : [];

const plainPushover: Law = (section, version) => {
  if (section['monospace'] === true && !knows(version, 'pushover.monospace')) section['monospace'] = false;
  return section['html'] === true && section['monospace'] === true ? [['monospace', 'excludes html; keep one']] : [];
};

const threadByDate: Law = (section) => {
  const how = (section['threading'] as Section | undefined)?.['thread_by_date'];
  return section['threading'] && how !== 'daily' && how !== 'none'
    ? [['threading.thread_by_date', 'must be daily or none']]
    : [];
};

const tlsVersions: Law = (section) => {
  const [min, max] = [String(section['min_version'] ?? ''), String(section['max_version'] ?? '')];
  for (const [field, value] of [
    ['min_version', min],
    ['max_version', max],
  ] as const) {
    if (value && !/^TLS1[0-3]$/.test(value)) return [[field, 'must be one of TLS10, TLS11, TLS12, TLS13']];
  }
  return min && max && min > max ? [['max_version', 'is below min_version']] : [];
};

/** A zero interval means the default, which is what leaving it out means. */
const routeDurations: Law = (section) => {
  const found: Verdict[] = [];
  for (const field of ['group_wait', 'group_interval', 'repeat_interval']) {
    const value = section[field];
    if (typeof value !== 'string' || value === '') continue;
    const ms = parseDuration(value);
    if (ms === undefined) found.push([field, NO_DURATION, 'InvalidDuration']);
    if (ms === 0 && field !== 'group_wait') delete section[field];
  }
  return found;
};

const NEW_INTEGRATIONS = [
  'discord_configs',
  'incidentio_configs',
  'jira_configs',
  'mattermost_configs',
  'msteams_configs',
  'msteamsv2_configs',
  'rocketchat_configs',
  'telegram_configs',
  'webex_configs',
] as const satisfies readonly IntegrationKey[];

/** Without a url the message goes where `global` says, which is not looked at here. */
const slack: Law = (section) => (has(section, 'api_url') ? (rules['slack']?.(section) ?? []) : []);

const MATTERMOST_LINKS = ['author_link', 'author_icon', 'title_link', 'thumb_url', 'footer_icon', 'image_url'] as const;

const incidentToken: Law = (section) =>
  authorizes(section) || has(section, 'alert_source_token') || has(section, 'alert_source_token_file')
    ? []
    : [['alert_source_token', 'is needed (or http_config.authorization)']];

/** Section name -> what must hold. */
export const laws: Readonly<Record<string, Law>> = {
  email: threadByDate,
  global: loader('global'),
  http_config: all(
    needs(['authorization', 'http_config.authorization'], ['oauth2', 'http_config.oauth2']),
    loader('http_config'),
  ),
  incidentio: all(loader('incidentio'), incidentToken),
  inhibit_rule: needs(
    ['source_matchers', 'inhibit_rule.source_matchers'],
    ['target_matchers', 'inhibit_rule.target_matchers'],
  ),
  jira: loader('jira'),
  mattermost: all(
    oneOf(['webhook_url', 'webhook_url_file'], 'mattermost.global_webhook_url'),
    addresses('icon_url', ...MATTERMOST_LINKS),
  ),
  mattermost_attachment: addresses(...MATTERMOST_LINKS),
  msteams: loader('msteams'),
  msteamsv2: loader('msteamsv2'),
  opsgenie_responder: responderTeams,
  pagerduty: pagerdutyDetails,
  pushover: all(oneOf(['user_key', 'user_key_file']), oneOf(['token', 'token_file']), plainPushover, addresses('url')),
  receiver: needs(...NEW_INTEGRATIONS.map((key) => [key, key] as const)),
  rocketchat: loader('rocketchat'),
  route: all(needs(['matchers', 'route.matchers']), routeDurations),
  sigv4: loader('sigv4'),
  slack,
  sns: addresses('api_url'),
  telegram: all(
    oneOf(['chat_id', 'chat_id_file']),
    oneOf(['bot_token', 'bot_token_file'], 'telegram.global_bot_token'),
  ),
  tls_config: tlsVersions,
  webex: (section) => (has(section, 'room_id') ? [] : [['room_id', 'is needed']]),
};
