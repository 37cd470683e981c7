// What the loader of one release takes and that of another refuses, and fields that a release brought.
import t from 'tap';
import { readRaw } from '../../../../../hooks/controllers/alertmanager/config/raw.ts';
import { configTable } from '../../../../../hooks/controllers/alertmanager/schema/sections.ts';
import { fit } from '../../../../../hooks/controllers/alertmanager/schema/walk.ts';
import { parseOptions } from '../../../../../hooks/core/options.ts';
import type { Section } from '../../../../../hooks/core/section.ts';
import { parseVersion, type Version } from '../../../../../hooks/versions/version.ts';

const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
};
const [OLD, NEW] = [version('0.34.2'), version('0.35.0')];
const options = parseOptions([], {});

/** The place of the first problem, '' if there is none. */
const wrong = (text: string, release: Version, parity = false): string => {
  const answer = readRaw(Buffer.from(text), release, { ...options, parity });
  return 'issues' in answer ? (answer.issues[0]?.path ?? 'somewhere') : '';
};

const head = 'route: {receiver: r}\nreceivers:\n- name: r\n';
const POST = 'https://slack.com/api/chat.postMessage';
const slack = (fields: string, global = '{}'): string => `global: ${global}\n${head}  slack_configs:\n  - ${fields}\n`;
const SLACK = 'alertmanager.yaml receivers[0].slack_configs[0]';
const time = (fields: string): string => `${head}time_intervals: [{name: x, time_intervals: [${fields}]}]\n`;
const TIME = 'alertmanager.yaml time_intervals[0].time_intervals[0]';
const events = (fields: string): string => `${head}event_recorder: ${fields}\n`;
const sigv4 = (fields: string): string => `${head}  sns_configs:\n  - {topic_arn: t, sigv4: ${fields}}\n`;
const SIGV4 = 'alertmanager.yaml receivers[0].sns_configs[0].sigv4';
const EVENTS = 'alertmanager.yaml event_recorder';

const files: [title: string, text: string, old: string, recent: string][] = [
  ['weekdays may go over the end of the week', time('{weekdays: [friday:monday]}'), `${TIME}.weekdays[0]`, ''],
  ['weekdays within a week are fine', time('{weekdays: [monday:friday]}'), '', ''],
  ['there is no month 13', time("{months: ['13']}"), '', `${TIME}.months[0]`],
  ['there is no month 0', time("{months: ['0:3']}"), '', `${TIME}.months[0]`],
  ['months may not go over the end of the year', time("{months: ['11:2']}"), `${TIME}.months[0]`, `${TIME}.months[0]`],
  ['updates go to the address of Slack', slack(`{api_url: '${POST}', update_message: true}`), '', ''],
  [
    'updates go to no other address',
    slack("{api_url: 'http://a.b', update_message: true}"),
    `${SLACK}.update_message`,
    `${SLACK}.update_message`,
  ],
  [
    'updates may go to the address of global',
    slack('{update_message: true}', `{slack_api_url: '${POST}'}`),
    `${SLACK}.update_message`,
    '',
  ],
  [
    'updates go to no other address of global',
    slack('{update_message: true}', "{slack_api_url: 'http://a.b'}"),
    `${SLACK}.update_message`,
    SLACK,
  ],
  [
    'updates may go where the token of an app leads',
    slack('{update_message: true, app_token: t}'),
    `${SLACK}.update_message`,
    '',
  ],
  [
    'updates may go where the token of an app in global leads',
    slack('{update_message: true}', "{slack_app_token_file: '/t'}"),
    `${SLACK}.update_message`,
    '',
  ],
  [
    'updates do not go to another address for apps',
    slack("{update_message: true, app_token: t, app_url: 'http://a.b'}"),
    `${SLACK}.update_message`,
    SLACK,
  ],
  [
    'updates do not go to an address in a file',
    slack('{update_message: true, api_url_file: /u}'),
    `${SLACK}.update_message`,
    `${SLACK}.update_message`,
  ],
  [
    'updates do not go to an address in a file of global',
    slack('{update_message: true}', '{slack_api_url_file: /u}'),
    `${SLACK}.update_message`,
    SLACK,
  ],
  ['outputs of events have names', events('{file_outputs: [{path: /e}]}'), '', `${EVENTS}.file_outputs[0].name`],
  ['standard output has a name too', events('{stdout_outputs: [{}]}'), '', `${EVENTS}.stdout_outputs[0].name`],
];
for (const [title, text, old, recent] of files)
  t.test(`by release: ${title}${old === recent ? '' : ', since 0.35'}`, async (t) => {
    t.equal(wrong(text, OLD), old);
    t.equal(wrong(text, NEW), recent);
  });

