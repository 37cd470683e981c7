// Integrations of AlertmanagerConfigs: what is rejected, what is loaded, what is written.
import t from 'tap';
import type { AlertmanagerConfig, Receiver } from '../../../../../hooks/api/alertmanagerconfig.ts';
import { readAlertmanagerConfig } from '../../../../../hooks/controllers/alertmanager/config/check.ts';
import type { ReceiverContext } from '../../../../../hooks/controllers/alertmanager/receivers/integration.ts';
import { placeInObject } from '../../../../../hooks/controllers/alertmanager/receivers/table.ts';
import { type Answer, resolver } from '../../../../../hooks/references/resolver.ts';
import { parseVersion } from '../../../../../hooks/versions/version.ts';

const secrets: Readonly<Record<string, string>> = {
  'keys/url': ' https://hooks.example.com/abc \n',
  'keys/token': 's3cr3t',
  'keys/empty': '',
  'keys/relative': '/abc',
};

function lookup(_kind: string, _namespace: string, name: string, key: string): Answer {
  const value = secrets[`${name}/${key}`];
  if (value !== undefined) return { value };
  return { missing: name === 'keys' ? 'key' : 'object' };
}

const context = (at = '0.33.0', parity = false): ReceiverContext => ({
  namespace: 'team',
  version: parseVersion(at) ?? { major: 0, minor: 0, patch: 0, pre: [], build: '' },
  resolver: resolver(lookup),
  parity,
});

const config = (receiver: Omit<Receiver, 'name'>): AlertmanagerConfig =>
  ({
    metadata: { name: 'app', namespace: 'team' },
    spec: { route: { receiver: 'r' }, receivers: [{ name: 'r', ...receiver }] },
  }) as unknown as AlertmanagerConfig;

const ref = (key: string, name = 'keys') => ({ name, key });

const rejected: [name: string, receiver: Omit<Receiver, 'name'>, path: string, reason: string, at?: string][] = [
  ['no key for PagerDuty', { pagerdutyConfigs: [{}] }, 'spec.receivers[0].pagerdutyConfigs[0]', 'InvalidReceiver'],
  [
    'a Secret that does not exist',
    { opsgenieConfigs: [{ apiKey: ref('k', 'none') }] },
    'spec.receivers[0].opsgenieConfigs[0].apiKey',
    'SecretMissing',
  ],
  [
    'a key that does not exist',
    { opsgenieConfigs: [{ apiKey: ref('none') }] },
    'spec.receivers[0].opsgenieConfigs[0].apiKey',
    'KeyMissing',
  ],
  [
    'a Secret that is no address',
    { discordConfigs: [{ apiURL: ref('relative') }] },
    'spec.receivers[0].discordConfigs[0].apiURL',
    'InvalidURL',
  ],
  [
    'an empty Secret where an address belongs',
    { slackConfigs: [{ apiURL: ref('empty') }] },
    'spec.receivers[0].slackConfigs[0].apiURL',
    'InvalidURL',
  ],
  [
    'a broken template',
    { webhookConfigs: [{ url: '{{ .X' }] },
    'spec.receivers[0].webhookConfigs[0].url',
    'InvalidURL',
  ],
  ['no destination for SNS', { snsConfigs: [{}] }, 'spec.receivers[0].snsConfigs[0]', 'InvalidReceiver'],
  ['a mail without recipient', { emailConfigs: [{}] }, 'spec.receivers[0].emailConfigs[0].to', 'InvalidReceiver'],
  [
    'one header in two spellings',
    {
      emailConfigs: [
        {
          to: 'a@b',
          headers: [
            { key: 'Subject', value: 'x' },
            { key: 'subject', value: 'y' },
          ],
        },
      ],
    },
    'spec.receivers[0].emailConfigs[0].headers',
    'InvalidReceiver',
  ],
  [
    'a custom field that VictorOps uses itself',
    { victoropsConfigs: [{ routingKey: 'k', customFields: [{ key: 'entity_id', value: 'x' }] }] },
    'spec.receivers[0].victoropsConfigs[0].customFields[0].key',
    'InvalidReceiver',
  ],
  [
    'both ways to give a token',
    { telegramConfigs: [{ chatID: 1, botToken: ref('token'), botTokenFile: '/t' }] },
    'spec.receivers[0].telegramConfigs[0].botTokenFile',
    'InvalidReceiver',
  ],
  [
    'an empty token',
    { telegramConfigs: [{ chatID: 1, botToken: ref('empty') }] },
    'spec.receivers[0].telegramConfigs[0].botToken',
    'InvalidReceiver',
  ],
  [
    'html and monospace together',
    { pushoverConfigs: [{ userKey: ref('token'), token: ref('token'), html: true, monospace: true }] },
    'spec.receivers[0].pushoverConfigs[0].monospace',
    'InvalidReceiver',
  ],
  [
    'an integration that is too new',
    { webexConfigs: [{ roomID: 'r' }] },
    'spec.receivers[0].webexConfigs',
    'VersionTooOld',
    '0.24.0',
  ],
  [
    'a field that is too new',
    { slackConfigs: [{ messageText: 'x' }] },
    'spec.receivers[0].slackConfigs[0].messageText',
    'VersionTooOld',
    '0.30.0',
  ],
  [
    'two ways to authenticate',
    {
      webhookConfigs: [
        {
          url: 'http://a.b',
          httpConfig: {
            basicAuth: { username: ref('token'), password: ref('token') },
            authorization: { credentials: ref('token') },
          },
        },
      ],
    },
    'spec.receivers[0].webhookConfigs[0].httpConfig',
    'InvalidAuthentication',
  ],
];
for (const [name, receiver, path, reason, at] of rejected) {
  t.test(`an AlertmanagerConfig is rejected: ${name}`, async (t) => {
    t.match(readAlertmanagerConfig(config(receiver), context(at)).issues, [{ reason, path }]);
  });
}

