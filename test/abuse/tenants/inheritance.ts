// Secrets of `global` that an AlertmanagerConfig inherits, and would lead to a server, a proxy or a reader of its own.
import { certificates } from '../../support/certificates.ts';
import { secret } from '../../support/objects.ts';
import { FILE } from './ask.ts';
import { type Row, receiver, tenantSecret, WORD } from './row.ts';

const GLOBAL = `${FILE}global:
  slack_api_url: https://hooks.slack.com/${WORD}
  opsgenie_api_key: ${WORD}
  victorops_api_key: ${WORD}
  wechat_api_secret: ${WORD}
  wechat_api_corp_id: corp
  rocketchat_token: ${WORD}
  rocketchat_token_id: ${WORD}
  telegram_bot_token: ${WORD}
  smtp_smarthost: mail.example.com:25
  smtp_from: a@b.c
  smtp_auth_username: global
  smtp_auth_password: ${WORD}
  http_config:
    proxy_url: http://proxy:3128
    authorization: {credentials: ${WORD}}
`;
const own = { name: 'own', key: 'k' };
const secrets = [tenantSecret('own', { k: 'https://own.example.com/x', user: 'u', ca: certificates().authority.cert })];
const TENANT = 'http://tenant.example.com';

const captured = (name: string, fields: Row['spec'] & object, way: RegExp): Row => ({
  name,
  kind: 'Alertmanager',
  file: GLOBAL,
  objects: [...secrets, receiver(fields)],
  says: new RegExp(`AlertmanagerConfig tenant/hostile spec\\.receivers\\[0\\].*${way.source}`),
  lacks: /tenant\/hostile|tenant\.example\.com/,
});
const taken = (name: string, fields: Row['spec'] & object, has: RegExp): Row => ({
  name,
  kind: 'Alertmanager',
  file: GLOBAL,
  objects: [...secrets, receiver(fields)],
  has,
  lacks: new RegExp(`tenant/hostile[\\s\\S]*${WORD}`),
});

const proxy = { httpConfig: { proxyURL: TENANT } };
const tls = (more: object) => ({ httpConfig: { tlsConfig: more } });
const chat = { chatID: 1, botTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' };

export const INHERITANCE: readonly Row[] = [
  captured(
    'the address of Slack, through its own proxyURL',
    { slackConfigs: [{ ...proxy }] },
    /inherits slack_api_url .*proxyURL/,
  ),
  captured(
    'Slack through the newer field',
    { slackConfigs: [{ httpConfig: { proxyUrl: TENANT } }] },
    /inherits slack_api_url/,
  ),
  captured(
    'Slack, without a check of its certificate',
    { slackConfigs: [tls({ insecureSkipVerify: true })] },
    /insecureSkipVerify/,
  ),
  captured('Slack, as another server', { slackConfigs: [tls({ serverName: 'tenant.example.com' })] }, /serverName/),
  captured('OpsGenie at its own address', { opsgenieConfigs: [{ apiURL: TENANT }] }, /inherits opsgenie_api_key/),
  captured('OpsGenie through a proxy', { opsgenieConfigs: [proxy] }, /inherits opsgenie_api_key/),
  captured(
    'VictorOps at its own address',
    { victoropsConfigs: [{ routingKey: 'r', apiUrl: TENANT }] },
    /inherits victorops_api_key/,
  ),
  captured('WeChat at its own address', { wechatConfigs: [{ apiURL: TENANT }] }, /inherits wechat_api_secret/),
  captured(
    'Rocket.Chat at its own address',
    { rocketchatConfigs: [{ apiURL: TENANT, channel: 'c' }] },
    /token: is required/,
  ),
  captured(
    'Telegram at its own address',
    { telegramConfigs: [{ chatID: 1, apiURL: TENANT }] },
    /telegram_bot_token|botToken/,
  ),
  captured(
    'mail through its own host',
    { emailConfigs: [{ to: 'x@y.z', smarthost: 'tenant.example.com:25' }] },
    /inherits smtp_auth_password/,
  ),
  captured('mail without TLS', { emailConfigs: [{ to: 'x@y.z', requireTLS: false }] }, /requireTLS/),
  captured(
    'mail without a check of the certificate',
    { emailConfigs: [{ to: 'x@y.z', tlsConfig: { insecureSkipVerify: true } }] },
    /insecureSkipVerify/,
  ),
  captured(
    'a file of the pod as token of a bot',
    { telegramConfigs: [{ ...chat, apiURL: TENANT }] },
    /botTokenFile: files are not allowed/,
  ),
  captured(
    'a file of the pod, at the address of global',
    { telegramConfigs: [chat] },
    /botTokenFile: files are not allowed/,
  ),
  captured(
    'a file of the pod for Pushover',
    { pushoverConfigs: [{ userKeyFile: '/f', token: own, ...proxy }] },
    /userKeyFile: files are not allowed/,
  ),
  captured(
    'the second entry of a receiver',
    { slackConfigs: [{ apiURL: own }, { ...proxy }] },
    /slackConfigs\[1\]: inherits slack_api_url/,
  ),
  captured(
    'Slack behind a CA of its own',
    { slackConfigs: [tls({ ca: { secret: { name: 'own', key: 'ca' } } })] },
    /tlsConfig\.ca /,
  ),
  {
    ...captured('a secret of a base that is an object', { slackConfigs: [{ ...proxy }] }, /inherits slack_api_url/),
    spec: { alertmanagerConfiguration: { name: 'base', global: { slackApiUrl: { name: 'owner', key: 'url' } } } },
    objects: [
      secret('owner', { url: `https://hooks.slack.com/${WORD}` }),
      { ...receiver({}), metadata: { name: 'base', namespace: 'monitoring', uid: 'uid-base', labels: {} } },
      receiver({ slackConfigs: [{ ...proxy }] }),
    ],
  },
  taken(
    'its own secret with its own proxy',
    { slackConfigs: [{ apiURL: own, ...proxy }] },
    /proxy_url: http:\/\/tenant\.example\.com/,
  ),
  taken(
    'a webhook, without the credentials of global',
    { webhookConfigs: [{ url: TENANT }] },
    /tenant\.example\.com\S*\s+(?:.*\s+)*?.*proxy:3128|proxy:3128(?:.*\s+)*?.*tenant\.example\.com/,
  ),
  taken('Discord, without the credentials of global', { discordConfigs: [{ apiURL: own }] }, /own\.example\.com/),
  taken(
    'PagerDuty, without the credentials of global',
    { pagerdutyConfigs: [{ routingKey: own, url: TENANT }] },
    /tenant\.example\.com/,
  ),
  taken(
    'OAuth of its own',
    {
      webhookConfigs: [
        {
          url: TENANT,
          httpConfig: {
            oauth2: { clientId: { secret: { name: 'own', key: 'user' } }, clientSecret: own, tokenUrl: TENANT },
          },
        },
      ],
    },
    /token_url: http:\/\/tenant\.example\.com/,
  ),
];
