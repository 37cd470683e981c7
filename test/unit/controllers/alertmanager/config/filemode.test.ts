// Which AlertmanagerConfigs may name files of the Alertmanager, by mode and matcher strategy.
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { render } from '../../../../../hooks/app/routing/render.ts';
import type { Condition } from '../../../../../hooks/core/conditions.ts';
import type { KubernetesObject } from '../../../../../hooks/core/meta.ts';
import type { Section } from '../../../../../hooks/core/section.ts';
import { parseYaml } from '../../../../../hooks/core/yaml.ts';
import { namespace, secret } from '../../../../support/objects.ts';

const FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const BOT = { telegramConfigs: [{ chatID: 1, botTokenFile: FILE }] };
const DENIED = /files are not allowed by alertmanagerConfigFileSystemMode of the Alertmanager; use a Secret/;

const config = (of: string, name: string, receiver: object): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name, namespace: of, uid: `${of}-${name}` },
  spec: { route: { receiver: 'r' }, receivers: [{ name: 'r', ...receiver }] },
});
const objects = (spec: object, receiver: object): KubernetesObject[] => [
  namespace('monitoring'),
  namespace('team'),
  secret('alertmanager-main', { 'alertmanager.yaml': 'route: {receiver: r}\nreceivers: [{name: r}]\n' }),
  secret('creds', { k: 'own' }),
  { ...secret('creds', { k: 'own' }), metadata: { name: 'creds', namespace: 'team' } },
  config('monitoring', 'own', receiver),
  config('team', 'app', receiver),
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: 'main', namespace: 'monitoring', uid: 'u' },
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {}, ...spec },
  },
];

/** Names of the receivers in the file, and what the conditions say. */
function found(spec: object, receiver: object = BOT, parity = false) {
  const [parent] = render(objects(spec, receiver), { parity }).parents;
  const data = parent?.children.find(({ metadata }) => metadata.name === 'alertmanager-main-generated')?.['data'];
  const content = (data as Record<string, string> | undefined)?.['alertmanager.yaml.gz'] ?? '';
  const parsed = content ? parseYaml(gunzipSync(Buffer.from(content, 'base64')).toString(), '') : { value: {} };
  const file = ('value' in parsed ? parsed.value : {}) as { receivers?: Section[] };
  const conditions = (parent?.status['conditions'] ?? []) as Condition[];
  return {
    names: (file.receivers ?? []).map(({ name }) => String(name)).filter((name) => name !== 'r'),
    said: conditions.map(({ message = '' }) => message).join('\n'),
  };
}

const strategy = (type: string) => ({ alertmanagerConfigMatcherStrategy: { type } });
const mode = (name: string) => ({ alertmanagerConfigFileSystemMode: name });
const [OWN, TEAM] = ['monitoring/own/r', 'team/app/r'];
const EXCEPT = 'OnNamespaceExceptForAlertmanagerNamespace';
const AS_STRATEGY = 'FromAlertmanagerConfigMatcherStrategy';

const modes: [spec: object, names: readonly string[]][] = [
  [{}, []],
  [mode(AS_STRATEGY), []],
  [{ ...mode(AS_STRATEGY), ...strategy('OnNamespace') }, []],
  [{ ...mode(AS_STRATEGY), ...strategy(EXCEPT) }, [OWN]],
  [{ ...mode(AS_STRATEGY), ...strategy('None') }, [OWN, TEAM]],
  [strategy(EXCEPT), [OWN]],
  [strategy('None'), [OWN, TEAM]],
  [mode('AllowAll'), [OWN, TEAM]],
  [mode('DenyAll'), []],
  [{ ...mode('DenyAll'), ...strategy('None') }, []],
  [mode('a mode of the future'), []],
];
for (const [spec, names] of modes)
  t.test(`AlertmanagerConfigs that may name files with ${JSON.stringify(spec)}`, async (t) => {
    t.strictSame(found(spec).names, names);
    t.strictSame(found(spec, BOT, true).names, names, 'in parity too');
    if (names.length < 2) {
      t.match(
        found(spec).said,
        /AlertmanagerConfig team\/app spec\.receivers\[0\]\.telegramConfigs\[0\]\.botTokenFile/,
      );
      t.match(found(spec).said, DENIED);
    }
    const token = { telegramConfigs: [{ chatID: 1, botToken: { name: 'creds', key: 'k' } }] };
    t.strictSame(found(spec, token).names, [OWN, TEAM], 'a Secret is always allowed');
  });

t.test('each field with a file counts', async (t) => {
  const pushover = (more: object) => ({ pushoverConfigs: [{ ...more }] });
  const key = { name: 'creds', key: 'k' };
  for (const [receiver, field] of [
    [pushover({ userKeyFile: FILE, token: key }), 'userKeyFile'],
    [pushover({ userKey: key, tokenFile: FILE }), 'tokenFile'],
  ] as const) {
    const { names, said } = found({}, receiver);
    t.strictSame(names, []);
    t.match(said, new RegExp(`spec\\.receivers\\[0\\]\\.pushoverConfigs\\[0\\]\\.${field}`));
  }
});

t.test('the main configuration may name files, but not with DenyAll', async (t) => {
  const base = { alertmanagerConfiguration: { name: 'own' } };
  t.strictSame(found(base).names, [OWN]);
  t.match(found(base).said, /AlertmanagerConfig team\/app .*botTokenFile/, 'those that are merged in still may not');
  const denied = found({ ...base, ...mode('DenyAll') });
  t.strictSame(denied.names, []);
  t.match(
    denied.said,
    /spec\.alertmanagerConfiguration\.name: AlertmanagerConfig own spec\.receivers\[0\].*botTokenFile/,
  );
  t.match(denied.said, DENIED);
});

t.test('only AllowAll also lets an object choose where the content of the file goes', async (t) => {
  const away = { telegramConfigs: [{ chatID: 1, botTokenFile: FILE, apiURL: 'http://tenant' }] };
  t.match(found(strategy('None'), away).said, /botTokenFile is a file of the Alertmanager, and apiURL would lead it/);
  t.strictSame(found(mode('AllowAll'), away).names, [OWN, TEAM]);
});