t.test('a message never quotes the value of a Secret', async (t) => {
  t.notMatch(
    JSON.stringify(readAlertmanagerConfig(config({ discordConfigs: [{ apiURL: ref('relative') }] }), context())),
    '/abc',
  );
});

t.test('messages name the fields of the API, not the keys of the file', async (t) => {
  const messages = (receiver: Omit<Receiver, 'name'>): string[] =>
    readAlertmanagerConfig(config(receiver), context()).issues.map(({ message }) => message);
  t.strictSame(messages({ telegramConfigs: [{ chatID: 1 }] }), ['is needed (or botTokenFile)']);
  t.strictSame(messages({ snsConfigs: [{}] }), ['give one of topicARN, targetARN, phoneNumber']);
  t.strictSame(messages({ emailConfigs: [{ to: 'a@b', smarthost: 'mail' }] }), ['must be host:port, not "mail"']);
});

t.test('an action of Slack is checked and written by the rows of its table', async (t) => {
  const action = { type: 'button', text: 'Silence', url: 'http://a.b', confirm: { text: 'Sure?', okText: 'Yes' } };
  const read = readAlertmanagerConfig(config({ slackConfigs: [{ actions: [action] }] }), context());
  t.match('part' in read && read.part.receivers, [
    { slack_configs: [{ actions: [{ ...action, confirm: { text: 'Sure?', ok_text: 'Yes' } }] }] },
  ]);
  const without = { type: 'button', text: 'Silence' };
  t.match(readAlertmanagerConfig(config({ slackConfigs: [{ actions: [without] }] }), context()).issues, [
    { reason: 'InvalidReceiver', path: 'spec.receivers[0].slackConfigs[0].actions[0]' },
  ]);
});

t.test('a place in the file is a place in the object', async (t) => {
  t.equal(
    placeInObject('receivers[0].msteams_configs[1].webhook_url'),
    'spec.receivers[0].msteamsConfigs[1].webhookUrl',
  );
  t.equal(placeInObject('receivers[0].webex_configs'), 'spec.receivers[0].webexConfigs');
  t.equal(placeInObject('route.group_interval'), 'route.group_interval');
});

