// An AlertmanagerConfig of the namespace `team`, and the Secrets that it refers to.
import type { AlertmanagerConfig, Receiver } from '../../../../../hooks/api/alertmanagerconfig.ts';
import type { ReceiverContext } from '../../../../../hooks/controllers/alertmanager/receivers/integration.ts';
import { type Answer, resolver } from '../../../../../hooks/references/resolver.ts';
import { version } from '../../../../support/releases.ts';

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

export const context = (at = '0.33.0', parity = false): ReceiverContext => ({
  namespace: 'team',
  version: version(at),
  resolver: resolver(lookup, 'team'),
  parity,
});

export const config = (receiver: Omit<Receiver, 'name'>): AlertmanagerConfig =>
  ({
    metadata: { name: 'app', namespace: 'team' },
    spec: { route: { receiver: 'r' }, receivers: [{ name: 'r', ...receiver }] },
  }) as unknown as AlertmanagerConfig;

export const ref = (key: string, name = 'keys') => ({ name, key });