const recent: [title: string, text: string, path: string][] = [
  ['updates in a thread go to the address of Slack', slack(`{api_url: '${POST}', post_updates_to_thread: true}`), ''],
  [
    'updates in a thread go to no other address',
    slack("{api_url: 'http://a.b', post_updates_to_thread: true}"),
    `${SLACK}.post_updates_to_thread`,
  ],
  [
    'updates in a thread go to no other address of global',
    slack('{post_updates_to_thread: true}', "{slack_api_url: 'http://a.b'}"),
    SLACK,
  ],
  ['a flag that is false asks for no address', slack("{api_url: 'http://a.b', post_updates_to_thread: false}"), ''],
  [
    'two outputs of one kind and name',
    events('{file_outputs: [{name: a, path: /e}, {name: a, path: /f}]}'),
    `${EVENTS}.file_outputs`,
  ],
  [
    'outputs of two kinds and one name',
    events('{file_outputs: [{name: a, path: /e}], stdout_outputs: [{name: a}]}'),
    '',
  ],
  [
    'an output of events to a file without path',
    events('{file_outputs: [{name: a}]}'),
    `${EVENTS}.file_outputs[0].path`,
  ],
  ['an output of events without address', events('{webhook_outputs: [{name: a}]}'), `${EVENTS}.webhook_outputs[0].url`],
  [
    'settings of batches without batches',
    events("{webhook_outputs: [{name: a, url: 'http://a.b', batch_max_events: 1}]}"),
    `${EVENTS}.webhook_outputs[0].batch`,
  ],
  [
    'a webhook for events with all settings',
    events(
      "{webhook_outputs: [{name: a, url: 'http://a.b', timeout: 10s, workers: 2, max_retries: 3, retry_backoff: 1s, " +
        'batch: true, batch_max_events: 10, batch_max_bytes: 100, batch_flush_interval: 1s, http_config: {}}]}',
    ),
    '',
  ],
  ['Kafka without topic', events('{kafka_outputs: [{name: a, brokers: [b]}]}'), `${EVENTS}.kafka_outputs[0].topic`],
  ['Kafka without brokers', events('{kafka_outputs: [{name: a, topic: t}]}'), `${EVENTS}.kafka_outputs[0].brokers`],
  [
    'Kafka with an empty broker',
    events("{kafka_outputs: [{name: a, topic: t, brokers: [b, '']}]}"),
    `${EVENTS}.kafka_outputs[0].brokers`,
  ],
  [
    'Kafka with an unknown codec',
    events('{kafka_outputs: [{name: a, topic: t, brokers: [b], compression: zip}]}'),
    `${EVENTS}.kafka_outputs[0].compression`,
  ],
  [
    'Kafka with all settings',
    events(
      '{kafka_outputs: [{name: a, topic: t, brokers: [b], client_id: c, format: protobuf, acks: all, ' +
        'compression: zstd, buffer_size: 9, tls_config: {insecure_skip_verify: true}}]}',
    ),
    '',
  ],
  [
    'a token of an app in global beside an authorization of the entry',
    slack('{http_config: {authorization: {}}}', '{slack_app_token: t}'),
    SLACK,
  ],
  ['a token of an app beside another token', slack('{app_token: t, http_config: {bearer_token: b}}'), SLACK],
  ['a token of an app in global', slack('{channel: c}', '{slack_app_token: t}'), ''],
  ['a session at AWS', sigv4('{role_arn: r, session_name: a.b, tags: {a: b}}'), ''],
  ['the name of a session without a role', sigv4('{session_name: abc}'), `${SIGV4}.session_name`],
  ['tags of a session without a role', sigv4('{tags: {a: b}}'), `${SIGV4}.tags`],
  ['no tags without a role', sigv4('{tags: {}}'), ''],
  ['a name of a session with a space', sigv4("{role_arn: r, session_name: 'a b'}"), `${SIGV4}.session_name`],
  ['a tag of a session without key', sigv4("{role_arn: r, tags: {'': b}}"), `${SIGV4}.tags`],
  ['a long tag of a session', sigv4(`{role_arn: r, tags: {a: ${'x'.repeat(257)}}}`), `${SIGV4}.tags`],
  [
    'a field that outputs do not have',
    events('{stdout_outputs: [{name: a, path: /e}]}'),
    `${EVENTS}.stdout_outputs[0].path`,
  ],
];
for (const [title, text, path] of recent)
  t.test(`a file for 0.35: ${title} ${path ? 'is refused' : 'is fine'}`, async (t) => t.equal(wrong(text, NEW), path));

