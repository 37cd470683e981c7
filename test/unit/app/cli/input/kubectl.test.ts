// Which arguments reach kubectl.
import t from 'tap';
import { kubectlArgs, kubectlGet } from '../../../../../hooks/app/cli/input/kubectl.ts';
import { folder } from '../../../../support/commandline.ts';

t.test('the command is get, in one namespace or all, and reads JSON', async (t) => {
  t.strictSame(kubectlArgs({ resource: 'secrets', namespace: 'a', names: ['b', 'c.d'] }, { context: 'x' }), [
    'get',
    'secrets',
    'b',
    'c.d',
    '--output=json',
    '--ignore-not-found=true',
    '--request-timeout=50s',
    '--namespace=a',
    '--context=x',
  ]);
  t.ok(kubectlArgs({ resource: 'pods' }, {})?.includes('--all-namespaces=true'));
});

t.test('a name of a user that is no name of an object does not reach kubectl', async (t) => {
  for (const name of ['-f', '--raw=/api', 'a b', 'A', '../x', 'a/b', ''])
    t.equal(kubectlArgs({ resource: 'secrets', namespace: 'a', names: [name] }, {}), undefined, name);
  t.equal(kubectlArgs({ resource: 'secrets', namespace: '--all', names: ['a'] }, {}), undefined);
  t.ok(kubectlArgs({ resource: 'secrets', namespace: 'a', names: ['-f', 'good'] }, {})?.includes('good'));
});

t.test('without kubectl the message says what is needed', async (t) => {
  const before = process.env['PATH'];
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  process.env['PATH'] = folder({});
  await t.rejects(kubectlGet({ resource: 'pods' }, {}), /--live needs kubectl/);
});
