// AlertmanagerConfigs on their way into the cluster: what is wrong whatever their Secrets hold.
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { type Response, review } from '../../../support/admission.ts';
import { alertmanager } from '../../../support/objects.ts';
import { conditionOf, post, syncRequest } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const { app } = server(parseOptions(['--log-level=silent']));
t.teardown(() => app.close());

const config = (spec: unknown, version = 'v1alpha1'): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind: 'AlertmanagerConfig',
  metadata: { name: 'team', namespace: 'monitoring' },
  spec,
});
const receiving = (receiver: Record<string, unknown>, route: Record<string, unknown> = {}) => ({
  route: { receiver: 'r', ...route },
  receivers: [{ name: 'r', ...receiver }],
});
async function ask(object: KubernetesObject): Promise<Response> {
  const answer = await post(app, '/admission/alertmanagerconfigs', review(object));
  if (answer.code !== 200) throw new Error(answer.text);
  return answer.body['response'] as Response;
}

const wrong: readonly (readonly [name: string, spec: unknown])[] = [
  ['a receiver that is missing', { route: { receiver: 'nobody' }, receivers: [] }],
  ['a first route without a receiver', { route: {}, receivers: [] }],
  ['two receivers of one name', { receivers: [{ name: 'r' }, { name: 'r' }] }],
  [
    'a matcher with an operator that is none',
    receiving({}, { matchers: [{ name: 'a', matchType: '~=', value: 'b' }] }),
  ],
  ['a matcher whose expression is none', receiving({}, { matchers: [{ name: 'a', matchType: '=~', value: '(' }] })],
  ['a nested route with an unknown field', receiving({}, { routes: [{ recevier: 'r' }] })],
  ['a weekday that is none', { muteTimeIntervals: [{ name: 'n', timeIntervals: [{ weekdays: ['funday'] }] }] }],
  ['an e-mail for nobody', receiving({ emailConfigs: [{ smarthost: 'mail:25' }] })],
  ['a webhook to nowhere', receiving({ webhookConfigs: [{}] })],
  [
    'two ways to authenticate',
    receiving({ webhookConfigs: [{ url: 'http://x', httpConfig: { authorization: {}, basicAuth: {} } }] }),
  ],
  ['an inhibition rule with a bad label', { inhibitRules: [{ equal: [''], sourceMatch: [], targetMatch: [] }] }],
  ['receivers that are text', { receivers: 'r' }],
  ['a spec that is a list', []],
  ['what Alertmanager itself would refuse', receiving({}, { groupInterval: '0s' })],
];

t.test('what the sync rejects is refused, with the message of the sync', async (t) => {
  for (const [name, spec] of wrong) {
    t.test(name, async (t) => {
      const response = await ask(config(spec));
      t.equal(response.allowed, false);
      t.match(response.status, { code: 422, reason: 'Invalid' });
      const sync = await post(
        app,
        '/alertmanager/sync',
        syncRequest(alertmanager({ alertmanagerConfigSelector: {} }), [config(spec)]),
      );
      const reported =
        conditionOf(sync, 'ResourcesAccepted')?.message.replace('AlertmanagerConfig monitoring/team ', '') ?? '';
      t.not(reported, '');
      const [head, first = ''] = response.status?.message.split('\n') ?? [];
      t.equal(head, 'AlertmanagerConfig monitoring/team is not valid');
      t.ok(first.startsWith(reported), `${first} begins with ${reported}`);
    });
  }
});

const ref = (key: string) => ({ name: 'creds', key });
const tlsConfig = { ca: { secret: ref('ca') }, cert: { configMap: ref('cert') }, keySecret: ref('key') };
const oauth2 = { clientId: { secret: ref('id') }, clientSecret: ref('secret'), tokenUrl: 'https://login', tlsConfig };
const basicAuth = { username: ref('user'), password: ref('password') };

t.test('what its Secrets hold does not matter, nor whether they exist', async (t) => {
  for (const receiver of [
    { slackConfigs: [{ apiURL: ref('url'), updateMessage: true, httpConfig: { tlsConfig, oauth2 } }] },
    { webhookConfigs: [{ urlSecret: ref('url'), httpConfig: { basicAuth, tlsConfig } }] },
    { discordConfigs: [{ apiURL: ref('url') }] },
    { msteamsConfigs: [{ webhookUrl: ref('url') }], msteamsv2Configs: [{ webhookURL: ref('url') }] },
    { pagerdutyConfigs: [{ routingKey: ref('key') }], opsgenieConfigs: [{ apiKey: ref('key') }] },
    { pushoverConfigs: [{ userKey: ref('user'), token: ref('token') }] },
    { telegramConfigs: [{ botToken: ref('token'), chatID: 1 }] },
    { wechatConfigs: [{ apiSecret: ref('secret'), corpID: 'x' }] },
    { victoropsConfigs: [{ apiKey: ref('key'), routingKey: 'x' }] },
    { rocketchatConfigs: [{ token: ref('token'), tokenID: ref('id') }] },
    { snsConfigs: [{ topicARN: 'arn:x', sigv4: { accessKey: ref('a'), secretKey: ref('s') } }] },
    { webexConfigs: [{ roomID: 'x', httpConfig: { authorization: { credentials: ref('token') } } }] },
    {
      emailConfigs: [
        { to: 'a@b', from: 'c@d', smarthost: 'mail:25', authPassword: ref('p'), authSecret: ref('s'), tlsConfig },
      ],
    },
  ])
    t.strictSame(await ask(config(receiving(receiver))), {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      allowed: true,
    });
});

t.test('what stands behind a reference is checked all the same', async (t) => {
  const spec = { ...receiving({ slackConfigs: [{ apiURL: ref('url') }] }), inhibitRules: [{ equal: [''] }] };
  t.match((await ask(config(spec))).status?.message, /\nspec\.inhibitRules\[0\]\.equal: /);
});

t.test('a reference without a name is refused', async (t) => {
  const { status } = await ask(config(receiving({ slackConfigs: [{ apiURL: { key: 'url' } }] })));
  t.match(status?.message, /\nspec\.receivers\[0\]\.slackConfigs\[0\]\.apiURL: .* \(receiver "r"\)$/);
});

t.test('v1beta1 is checked like v1alpha1, and paths are as it is written', async (t) => {
  const times = (weekday: string) => ({
    route: { receiver: 'r', routes: [{ muteTimeIntervals: ['n'] }] },
    receivers: [{ name: 'r', webhookConfigs: [{ urlSecret: ref('url') }] }],
    timeIntervals: [{ name: 'n', timeIntervals: [{ weekdays: [weekday] }] }],
  });
  t.equal((await ask(config(times('monday'), 'v1beta1'))).allowed, true);
  const { status } = await ask(config(times('funday'), 'v1beta1'));
  t.match(status?.message, /\nspec\.timeIntervals\[0\]\.timeIntervals\[0\]\.weekdays\[0\]: .* \(interval "n"\)$/);
});
