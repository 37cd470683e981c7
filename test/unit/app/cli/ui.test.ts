// `ui`: its flags, its address, its end.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readWorld } from '../../../../hooks/app/cli/input/world.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { command, fakeKubectl, folder } from '../../../support/commandline.ts';
import { temporaryFolder } from '../../../support/folder.ts';
import { launch } from '../../../support/process.ts';
import { program } from '../../../support/program.ts';
import { until } from '../../../support/until.ts';
import { shop } from '../../../ui/shop.ts';

t.test('wrong flags and files are named', async (t) => {
  t.match(await command(['ui']), { code: 2, err: /name files or directories/ });
  t.match(await command(['ui', '--port=x', '/nowhere']), { code: 2, err: /--port: "x" is not a port/ });
  t.match(await command(['ui', '/nowhere']), { code: 2, err: /\/nowhere: does not exist/ });
  t.match(await command(['ui', '--live', '.']), { code: 2, err: /--live and files exclude each other/ });
});

t.test('the page follows the files until a signal ends it', async (t) => {
  const { objects } = shop(3);
  const files = folder({ 'shop.yaml': objects });
  const log = join(temporaryFolder('ui-'), 'log');
  const running = launch(process.execPath, [...program(), 'ui', files], log);
  t.teardown(() => running.stop());
  const url = await until('the address is printed', () => /http:\S+/.exec(readFileSync(log, 'utf8'))?.[0]);
  for (const line of running.said().trim().split('\n')) t.ok(line.length <= 80, line);
  const { origin, searchParams } = new URL(url);
  const headers = { authorization: `Bearer ${searchParams.get('token')}` };
  const monitors = async (): Promise<number> => {
    const answer = await fetch(`${origin}/api/objects?view=map`, { headers });
    return ((await answer.json()) as { total: number }).total;
  };
  t.equal(await monitors(), 3);
  writeFileSync(join(files, 'shop.yaml'), JSON.stringify({ kind: 'List', items: shop(7).objects }));
  await until('the new monitors are shown', async () => (await monitors()) === 7);
  await running.stop('SIGTERM');
  t.equal(running.child.exitCode, 0);
});

t.test('of a cluster it reads what explanations look at', async (t) => {
  const { objects } = shop(4);
  const kubectl = fakeKubectl(objects, { refused: ['roles'], unknown: ['ingresses'] });
  const before = process.env['PATH'];
  process.env['PATH'] = kubectl.path;
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  const observed = await readWorld({ cluster: {}, options: parseOptions([]) });
  const kinds = new Set(observed.objects.map(({ kind }) => kind));
  for (const kind of ['Service', 'Pod', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'])
    t.ok(kinds.has(kind), kind);
  t.ok(observed.notes.some((note) => note.startsWith('cannot read roles')));
  t.notOk(observed.complete.includes('Role'));
  t.ok(observed.complete.includes('Service'));
  t.match(observed.servers, [{ kind: 'Prometheus', name: 'k8s', unreachable: /NotFound/ }]);
  for (const [verb] of kubectl.calls()) t.equal(verb, 'get');
});
