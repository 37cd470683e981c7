// Files in Secrets that cannot be read: what is said about them names a place, and no word of them.
import { OWN } from '../../../hooks/core/meta.ts';
import { secret } from '../../support/objects.ts';
import { FILE } from './ask.ts';
import { type Row, WORD } from './row.ts';

/** The owner's own file: the configuration last seen stays. */
const own = (name: string, file: string | Buffer, says = /alertmanager\.yaml/): Row => ({
  name,
  kind: 'Alertmanager',
  file,
  stops: true,
  says,
  lacks: /hunter2/,
});

/** Behind a sound beginning, one thing that YAML reads as something else than was meant. */
const global = (value: string): string => `${FILE}global:\n  smtp_auth_password: ${value}`;
const invalid = Buffer.concat([
  Buffer.from(`${FILE}global:\n  smtp_auth_password: "${WORD}`),
  Buffer.from([0xc3, 0x28, 0xff]),
  Buffer.from(': [\n'),
]);

const TRAPS: readonly Row[] = [
  own('password: *hunter2', global(`*${WORD}`), /has no anchor .* in quotes \(line 6, column \d+\)/),
  own('a password that is a tag', global(`!${WORD}`), /a tag is not known/),
  own('a password that is a tag in a handle of its own', `%TAG !e! tag:a\n---\n${global(`!e!${WORD} x`)}`),
  own('a password that does not fit the tag before it', global(`!!int ${WORD}`)),
  own('a password that begins like a directive', global(`%${WORD}`)),
  own('a password that begins with @, which YAML keeps for itself', global(`@${WORD}`)),
  own('a password of two words in quotes of which one is missing', global(`"${WORD} ${WORD}`)),
  own('an escape in quotes that YAML does not know', global(`"${WORD}\\q${WORD}"`)),
  own('text behind the closing quote', global(`'a' ${WORD}`)),
  own('a colon in a password without quotes', global(`${WORD}: ${WORD}`)),
  own('a key that is written twice', `${global(WORD)}\n  ? ${WORD}\n  : a\n  ? ${WORD}\n  : b`),
  own('a block of text with an indentation that is none', global(`|0\n    ${WORD}\n  ${WORD}: a`)),
  own('a block of text that ends too early', global(`|\n    a\n ${WORD}\n`)),
  own('a merge of a text', `${FILE}global:\n  <<: ${WORD}\n`),
  own('a merge of an anchor that comes later', `${FILE}global:\n  <<: *${WORD}\nx: &${WORD} {a: b}\n`),
  own('an anchor that contains itself', `${FILE}global: &${WORD}\n  http_config: *${WORD}\n`),
  own('bytes that are no UTF-8 within a quoted secret', invalid),
  own('a tab for an indentation', `${FILE}global:\n\tsmtp_auth_password: ${WORD}`),
  own('a second document', `${FILE}---\n${WORD}: *${WORD}\n`),
  own('lists in lists', `${FILE}global: ${'['.repeat(5000)}${WORD}`),
  own('a control character', global(`"${WORD}\u0007"`)),
];

const sections = (yaml: string): string => `global: {}\n${yaml}`;
const FIELDS: readonly Row[] = [
  own('a secret as the name of a field', sections(`${FILE}${WORD}: a\n`)),
  own(
    'a secret as a field of a receiver',
    sections(`route: {receiver: r}\nreceivers: [{name: r, ${WORD}_configs: []}]`),
  ),
  own('a secret as a receiver that is not there', sections(`route: {receiver: ${WORD}}\nreceivers: [{name: r}]`)),
  own(
    'a secret as a receiver that is written twice',
    sections(`route: {receiver: ${WORD}}\nreceivers: [{name: ${WORD}}, {name: ${WORD}}]`),
  ),
  own(
    'a secret in an address',
    sections(`route: {receiver: r}\nreceivers: [{name: r, webhook_configs: [{url: 'http://u:${WORD}@[a'}]}]`),
  ),
  own(
    'a secret in a matcher',
    sections(`route: {receiver: r, routes: [{matchers: ['${WORD}=~(${WORD}']}]}\nreceivers: [{name: r}]`),
  ),
  own('a secret in a time', sections(`route: {receiver: r, group_wait: ${WORD}}\nreceivers: [{name: r}]`)),
  own('a secret as a list', sections(`route: {receiver: r}\nreceivers: [{name: r, slack_configs: ${WORD}}]`)),
  own(
    'a secret in a template',
    sections(`route: {receiver: r}\nreceivers: [{name: r, webhook_configs: [{url: '{{ .${WORD}'}]}]`),
  ),
  own(
    'a secret as a time interval',
    `${FILE}time_intervals: [{name: ${WORD}, time_intervals: [{times: [{start_time: ${WORD}, end_time: '1'}]}]}]\n`,
  ),
];

