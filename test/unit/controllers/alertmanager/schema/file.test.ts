// The configuration file that users write: what is read, refused, left out for older releases.
import t from 'tap';
import { readConfig } from '../../../../../hooks/controllers/alertmanager/config/raw.ts';
import { configTable } from '../../../../../hooks/controllers/alertmanager/schema/sections.ts';
import { fit } from '../../../../../hooks/controllers/alertmanager/schema/walk.ts';
import type { Section } from '../../../../../hooks/core/section.ts';
import { parseVersion, type Version } from '../../../../../hooks/versions/version.ts';

const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
};

const strict = { unknown: 'refuse', parity: false, knows: () => true } as const;
const head = 'route: {receiver: r}\nreceivers:\n- name: r\n';

/** One entry of an integration, in a file around it. */
const entry = (key: string, fields: string): string => `${head}  ${key}:\n  - ${fields}\n`;

const wrong = (text: string): string[] => {
  const answer = readConfig(text, strict);
  return 'issues' in answer ? answer.issues.map(({ path }) => path) : [];
};

const refused: [name: string, text: string, path: string][] = [
  ['a field that no release knows', `${head}routes: []`, 'alertmanager.yaml routes'],
  [
    'an unknown field of an entry',
    entry('webhook_configs', "{url: 'http://a.b', uri: x}"),
    'alertmanager.yaml receivers[0].webhook_configs[0] field 2',
  ],
  [
    'text where a flag belongs',
    entry('webhook_configs', "{url: 'http://a.b', send_resolved: 'true'}"),
    'alertmanager.yaml receivers[0].webhook_configs[0].send_resolved',
  ],
  [
    'an address without scheme',
    entry('slack_configs', '{api_url: hooks.example.com}'),
    'alertmanager.yaml receivers[0].slack_configs[0].api_url',
  ],
  [
    'a template that is not closed',
    entry('webhook_configs', "{url: '{{ .X'}"),
    'alertmanager.yaml receivers[0].webhook_configs[0].url',
  ],
  [
    'a day as timeout, which Go does not read',
    entry('webhook_configs', "{url: 'http://a.b', timeout: 1d}"),
    'alertmanager.yaml receivers[0].webhook_configs[0].timeout',
  ],
  [
    'a secret both inline and in a file',
    entry('opsgenie_configs', '{api_key: k, api_key_file: /k}'),
    'alertmanager.yaml receivers[0].opsgenie_configs[0].api_key_file',
  ],
  [
    'an entry without what global does not give either',
    entry('opsgenie_configs', '{message: m}'),
    'alertmanager.yaml receivers[0].opsgenie_configs[0]',
  ],
  [
    'two ways to authenticate',
    entry('webhook_configs', "{url: 'http://a.b', http_config: {basic_auth: {username: u}, bearer_token: t}}"),
    'alertmanager.yaml receivers[0].webhook_configs[0].http_config.bearer_token',
  ],
  [
    'a receiver that does not exist',
    'route: {receiver: q}\nreceivers: [{name: r}]',
    'alertmanager.yaml route.receiver',
  ],
  [
    'two receivers of one name',
    'route: {receiver: r}\nreceivers: [{name: r}, {name: r}]',
    'alertmanager.yaml receivers[1].name',
  ],
  [
    'matchers in the root route',
    'route: {receiver: r, matchers: [a=b]}\nreceivers: [{name: r}]',
    'alertmanager.yaml route.matchers',
  ],
  [
    'a time interval that does not exist',
    'route: {receiver: r, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: r}]',
    'alertmanager.yaml route.routes[0].mute_time_intervals[0]',
  ],
  ['a key that stands there twice', 'route: {receiver: r}\nroute: {receiver: r}', 'alertmanager.yaml'],
  ['an empty file', '# nothing', 'alertmanager.yaml'],
];
for (const [name, text, path] of refused)
  t.test(`the file is refused: ${name}`, async (t) => t.strictSame(wrong(text).slice(0, 1), [path]));

t.test('a text field takes numbers and flags as they are written', async (t) => {
  const answer = readConfig(
    entry('webhook_configs', "{url: 'http://a.b', max_alerts: 0010}")
      .replace('name: r\n', 'name: r\n')
      .replace('receiver: r', 'receiver: r, group_by: [yes]'),
    strict,
  );
  t.match(answer, { config: { route: { group_by: ['yes'] }, receivers: [{ webhook_configs: [{ max_alerts: 8 }] }] } });
});

