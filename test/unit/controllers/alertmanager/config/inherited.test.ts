// Secrets of `global` that an AlertmanagerConfig inherits, and what keeps a tenant from leading them to a server of its
// own.

import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { inheritedProblems } from '../../../../../hooks/controllers/alertmanager/config/inherited.ts';
import { syncAlertmanager } from '../../../../../hooks/controllers/alertmanager/sync.ts';
import type { Condition } from '../../../../../hooks/core/conditions.ts';
import { inputs } from '../../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../../hooks/core/options.ts';
import type { Section } from '../../../../../hooks/core/section.ts';
import { parseYaml } from '../../../../../hooks/core/yaml.ts';
import { assetSecret } from '../../../../../hooks/references/assetsecret.ts';
import { alertmanagerVersion, hasFault } from '../../../../../hooks/versions/alertmanager.ts';
import type { Version } from '../../../../../hooks/versions/version.ts';
import { namespace, secret } from '../../../../support/objects.ts';
import { kindMap } from '../../../../support/requests.ts';

const options = parseOptions([], {});
const GLOBAL = `
  slack_api_url: https://hooks.slack.com/global-secret
  opsgenie_api_key: global-secret
  victorops_api_key: global-secret
  wechat_api_secret: global-secret
  wechat_api_corp_id: corp
  rocketchat_token: global-secret
  rocketchat_token_id: global-secret
  telegram_bot_token: global-secret
  smtp_smarthost: mail.example.com:25
  smtp_from: a@b.c
  smtp_auth_username: global
  smtp_auth_password: global-secret
  http_config:
    proxy_url: http://proxy:3128
    authorization: {credentials: global-secret}
`;
const base = secret('alertmanager-main', {
  'alertmanager.yaml': `global:${GLOBAL}route: {receiver: r}\nreceivers: [{name: r}]\n`,
});
const key = { name: 'creds', key: 'k' };
const creds = (kind: string, name: string) =>
  kind === 'Secret' && name === 'creds' ? secret('creds', { k: 'https://own.example.com/x' }) : undefined;

function sync(receiver: object, parity = false) {
  const object: KubernetesObject = {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { name: 'app', namespace: 'team', generation: 1 },
    spec: { route: { receiver: 'r' }, receivers: [{ name: 'r', ...receiver }] },
  };
  const asset = assetSecret('AlertmanagerConfig', object, creds, options);
  const parent = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: 'main', namespace: 'monitoring', uid: 'u' },
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} },
  };
  const related = kindMap([namespace('monitoring'), namespace('team'), base, object, ...(asset ? [asset] : [])]);
  const response = syncAlertmanager(
    inputs({ parent, related, children: {}, finalizing: false }),
    undefined,
    new Date(0),
    {
      ...options,
      parity,
    },
  );
  const text = response.children.flatMap(({ data }) => Object.values((data ?? {}) as Record<string, string>).slice(-1));
  const parsed = parseYaml(gunzipSync(Buffer.from(text[0] ?? '', 'base64')).toString(), '') as {
    value: { receivers: Section[] };
  };
  const accepted = (response.status['conditions'] as Condition[]).find(({ type }) => type === 'ResourcesAccepted');
  return {
    receiver: parsed.value.receivers.find(({ name }) => String(name).startsWith('team/')),
    message: accepted?.message ?? '',
  };
}

