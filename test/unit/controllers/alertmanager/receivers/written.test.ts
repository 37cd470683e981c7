// Receivers of AlertmanagerConfigs as they stand in the file of Alertmanager.
import t from 'tap';
import type { Receiver } from '../../../../../hooks/api/alertmanagerconfig.ts';
import { readAlertmanagerConfig } from '../../../../../hooks/controllers/alertmanager/config/check.ts';
import { placeInObject } from '../../../../../hooks/controllers/alertmanager/receivers/table.ts';
import { config, context, ref } from './tenantconfig.ts';

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