const emitted: [name: string, receiver: Omit<Receiver, 'name'>, want: object, parity?: boolean][] = [
  [
    'an address from a Secret loses spaces around it',
    { slackConfigs: [{ apiURL: ref('url') }] },
    { slack_configs: [{ api_url: 'https://hooks.example.com/abc' }] },
  ],
  [
    'a flag that was set to false is written, one that was not is left out',
    { slackConfigs: [{ sendResolved: false, shortFields: false, updateMessage: false }] },
    { slack_configs: [{ send_resolved: false, update_message: false }] },
  ],
  [
    'durations have one form that Go reads too',
    {
      webhookConfigs: [
        { url: 'http://a.b', timeout: '90s' },
        { url: 'http://a.b', timeout: '1d' },
      ],
    },
    {
      webhook_configs: [
        { url: 'http://a.b', timeout: '1m30s' },
        { url: 'http://a.b', timeout: '24h' },
      ],
    },
  ],
  [
    'a text of a link is its alt in the API',
    {
      pagerdutyConfigs: [{ routingKey: ref('token'), pagerDutyLinkConfigs: [{ alt: 'Runbook', href: 'http://a.b' }] }],
    },
    { pagerduty_configs: [{ routing_key: 's3cr3t', links: [{ href: 'http://a.b', text: 'Runbook' }] }] },
  ],
  [
    'empty credentials are no credentials',
    {
      webhookConfigs: [
        { url: 'http://a.b', httpConfig: { authorization: { credentials: ref('empty') }, followRedirects: false } },
      ],
    },
    { webhook_configs: [{ url: 'http://a.b', http_config: { follow_redirects: false } }] },
  ],
  [
    'TLS files are where the asset Secrets are mounted',
    { webhookConfigs: [{ url: 'http://a.b', httpConfig: { tlsConfig: { ca: { secret: ref('empty') } } } }] },
    {
      webhook_configs: [
        {
          url: 'http://a.b',
          http_config: {
            tls_config: { ca_file: '/etc/alertmanager/certs/0_team_keys_empty', insecure_skip_verify: false },
          },
        },
      ],
    },
  ],
  [
    'actions of Rocket.Chat hold only what Alertmanager knows',
    {
      rocketchatConfigs: [
        { token: ref('token'), tokenID: ref('token'), actions: [{ text: 'Open', url: 'http://a.b' }] },
      ],
    },
    {
      rocketchat_configs: [
        {
          token_id: 's3cr3t',
          token: 's3cr3t',
          short_fields: false,
          link_names: false,
          actions: [{ text: 'Open', url: 'http://a.b' }],
        },
      ],
    },
  ],
  [
    'threading of mails is on once it is asked for',
    { emailConfigs: [{ to: 'a@b', threading: { threadByDate: 'Daily' } }] },
    { email_configs: [{ to: 'a@b', threading: { enabled: true, thread_by_date: 'daily' } }] },
  ],
  [
    'keys of Pushover may be in files',
    { pushoverConfigs: [{ userKeyFile: '/u', tokenFile: '/t', sound: 'siren' }] },
    { pushover_configs: [{ user_key_file: '/u', token_file: '/t', sound: 'siren' }] },
  ],
];
for (const [name, receiver, want] of emitted) {
  t.test(`a receiver is written: ${name}`, async (t) => {
    const object = config(receiver);
    const at = context();
    const read = readAlertmanagerConfig(object, at);
    t.strictSame(read.issues, []);
    t.strictSame('part' in read && read.part.receivers, [{ name: 'team/app/r', ...want }]);
  });
}

const routes: [name: string, spec: object, path: string][] = [
  ['the first route names no receiver', { route: { groupBy: ['a'] } }, 'spec.route.receiver'],
  [
    'a receiver that is not there',
    { route: { receiver: 'r', routes: [{ receiver: 'q' }] } },
    'spec.route.routes[0].receiver',
  ],
  [
    'a field that routes do not have',
    { route: { receiver: 'r', routes: [{ matcher: [] }] } },
    'spec.route.routes[0].matcher',
  ],
  ['"..." beside a label', { route: { receiver: 'r', groupBy: ['...', 'a'] } }, 'spec.route.groupBy'],
  [
    'a mute time that is not there',
    { route: { receiver: 'r', muteTimeIntervals: ['x'] } },
    'spec.route.muteTimeIntervals',
  ],
  [
    'an inhibition with a broken expression',
    { route: { receiver: 'r' }, inhibitRules: [{ sourceMatch: [{ name: 'a', value: '(', matchType: '=~' }] }] },
    'spec.inhibitRules[0].sourceMatch[0]',
  ],
];
for (const [name, spec, path] of routes) {
  t.test(`an AlertmanagerConfig is rejected: ${name}`, async (t) => {
    const object = {
      metadata: { name: 'app', namespace: 'team' },
      spec: { receivers: [{ name: 'r' }], ...spec },
    } as unknown as AlertmanagerConfig;
    t.match(readAlertmanagerConfig(object, context()).issues, [{ path }]);
  });
}
