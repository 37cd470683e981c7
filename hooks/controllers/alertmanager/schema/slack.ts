// Slack in Alertmanager's configuration file, fields in the order in which they are written.
import type { Section } from '../../../core/section.ts';
import { since } from '../../../versions/alertmanager.ts';
import { at, authorizes, has, here, oneOf } from './constraints.ts';
import { http } from './http.ts';
import type { Check, Need, Table } from './table.ts';
import { flag, goDuration, list, text, url } from './types.ts';
import { sub } from './walk.ts';

const field: Table = {
  rows: [
    ['title', text, { required: true }],
    ['value', text, { required: true }],
    ['short', flag],
  ],
};

const confirm: Table = {
  rows: [
    ['text', text, { required: true }],
    ['title', text],
    ['ok_text', text],
    ['dismiss_text', text],
  ],
};

const action: Table = {
  rows: [
    ['type', text, { required: true }],
    ['text', text, { required: true }],
    ['url', text],
    ['style', text],
    ['name', text],
    ['value', text],
    ['confirm', sub(() => confirm)],
  ],
  constraints: [at(['loader', 'object'], oneOf(['url', 'name']), { at: '' })],
};

const SLACK_POST = 'https://slack.com/api/chat.postMessage';

const urlOrToken: Check = (section) => {
  const address = ['api_url', 'api_url_file'].find((name) => has(section, name));
  const token = ['app_token', 'app_token_file'].find((name) => has(section, name));
  return address && token ? [[token, `excludes ${address}; keep one`]] : [];
};

/** What only the API of Slack can do, not a webhook. */
const UPDATES = ['update_message', 'post_updates_to_thread'] as const;

/** Only this address takes updates. */
const updates: Check = (section, knows) => {
  const field = UPDATES.find((name) => section[name] === true);
  if (!field || section['api_url'] === SLACK_POST) return [];
  if (has(section, 'api_url') || !knows(since('slack.updates_by_global')))
    return [[field, `needs api_url to be ${SLACK_POST}`]];
  return has(section, 'api_url_file') ? [[field, 'excludes api_url_file']] : [];
};

/** Without an address the message goes to the address in `global`. */
const withAddress =
  (check: Check): Check =>
  (section, knows) =>
    has(section, 'api_url') ? check(section, knows) : [];

/** The field, or the one that names a file with it. */
const hasOrFile = (section: Section, key: string): boolean => has(section, key) || has(section, `${key}_file`);

/** Whether the message goes where the token of an app leads: its own, or that of `global`. */
const usesToken = (entry: Section, global: Section): boolean =>
  hasOrFile(entry, 'app_token') ||
  (!authorizes(entry) && !has(entry, 'api_url') && hasOrFile(global, 'slack_app_token'));

const addressOrToken = here(
  ['api_url', 'api_url_file', 'app_token', 'app_token_file'],
  ['slack_api_url', 'slack_api_url_file', 'slack_app_token', 'slack_app_token_file'],
);

/** An app token in `global` does not count for an entry with an authorization of its own. */
const destination: Need = (entry, global) =>
  hasOrFile(entry, 'api_url') || hasOrFile(global, 'slack_api_url') || usesToken(entry, global)
    ? undefined
    : addressOrToken(entry, {});

/** An app token is the authorization of the request. */
const tokenAlone: Need = (entry, global) =>
  usesToken(entry, global) && authorizes(entry['http_config'] ? entry : global)
    ? 'has an app token, which excludes http_config.authorization'
    : undefined;

/** An entry with updates and no address of its own, whose address in the end is another. */
const updatesByGlobal: Need = (entry, global) => {
  const field = UPDATES.find((name) => entry[name] === true);
  if (!field || has(entry, 'api_url')) return undefined;
  if (!usesToken(entry, global))
    return global['slack_api_url'] === SLACK_POST
      ? undefined
      : `has ${field}, which needs slack_api_url in global to be ${SLACK_POST}`;
  return (entry['app_url'] ?? global['slack_app_url'] ?? SLACK_POST) === SLACK_POST
    ? undefined
    : `has ${field}, which needs app_url, here or as slack_app_url in global, to be ${SLACK_POST}`;
};

export const slack: Table = {
  rows: [
    ['send_resolved', flag, { keep: 'set' }],
    ['http_config', http],
    ['api_url', url],
    ['api_url_file', text, { since: since('slack.api_url_file'), excludes: 'api_url' }],
    ['app_token', text, { since: since('slack.app_token') }],
    ['app_token_file', text, { since: since('slack.app_token_file'), excludes: 'app_token' }],
    ['app_url', url, { since: since('slack.app_url') }],
    ['channel', text],
    ['username', text],
    ['color', text],
    ['title', text],
    ['title_link', text],
    ['pretext', text],
    ['text', text],
    ['fields', list(sub(() => field))],
    ['short_fields', flag],
    ['footer', text],
    ['fallback', text],
    ['callback_id', text],
    ['icon_emoji', text],
    ['icon_url', text],
    ['image_url', text],
    ['thumb_url', text],
    ['link_names', flag],
    ['mrkdwn_in', list(text)],
    ['actions', list(sub(() => action))],
    ['timeout', goDuration, { since: since('slack.timeout') }],
    ['message_text', text, { since: since('slack.message_text'), objects: 'since' }],
    ['update_message', flag, { since: since('slack.update_message'), objects: 'since', keep: 'set' }],
    ['post_updates_to_thread', flag, { since: since('slack.post_updates_to_thread'), extension: true }],
  ],
  constraints: [
    urlOrToken,
    updates,
    at(['resolved', 'operator'], withAddress(updates)),
    at(['operator'], withAddress(urlOrToken)),
  ],
  needs: [destination, tokenAlone, updatesByGlobal],
};

/** The settings of Slack in `global`. */
export const slackOfGlobal: Check = (section) => {
  const token = has(section, 'slack_app_token') || has(section, 'slack_app_token_file');
  const address = has(section, 'slack_api_url') || has(section, 'slack_api_url_file');
  const same = section['slack_api_url'] === (section['slack_app_url'] ?? SLACK_POST);
  return token && address && !same
    ? [['slack_app_token', 'excludes slack_api_url, unless that equals slack_app_url']]
    : [];
};
