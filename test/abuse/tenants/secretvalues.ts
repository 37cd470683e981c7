// Values of Secrets that are invalid where they are used, and files that only pods read: no message repeats them.
import { configMap, secret } from '../../support/objects.ts';
import { FILE } from './ask.ts';
import { monitor, type Row, receiver, tenantSecret, WORD } from './row.ts';

const key = (name: string) => ({ name: 'own', key: name });
const value = (text: string) =>
  tenantSecret('own', { k: text, id: 'a', cert: `-----BEGIN CERTIFICATE-----\n${WORD}\n-----END CERTIFICATE-----\n` });
const config = (name: string, text: string, fields: Row['spec'] & object, says: RegExp): Row => ({
  name,
  kind: 'Alertmanager',
  objects: [value(text), receiver(fields)],
  says,
  lacks: /hunter2/,
});

export const SECRET_VALUES: readonly Row[] = [
  config(
    'an address of Slack that is none',
    `http://${WORD}:x`,
    { slackConfigs: [{ apiURL: key('k') }] },
    /hostile .*apiURL/,
  ),
  config(
    'an address of a webhook that is none',
    `${WORD}\n://%zz`,
    { webhookConfigs: [{ urlSecret: key('k') }] },
    /hostile .*urlSecret/,
  ),
  config(
    'an address of Discord that is none',
    `ftp://${WORD}`,
    { discordConfigs: [{ apiURL: key('k') }] },
    /hostile .*apiURL/,
  ),
  config(
    'a certificate of a webhook that is none',
    WORD,
    { webhookConfigs: [{ url: 'https://a.b', httpConfig: { tlsConfig: { ca: { secret: key('cert') } } } }] },
    /hostile .*tlsConfig\.ca/,
  ),
  {
    name: 'a private key that is none',
    objects: [
      value(`-----BEGIN PRIVATE KEY-----\n${WORD}\n`),
      monitor({ tlsConfig: { cert: { secret: key('cert') }, keySecret: key('k') } }),
    ],
    says: /ServiceMonitor tenant\/hostile .*tlsConfig/,
    lacks: /hunter2/,
  },
  {
    name: 'a password that would end its line in the configuration',
    objects: [value(`${WORD}'"\n  evil: true\n`), monitor({ basicAuth: { username: key('id'), password: key('k') } })],
    has: /password: [|"'][\s\S]*hunter2/,
    lacks: /^\s{0,6}evil: true/m,
  },
  {
    name: 'a key that is not there, beside the secret',
    objects: [value(WORD), monitor({ authorization: { credentials: key('none') } })],
    says: /ServiceMonitor tenant\/hostile .*none/,
    lacks: /hunter2/,
  },
  {
    name: 'a broken configuration in a ConfigMap, where no Secret has one',
    kind: 'Alertmanager',
    objects: [
      secret('alertmanager-shared', {}),
      configMap('shared', { 'alertmanager.yaml': `${FILE}global:\n  smtp_auth_password: *${WORD}` }),
    ],
    stops: true,
    says: /alertmanager\.yaml/,
    lacks: /hunter2/,
  },
  {
    name: 'a broken configuration of a ruler for its Alertmanagers, which only its pods read',
    kind: 'ThanosRuler',
    spec: { alertmanagersConfig: key('k'), objectStorageConfig: key('k'), queryConfig: key('k') },
    objects: [secret('own', { k: `*${WORD}` })],
    lacks: /hunter2/,
  },
  {
    name: 'a broken object store of a sidecar, which only its pods read',
    spec: { thanos: { objectStorageConfig: key('k') } },
    objects: [secret('own', { k: `type: !${WORD}` })],
    lacks: /hunter2/,
  },
];