t.test('in parity the loader of the Go operator counts, whatever the release', async (t) => {
  t.equal(wrong(time('{weekdays: [friday:monday]}'), NEW, true), `${TIME}.weekdays[0]`);
  t.equal(wrong(time("{months: ['13']}"), NEW, true), '');
  t.equal(wrong(slack('{update_message: true, app_token: t}'), NEW, true), `${SLACK}.update_message`);
});

t.test('what is refused is said without a word of the file', async (t) => {
  const answer = readRaw(Buffer.from(time('{weekdays: [friday:monday]}')), OLD, options);
  t.match(answer, { issues: [{ message: 'goes over the end of the week, which needs Alertmanager 0.35.0 or newer' }] });
});

const entry = (key: string, fields: Section): Section => ({ receivers: [{ name: 'r', [key]: [fields] }] });
const kept: [key: string, field: string, value: unknown, rest: Section][] = [
  ['slack_configs', 'post_updates_to_thread', true, { api_url: POST }],
  ['rocketchat_configs', 'message_text', 'm', { channel: 'c' }],
  ['telegram_configs', 'timeout', '5s', { chat_id: 1 }],
  ['incidentio_configs', 'metadata', { a: 'b' }, { url: 'http://a.b', alert_source_token: 't' }],
];
for (const [key, field, value, rest] of kept)
  t.test(`${field} of ${key} is there since 0.35, and left out before`, async (t) => {
    const config = entry(key, { ...rest, [field]: value });
    t.match(fit(configTable, config, NEW, true), { config, issues: [] });
    const old = fit(configTable, config, OLD, true);
    t.match(old, { issues: [], dropped: [`receivers[0].${key}[0].${field}`] });
    t.notOk(JSON.stringify(old.config).includes(field));
  });

t.test('fields of a session at AWS are left out before 0.35', async (t) => {
  const session = { role_arn: 'r', session_name: 'ab', tags: { a: 'b' } };
  const config = entry('sns_configs', { topic_arn: 't', sigv4: session });
  t.match(fit(configTable, config, NEW, true), { config, issues: [] });
  t.strictSame(
    fit(configTable, config, OLD, true).config,
    entry('sns_configs', { sigv4: { role_arn: 'r' }, topic_arn: 't' }),
  );
});

t.test('the name of an output of events is left out before 0.35, the output is not', async (t) => {
  const config = { event_recorder: { stdout_outputs: [{ name: 'a' }], file_outputs: [{ name: 'a', path: '/e' }] } };
  t.match(fit(configTable, config, NEW, true), { config, issues: [] });
  t.strictSame(fit(configTable, config, OLD, true).config, {
    event_recorder: { file_outputs: [{ path: '/e' }], stdout_outputs: [{}] },
  });
});
