// Rules over the whole configuration file, as Alertmanager's own loader has them: names that must exist, and settings
// that a receiver or `global` must give.
import type { Section } from '../../../core/section.ts';
import { type IntegrationKey, integrations } from './integrations.ts';
import { has, type Problem } from './rules.ts';

const sections = (value: unknown): readonly Section[] => (value ?? []) as readonly Section[];
const texts = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

type Need = (entry: Section, global: Section) => string | undefined;

/** One of the fields in the entry, or one of the fields in `global`. */
const either =
  (entryFields: readonly string[], globalFields: readonly string[]): Need =>
  (entry, global) =>
    entryFields.some((field) => has(entry, field)) || globalFields.some((field) => has(global, field))
      ? undefined
      : `needs ${entryFields.join(' or ')}, here or as ${globalFields.join(' or ')} in global`;

const slackToken: Need = (entry, global) => {
  const local = has(entry, 'app_token') || has(entry, 'app_token_file');
  const client = entry['http_config'] as Section | undefined;
  const inherits =
    !client?.['authorization'] &&
    !has(entry, 'api_url') &&
    (has(global, 'slack_app_token') || has(global, 'slack_app_token_file'));
  const shared = (client ?? (global['http_config'] as Section | undefined))?.['authorization'];
  return (local || inherits) && shared ? 'has an app token, which excludes http_config.authorization' : undefined;
};

/** What the loader looks for in `global` when an entry does not have it. */
const NEEDS: Readonly<Partial<Record<IntegrationKey, readonly Need[]>>> = {
  email_configs: [either(['smarthost'], ['smtp_smarthost']), either(['from'], ['smtp_from'])],
  jira_configs: [either(['api_url'], ['jira_api_url'])],
  mattermost_configs: [
    either(['webhook_url', 'webhook_url_file'], ['mattermost_webhook_url', 'mattermost_webhook_url_file']),
  ],
  opsgenie_configs: [either(['api_key', 'api_key_file'], ['opsgenie_api_key', 'opsgenie_api_key_file'])],
  rocketchat_configs: [
    either(['token_id', 'token_id_file'], ['rocketchat_token_id', 'rocketchat_token_id_file']),
    either(['token', 'token_file'], ['rocketchat_token', 'rocketchat_token_file']),
  ],
  slack_configs: [
    either(
      ['api_url', 'api_url_file', 'app_token', 'app_token_file'],
      ['slack_api_url', 'slack_api_url_file', 'slack_app_token', 'slack_app_token_file'],
    ),
    slackToken,
  ],
  telegram_configs: [either(['bot_token', 'bot_token_file'], ['telegram_bot_token', 'telegram_bot_token_file'])],
  victorops_configs: [either(['api_key', 'api_key_file'], ['victorops_api_key', 'victorops_api_key_file'])],
  wechat_configs: [
    either(['api_secret', 'api_secret_file'], ['wechat_api_secret', 'wechat_api_secret_file']),
    either(['corp_id'], ['wechat_api_corp_id']),
  ],
};

/** What the integrations of receivers need from `global` and do not find there; and names that two receivers have. */
export function receiverProblems(config: Section): Problem[] {
  const global = (config['global'] ?? {}) as Section;
  const names = new Set<unknown>();
  const found: Problem[] = [];
  for (const [i, receiver] of sections(config['receivers']).entries()) {
    if (names.has(receiver['name'])) found.push([`receivers[${i}].name`, 'is the name of an earlier receiver too']);
    names.add(receiver['name']);
    for (const key of Object.keys(integrations) as IntegrationKey[]) {
      for (const [j, entry] of sections(receiver[key]).entries()) {
        const message = (NEEDS[key] ?? []).map((need) => need(entry, global)).find(Boolean);
        if (message) found.push([`receivers[${i}].${key}[${j}]`, message]);
      }
    }
  }
  return found;
}

/** What a root route must not have: it takes every alert that nothing else takes. */
export function rootRouteProblems(route: Section | undefined): Problem[] {
  if (!route) return [['route', 'is needed']];
  if (!has(route, 'receiver')) return [['route.receiver', 'is needed: the root route must name a receiver']];
  if (route['continue'] === true) return [['route.continue', 'is not allowed in the root route']];
  const given = ['matchers', 'match', 'match_re', 'mute_time_intervals', 'active_time_intervals'].find(
    (field) => Object.keys((route[field] ?? {}) as object).length > 0,
  );
  return given ? [[`route.${given}`, 'is not allowed in the root route']] : [];
}

function routeProblems(
  route: Section,
  path: string,
  receivers: ReadonlySet<unknown>,
  times: ReadonlySet<unknown>,
): Problem[] {
  const found = sections(route['routes']).flatMap((child, i) =>
    routeProblems(child, `${path}.routes[${i}]`, receivers, times),
  );
  if (has(route, 'receiver') && !receivers.has(route['receiver']))
    found.push([`${path}.receiver`, 'there is no receiver of this name']);
  for (const field of ['active_time_intervals', 'mute_time_intervals']) {
    for (const [i, name] of texts(route[field]).entries())
      if (!times.has(name)) found.push([`${path}.${field}[${i}]`, 'there is no time interval of this name']);
  }
  return found;
}

/** Problems of a file whose sections are fine each by itself. */
export function wholeFileProblems(config: Section): Problem[] {
  const root = rootRouteProblems(config['route'] as Section | undefined);
  if (root.length > 0) return root;
  const found = receiverProblems(config);
  const times = new Set<unknown>();
  for (const field of ['mute_time_intervals', 'time_intervals']) {
    for (const [i, { name }] of sections(config[field]).entries()) {
      if (times.has(name)) found.push([`${field}[${i}].name`, 'is the name of an earlier time interval too']);
      times.add(name);
    }
  }
  const receivers = new Set(sections(config['receivers']).map((receiver) => receiver['name']));
  return [...found, ...routeProblems((config['route'] ?? {}) as Section, 'route', receivers, times)];
}
