// Credentials that end in white space, as `echo` writes them: they are used, and the condition names the key.
import { load } from 'js-yaml';
import t from 'tap';
import { type RenderedParent, render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { condition } from '../../support/condition.ts';
import { configText } from '../../support/config.ts';
import { alertmanager, namespace, secret } from '../../support/objects.ts';

type Spec = Record<string, unknown>;

const META = { generation: 1, resourceVersion: '1' };
const ref = (key: string) => ({ name: 's', key });

function rendered(parent: KubernetesObject, others: readonly KubernetesObject[]): RenderedParent {
  const objects = [namespace('monitoring'), ...others, { ...parent, metadata: { ...parent.metadata, ...META } }];
  const found = render(objects, { now: new Date('2026-05-05T00:00:00Z') }).parents.find(
    ({ kind }) => kind === parent.kind,
  );
  if (!found) throw new Error('the parent is not rendered');
  return found;
}

const found = ({ status }: RenderedParent, type: string) => condition({ status } as never, type);
const named = (parent: RenderedParent): string | undefined => found(parent, 'CredentialsTrimmed')?.message;

const config = (receiver: Spec, name = 'team'): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name, namespace: 'monitoring', uid: name, ...META },
  spec: { route: { receiver: 'r' }, receivers: [{ name: 'r', ...receiver }] },
});
const ROOT = secret('alertmanager-main', {
  'alertmanager.yaml': 'route: {receiver: none}\nreceivers: [{name: none}]\n',
});
const merging = (receiver: Spec, data: Record<string, string>) =>
  rendered(alertmanager({ alertmanagerConfigSelector: {} }), [ROOT, config(receiver), secret('s', data)]);

/** A receiver with a reference to the key "k", and what is written of "v\n". */
const RECEIVERS: readonly (readonly [receiver: Spec, written: RegExp])[] = [
  [{ opsgenieConfigs: [{ apiKey: ref('k') }] }, /api_key: \|\n\s+v\n/],
  [{ pagerdutyConfigs: [{ routingKey: ref('k') }] }, /routing_key: \|\n\s+v\n/],
  [{ telegramConfigs: [{ chatID: 1, botToken: ref('k') }] }, /bot_token: \|\n\s+v\n/],
  [
    { emailConfigs: [{ to: 'a@b', from: 'c@d', smarthost: 'e:25', hello: 'x', authPassword: ref('k') }] },
    /auth_password: \|\n\s+v\n/,
  ],
  [
    { webhookConfigs: [{ url: 'http://a', httpConfig: { basicAuth: { username: ref('k'), password: ref('k') } } }] },
    /password: \|\n\s+v\n/,
  ],
  [
    { webhookConfigs: [{ url: 'http://a', httpConfig: { authorization: { credentials: ref('k') } } }] },
    /credentials: \|\n\s+v\n/,
  ],
];

t.test('a credential of a receiver that ends in a line feed is used and named', async (t) => {
  for (const [receiver, written] of RECEIVERS) {
    const padded = merging(receiver, { k: 'v\n' });
    t.match(named(padded), /^key "k" of Secret "monitoring\/s" ends in white space/, JSON.stringify(receiver));
    t.equal(found(padded, 'ResourcesAccepted')?.status, 'True');
    t.match(configText(padded.children), written);
    t.equal(named(merging(receiver, { k: 'v' })), undefined, 'others have no such condition');
  }
});

t.test('the address of a receiver is written without the white space around it', async (t) => {
  const receivers: readonly Spec[] = [
    { webhookConfigs: [{ urlSecret: ref('k') }] },
    { slackConfigs: [{ apiURL: ref('k'), channel: 'c' }] },
    { discordConfigs: [{ apiURL: ref('k') }] },
  ];
  for (const receiver of receivers) {
    const padded = merging(receiver, { k: ' http://a/b\n' });
    t.equal(found(padded, 'ResourcesAccepted')?.message, '');
    t.equal(named(padded), undefined);
    t.match(configText(padded.children), /url: http:\/\/a\/b\n/);
  }
});

const based = (global: Spec, data: Record<string, string>) =>
  rendered(alertmanager({ alertmanagerConfiguration: { name: 'team', global } }), [
    config({
      webhookConfigs: [
        { url: 'http://a', httpConfig: { basicAuth: { username: ref('user'), password: ref('user') } } },
      ],
    }),
    secret('s', data),
  ]);

t.test('credentials of the base and of its global section are named', async (t) => {
  const global = { opsGenieApiKey: ref('k'), smtp: { authSecret: ref('smtp') } };
  const padded = based(global, { k: 'v ', smtp: 'v\r\n', user: 'v\n', unused: 'v\n' });
  t.equal(found(padded, 'ConfigLoaded')?.message, '');
  t.match(named(padded), /^key "user" .*\nkey "k" .*\nkey "smtp" .*[^\n]$/);
  t.equal(named(based(global, { k: 'v', smtp: 'v', user: 'v' })), undefined);
});

t.test('addresses of the global section are written without the white space around them', async (t) => {
  const global = { slackApiUrl: ref('a'), opsGenieApiUrl: ref('b'), mattermost: { webhookURL: ref('c') } };
  const padded = based(global, { a: 'http://a\n', b: 'http://b ', c: '\thttp://c', user: 'v' });
  t.equal(found(padded, 'ConfigLoaded')?.message, '');
  t.equal(named(padded), undefined);
  t.match(load(configText(padded.children) ?? ''), {
    global: { slack_api_url: 'http://a', opsgenie_api_url: 'http://b', mattermost_webhook_url: 'http://c' },
  });
});

t.test('an AlertmanagerConfig whose references are not read has no credentials to name', async (t) => {
  const receiver = { telegramConfigs: [{ chatID: 1, botToken: ref('k'), botTokenFile: '/etc/token' }] };
  t.equal(named(merging(receiver, { k: 'v\n' })), undefined);
});

t.test('a credential of a remote write of a ThanosRuler is named', async (t) => {
  const basicAuth = { username: ref('user'), password: ref('k') };
  const ruler = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ThanosRuler',
    metadata: { name: 'x', namespace: 'monitoring' },
    spec: { queryEndpoints: ['dns+q:10901'], ruleSelector: {}, remoteWrite: [{ url: 'http://a', basicAuth }] },
  };
  const padded = rendered(ruler, [secret('s', { user: 'u', k: 'p\n' })]);
  t.match(named(padded), /^key "k" of Secret "monitoring\/s" ends in white space/);
  t.equal(found(padded, 'Reconciled')?.status, 'True');
  t.equal(named(rendered(ruler, [secret('s', { user: 'u', k: 'p' })])), undefined);
});
