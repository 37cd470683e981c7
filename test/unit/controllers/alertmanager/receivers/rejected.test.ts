// Receivers and routes for which an AlertmanagerConfig is rejected.
import t from 'tap';
import type { AlertmanagerConfig, Receiver } from '../../../../../hooks/api/alertmanagerconfig.ts';
import { readAlertmanagerConfig } from '../../../../../hooks/controllers/alertmanager/config/check.ts';
import { config, context, ref } from './tenantconfig.ts';

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