const proxy = { httpConfig: { proxyURL: 'http://tenant' } };
const insecure = { httpConfig: { tlsConfig: { insecureSkipVerify: true } } };
const slack = { channel: 'c' };
const chat = { chatID: 1, botTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' };
const mail = { to: 'x@y.z' };

const captured: [name: string, receiver: object, message: RegExp][] = [
  [
    'Slack through a proxy',
    { slackConfigs: [{ ...slack, ...proxy }] },
    /slackConfigs\[0\]: inherits slack_api_url .*httpConfig\.proxyURL .*set apiURL too/,
  ],
  [
    'Slack through the newer field',
    { slackConfigs: [{ ...slack, httpConfig: { proxyUrl: 'http://tenant' } }] },
    /inherits slack_api_url/,
  ],
  [
    'Slack without a check of its certificate',
    { slackConfigs: [{ ...slack, ...insecure }] },
    /httpConfig\.tlsConfig\.insecureSkipVerify/,
  ],
  [
    'Slack with a CA of the tenant',
    { slackConfigs: [{ ...slack, httpConfig: { tlsConfig: { serverName: 'tenant' } } }] },
    /serverName/,
  ],
  [
    'OpsGenie at an address of the tenant',
    { opsgenieConfigs: [{ apiURL: 'http://tenant' }] },
    /inherits opsgenie_api_key .*apiURL would .*set apiKey too/,
  ],
  ['OpsGenie through a proxy', { opsgenieConfigs: [proxy] }, /inherits opsgenie_api_key/],
  ['VictorOps', { victoropsConfigs: [{ routingKey: 'r', apiUrl: 'http://tenant' }] }, /inherits victorops_api_key/],
  ['WeChat', { wechatConfigs: [{ apiURL: 'http://tenant' }] }, /inherits wechat_api_secret/],
  [
    'mail to a host of the tenant',
    { emailConfigs: [{ ...mail, smarthost: 'tenant:25' }] },
    /emailConfigs\[0\]: inherits smtp_auth_password .*smarthost .*authPassword/,
  ],
  [
    'mail without a check of the certificate',
    { emailConfigs: [{ ...mail, tlsConfig: { insecureSkipVerify: true } }] },
    /tlsConfig\.insecureSkipVerify/,
  ],
  ['mail without TLS', { emailConfigs: [{ ...mail, requireTLS: false }] }, /requireTLS/],
  [
    'a file of the pod as token of a bot',
    { telegramConfigs: [{ ...chat, apiURL: 'http://tenant' }] },
    /botTokenFile: files are not allowed/,
  ],
  [
    'a file of the pod for Pushover',
    { pushoverConfigs: [{ userKeyFile: '/f', token: key, ...proxy }] },
    /userKeyFile: files are not allowed/,
  ],
];
for (const [name, receiver, message] of captured)
  t.test(`an AlertmanagerConfig cannot lead a secret of global to its own server: ${name}`, async (t) => {
    const { receiver: found, message: said } = sync(receiver);
    t.equal(found, undefined);
    t.match(said, message);
    t.match(said, /^AlertmanagerConfig team\/app spec\.receivers\[0\]/);
    t.notMatch(said, 'global-secret');
  });

const fine: [name: string, receiver: object][] = [
  ['nothing of its own', { slackConfigs: [slack], opsgenieConfigs: [{}], emailConfigs: [mail] }],
  ['its own secret with its own proxy', { slackConfigs: [{ ...slack, apiURL: key, ...proxy }] }],
  ['its own secret at its own address', { opsgenieConfigs: [{ apiKey: key, apiURL: 'http://tenant' }] }],
  ['the proxy of global', { slackConfigs: [{ ...slack, httpConfig: { proxyURL: 'http://proxy:3128' } }] }],
  ['a client that leads nowhere', { slackConfigs: [{ ...slack, httpConfig: { followRedirects: false } }] }],
  [
    'a mail server with its own password',
    { emailConfigs: [{ ...mail, smarthost: 'tenant:25', authUsername: 'u', authPassword: key }] },
  ],
  ['a bot of its own', { telegramConfigs: [{ chatID: 1, botToken: key, apiURL: 'http://tenant' }] }],
];
for (const [name, receiver] of fine)
  t.test(`an AlertmanagerConfig may have: ${name}`, async (t) => {
    t.ok(sync(receiver).receiver);
    t.equal(sync(receiver).message, '');
  });

const chatAt = (fields: Section): Section[] => [
  { name: 'r', rocketchat_configs: [{ api_url: 'http://tenant', ...fields }] },
];
const mailAt = (fields: Section): Section[] => [{ name: 'r', email_configs: [{ smarthost: 'tenant:25', ...fields }] }];
const files = { rocketchat_token_file: '/t', rocketchat_token_id_file: '/i', smtp_auth_secret_file: '/s' };

t.test('a file of global that wins over the own secret of an entry, from 0.31 to 0.34, rejects it too', async (t) => {
  const own = { token: 't', token_id: 'i' };
  const found = (receivers: readonly Section[], at: string) =>
    inheritedProblems(receivers, {
      global: files,
      anyFile: false,
      fileWins: hasFault(alertmanagerVersion(at) as Version, 'global.file_wins'),
    });
  t.match(found(chatAt(own), '0.34.2'), [
    ['spec.receivers[0].rocketchatConfigs[0]', /^gets rocketchat_token_file of global .*before Alertmanager 0\.35\.0/],
    ['spec.receivers[0].rocketchatConfigs[0]', /rocketchat_token_id_file/],
  ]);
  t.match(found(mailAt({ auth_secret: 's' }), '0.31.0'), [[/emailConfigs/, /smtp_auth_secret_file .*smarthost/]]);
  t.strictSame(found(chatAt(own), '0.30.0'), []);
  t.strictSame(found(chatAt(own), '0.35.0'), []);
  t.match(found(chatAt({}), '0.35.0'), [[/rocketchat/, /^inherits rocketchat_token_file/], []]);
  t.strictSame(found([{ rocketchat_configs: [own] }], '0.34.2'), [], 'at the address of global');
});

const clientOf = (receiver: Section | undefined, kind: string): unknown =>
  (receiver?.[kind] as Section[] | undefined)?.[0]?.['http_config'];

t.test('the credentials of the client of global do not go to an address of the tenant, its proxy stays', async (t) => {
  const { receiver } = sync({
    webhookConfigs: [{ url: 'http://tenant' }],
    opsgenieConfigs: [{}],
    discordConfigs: [{ apiURL: key }],
  });
  t.match(receiver, {
    webhook_configs: [{ http_config: { proxy_url: 'http://proxy:3128' } }],
    discord_configs: [{ http_config: {} }],
  });
  t.notMatch(JSON.stringify(receiver), 'global-secret');
  t.equal(clientOf(receiver, 'opsgenie_configs'), undefined, 'an address of global keeps the client of global');
  const own = sync({ webhookConfigs: [{ url: 'http://tenant', httpConfig: { followRedirects: true } }] }).receiver;
  t.strictSame(clientOf(own, 'webhook_configs'), { follow_redirects: true }, 'a client of its own is left alone');
});

t.test('parity writes what the Go operator writes', async (t) => {
  t.match(
    sync({ opsgenieConfigs: [{ apiURL: 'http://tenant' }], webhookConfigs: [{ url: 'http://tenant' }] }, true).receiver,
    {
      opsgenie_configs: [{ api_url: 'http://tenant' }],
      webhook_configs: [{ url: 'http://tenant', http_config: undefined }],
    },
  );
});