const PASSED_ON: readonly Row[] = [
  {
    name: 'a field that a release of next year may know, which is passed on',
    kind: 'Alertmanager',
    spec: { version: 'v0.99.0' },
    file: `${FILE}${WORD}: {${WORD}: ${WORD}}\n`,
    has: /hunter2: ?\n? *hunter2: hunter2/,
  },
  {
    name: 'fields that an old release does not know, which are left out',
    kind: 'Alertmanager',
    spec: { version: 'v0.21.0' },
    file:
      `${FILE}global: {opsgenie_api_key_file: /${WORD}, slack_api_url_file: /${WORD}, http_config: ` +
      '{follow_redirects: true}}\n',
    lacks: /hunter2/,
  },
];

const inFile = (name: string, field: string, text: string, kind: Row['kind'] = 'Prometheus'): Row => ({
  name,
  kind,
  spec: { [field]: { name: 'own', key: 'list' } },
  objects: [secret('own', { list: text })],
  stops: true,
  says: new RegExp(`spec\\.${field}`),
  lacks: /hunter2/,
});

/** What Prometheus alone knows of: written as it is, and not repeated elsewhere. */
const passed = (name: string, field: string, text: string): Row => ({
  name: `${name}, which is the owner's own`,
  spec: { [field]: { name: 'own', key: 'list' } },
  objects: [secret('own', { list: text })],
  has: /hunter2/,
});

const LISTS: readonly Row[] = [
  inFile(
    'an alias among additional scrape jobs',
    'additionalScrapeConfigs',
    `- job_name: a\n  basic_auth: {password: *${WORD}}\n`,
  ),
  inFile(
    'a tag among additional scrape jobs of an agent',
    'additionalScrapeConfigs',
    `- !${WORD} a\n`,
    'PrometheusAgent',
  ),
  inFile('a text in place of additional scrape jobs', 'additionalScrapeConfigs', WORD),
  inFile(
    'additional scrape jobs that end within a quoted secret',
    'additionalScrapeConfigs',
    `- job_name: "${WORD}\n  a: b`,
  ),
  inFile('a broken list of Alertmanagers', 'additionalAlertManagerConfigs', `- bearer_token: "${WORD}"${WORD}\n`),
  {
    ...inFile(
      'a field that a ruler does not have, among Alertmanagers',
      'additionalAlertManagerConfigs',
      `- ${WORD}: ${WORD}\n`,
    ),
    spec: { additionalAlertManagerConfigs: { name: 'own', key: 'list' }, thanos: {}, shards: 2 },
    annotations: { [`${OWN}/query-tier`]: 'thanos' },
    says: /spec\.additionalAlertManagerConfigs: entry 1: .* does not support one of its fields/,
  },
  inFile(
    'an expression that is none among relabelings of alerts',
    'additionalAlertRelabelConfigs',
    `- {action: drop, regex: '(${WORD}'}\n`,
  ),
  inFile('two jobs of one name', 'additionalScrapeConfigs', `- job_name: ${WORD}\n- job_name: ${WORD}\n`),
  inFile('an unknown key of a job', 'additionalScrapeConfigs', `- job_name: a\n  ${WORD}: ${WORD}\n`),
  inFile('a value of another type', 'additionalScrapeConfigs', `- job_name: a\n  sample_limit: ${WORD}\n`),
  inFile(
    'a label name that is none, of an agent',
    'additionalScrapeConfigs',
    `- job_name: a\n  static_configs: [{labels: {"": ${WORD}}}]\n`,
    'PrometheusAgent',
  ),
  passed('a job', 'additionalScrapeConfigs', `- job_name: ${WORD}\n`),
  inFile('a key twice among relabelings of alerts', 'additionalAlertRelabelConfigs', `- ${WORD}: a\n  ${WORD}: b\n`),
];

export const SECRET_FILES: readonly Row[] = [...TRAPS, ...FIELDS, ...PASSED_ON, ...LISTS];