t.test('what means nothing is left out, what is false on purpose stays', async (t) => {
  const answer = readConfig(
    entry(
      'slack_configs',
      "{api_url: 'http://a.b', channel: '', short_fields: false, send_resolved: false, timeout: 90s}",
    ),
    strict,
  );
  t.match(answer, { config: { templates: [] } });
  t.strictSame(((answer as { config: Section }).config['receivers'] as Section[])[0], {
    name: 'r',
    slack_configs: [{ send_resolved: false, api_url: 'http://a.b', timeout: '1m30s' }],
  });
});

t.test('fields that a later Alertmanager brings are kept where the file is passed on', async (t) => {
  const answer = readConfig(`${head}new_section: {a: [1, x]}`, { ...strict, unknown: 'keep' });
  t.match(answer, { config: { new_section: { a: [1, 'x'] } } });
});

const webhook = (fields: Section): Section => ({ receivers: [{ name: 'r', webhook_configs: [fields] }] });
const rows: [name: string, at: string, given: Section, want: Section][] = [
  [
    'a field stays where the release knows it',
    '0.28.0',
    webhook({ url: 'http://a.b', timeout: '1m' }),
    webhook({ url: 'http://a.b', timeout: '1m' }),
  ],
  [
    'an older release gets the entry without it',
    '0.27.0',
    webhook({ url: 'http://a.b', timeout: '1m' }),
    webhook({ url: 'http://a.b' }),
  ],
  ['inline wins over a file', '0.33.0', webhook({ url: 'http://a.b', url_file: '/u' }), webhook({ url: 'http://a.b' })],
  ['a section stays when nothing is left in it', '0.21.0', { global: { slack_api_url_file: '/u' } }, { global: {} }],
  [
    'active times vanish from routes before 0.24',
    '0.23.0',
    { route: { routes: [{ active_time_intervals: ['x'] }] } },
    { route: { routes: [{}] } },
  ],
  [
    'labels of routes are there from 0.34 on',
    '0.34.0',
    { route: { labels: { a: 'b' } } },
    { route: { labels: { a: 'b' } } },
  ],
  ['labels vanish from routes before 0.34', '0.33.1', { route: { labels: { a: 'b' } } }, { route: {} }],
  [
    'a zero interval is the default',
    '0.33.0',
    { route: { group_interval: '0s', group_wait: '0s' } },
    { route: { group_wait: '0s' } },
  ],
  [
    'a proxy from the environment needs 0.26',
    '0.25.0',
    webhook({ url: 'http://a.b', http_config: { proxy_from_environment: true } }),
    webhook({ url: 'http://a.b', http_config: {} }),
  ],
  [
    'monospace is switched off rather than left out',
    '0.28.0',
    { receivers: [{ name: 'r', pushover_configs: [{ user_key: 'u', token: 't', monospace: true }] }] },
    { receivers: [{ name: 'r', pushover_configs: [{ user_key: 'u', token: 't', monospace: false }] }] },
  ],
];
for (const [name, at, given, want] of rows) {
  t.test(`fitting to a release: ${name}`, async (t) => {
    const { config, issues } = fit(configTable, given, version(at));
    t.strictSame(config, want);
    t.strictSame(issues, []);
  });
}

const unfit: [name: string, at: string, given: Section, path: string][] = [
  [
    'a whole integration',
    '0.24.0',
    { receivers: [{ name: 'r', discord_configs: [{ webhook_url: 'http://a.b' }] }] },
    'receivers[0].discord_configs',
  ],
  ['matchers of routes', '0.21.0', { route: { routes: [{ matchers: ['a=b'] }] } }, 'route.routes[0].matchers'],
  [
    'an authorization header',
    '0.21.0',
    webhook({ url: 'http://a.b', http_config: { authorization: { credentials: 'c' } } }),
    'receivers[0].webhook_configs[0].http_config.authorization',
  ],
  [
    'structured details',
    '0.29.0',
    { receivers: [{ name: 'r', pagerduty_configs: [{ routing_key: 'k', details: { a: { b: 'c' } } }] }] },
    'receivers[0].pagerduty_configs[0].details',
  ],
];
for (const [name, at, given, path] of unfit) {
  t.test(`an older release cannot do without: ${name}`, async (t) => {
    t.match(fit(configTable, given, version(at)).issues, [{ reason: 'VersionTooOld', path }]);
  });
}

t.test('a few lines of aliases that stand for billions of values are refused at once', async (t) => {
  const lines = Array.from(
    { length: 9 },
    (_, i) =>
      `x${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(', ')}]`,
  );
  t.match(readConfig(`${head}${lines.join('\n')}`, strict), { issues: [{ reason: 'TooLarge' }] });
  t.match(readConfig(`${head}x: &a [*a]`, strict), { issues: [{}] });
});
