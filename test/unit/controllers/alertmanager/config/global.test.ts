// The section `global` of spec.alertmanagerConfiguration: the token of a Telegram bot.
import t from 'tap';
import type { AlertmanagerGlobalConfig } from '../../../../../hooks/api/parts/alertmanagerglobal.ts';
import { resolveGlobal } from '../../../../../hooks/controllers/alertmanager/config/global.ts';
import { resolver } from '../../../../../hooks/references/resolver.ts';
import { parseVersion } from '../../../../../hooks/versions/version.ts';

const AT = 'spec.alertmanagerConfiguration.global.telegram';
const of = (telegram: AlertmanagerGlobalConfig['telegram'], at = '0.31.0', parity = false) =>
  resolveGlobal({ telegram } as AlertmanagerGlobalConfig, {
    namespace: 'monitoring',
    version: parseVersion(at) ?? { major: 0, minor: 0, patch: 0, pre: [], build: '' },
    resolver: resolver(
      (_kind, _namespace, name) => (name === 'bot' ? { value: '1:abc' } : { missing: 'object' }),
      'monitoring',
    ),
    parity,
  });
const botToken = { name: 'bot', key: 'token' };

t.test('the token comes from a Secret or a file', async (t) => {
  const files = new Map();
  for (const parity of [false, true]) {
    t.strictSame(of({ botToken }, '0.31.0', parity), { value: { telegram_bot_token: '1:abc' }, files });
    t.strictSame(of({ botTokenFile: '/f' }, '0.31.0', parity), { value: { telegram_bot_token_file: '/f' }, files });
  }
});

const wrong: [name: string, telegram: AlertmanagerGlobalConfig['telegram'], at: string, issue: object][] = [
  ['a token before 0.31', { botToken }, '0.30.1', { reason: 'VersionTooOld', path: `${AT}.botToken` }],
  ['a file before 0.31', { botTokenFile: '/f' }, '0.30.1', { reason: 'VersionTooOld', path: `${AT}.botTokenFile` }],
  [
    'both',
    { botToken, botTokenFile: '/f' },
    '0.31.0',
    { reason: 'InvalidConfiguration', path: `${AT}.botTokenFile`, message: 'excludes botToken; keep one' },
  ],
  [
    'a Secret that does not exist',
    { botToken: { name: 'none', key: 'k' } },
    '0.31.0',
    { reason: 'SecretMissing', path: `${AT}.botToken` },
  ],
];
for (const [name, telegram, at, issue] of wrong)
  t.test(`Telegram in global: ${name}`, async (t) => {
    t.match(of(telegram, at), { issues: [issue] });
  });
