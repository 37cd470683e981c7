// docs/grafana.md: what its commands and its example bring into a Grafana, and how it leaves again. The sidecar looks
// at a real API server.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Grafana, grafana } from '../grafana/server.ts';
import { sidecar } from '../grafana/sidecar.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { commands, shell } from './document.ts';
import type { Env } from './env.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../manifests/examples/grafana.yaml');
/** Seconds until a data source is there. */
const TIMEOUT_SECONDS = 60;
/** Seconds until the file of one that has left is gone too. */
const FORGOTTEN = 120;
/** These tests need no pods: each effect follows the object immediately. */
const SMALL = { replicas: 0, serviceMonitorSelector: undefined };

/** A Grafana whose sidecar reads the cluster before each question about its data sources. */
function follow(on: Env, namespace: string): { readonly of: Grafana; names(of: readonly string[]): Promise<string> } {
  const of = grafana();
  const following = sidecar(of, namespace);
  const names = async (spaces: readonly string[]) => {
    // Secrets first: a file that moves from a ConfigMap to a Secret in between is then not seen twice.
    const secrets = await on.list('v1', 'Secret', namespace);
    const maps = await on.list('v1', 'ConfigMap', namespace);
    await following.look([...maps, ...secrets]);
    const mine = of.store.all().filter(({ name }) => spaces.some((space) => name.startsWith(`${space}/`)));
    return mine
      .map(({ name }) => name)
      .sort()
      .join();
  };
  return { of, names };
}

await inOneMode(
  (t, on) => {
    t.test(
      'twenty Prometheus objects in five namespaces: all in Grafana within a minute, none once they are deleted',
      async (t) => {
        const home = await on.namespace({ 'prometheus-metacontroller.dev/grafana': 'sidecar' });
        const teams = [
          await on.namespace(),
          await on.namespace(),
          await on.namespace(),
          await on.namespace(),
          await on.namespace(),
        ];
        const { of, names } = follow(on, home);
        const all = Array.from({ length: 20 }, (_, i) => ({ namespace: teams[i % 5] ?? '', name: `p${i}` }));
        const want = all.map(({ namespace, name }) => `${namespace}/${name}`).sort();
        const parents = await Promise.all(all.map((metadata) => on.apply(prometheus(SMALL, metadata))));
        await until('all twenty are there', async () => (await names(teams)) === want.join(), TIMEOUT_SECONDS);
        const before = await on.rested(home);
        for (const parent of parents.slice(0, 3)) await on.nudge(parent);
        t.strictSame(await on.versions(home), before, 'at rest nothing is written');
        for (const parent of parents) await on.delete(parent);
        await until('none is left', async () => (await names(teams)) === '', TIMEOUT_SECONDS);
        await until('their files are gone', async () => (await names(teams)) === '' && of.files.size === 0, FORGOTTEN);
        t.strictSame(of.errors, [], 'no reload was refused');
      },
    );

    t.test('the commands of the document do what it says', async (t) => {
      const [home, team] = [await on.namespace(), await on.namespace()];
      const local = (text: string) => text.replaceAll('observability', home).replaceAll('checkout', team);
      const example = join(temporaryFolder('e2e-'), 'grafana.yaml');
      writeFileSync(example, local(readFileSync(EXAMPLE, 'utf8')));
      const run = (marker: string) =>
        shell(local(commands('grafana.md', marker)).replace('manifests/examples/grafana.yaml', example));
      const { of, names } = follow(on, home);
      const source = (uid: string) => of.store.find(1, 'uid', uid);
      const [shop, alerts] = [`${team}/shop`, `${team}/shop (Alertmanager)`];

      await run('here');
      await run('example');
      await until('both are there', async () => (await names([team])) === `${shop},${alerts}`, TIMEOUT_SECONDS);
      t.match(source(`${team}_shop`), {
        url: `http://prometheus-shop-query.${team}.svc:9090`,
        jsonData: {
          timeInterval: '15s',
          alertmanagerUid: `${team}_shop_am`,
          exemplarTraceIdDestinations: [{ name: 'trace_id' }],
        },
      });
      t.match(await run('look'), new RegExp(`Prometheus ${shop} +<none>`));
      await run('tenants');
      await run('default');
      await until('it is the default', async () => (await names([team])) && source(`${team}_shop`)?.isDefault);
      await run('credentials');
      const password = async () => (await names([team])) && source(`${team}_shop`)?.secureJsonData['basicAuthPassword'];
      await until('it has its password', async () => (await password()) === 'pa$$word');
      await run('out');
      await until('it has left', async () => (await names([team])) === alerts);
      await run('none');
      await until('nothing is left', async () => (await names([team])) === '');
      await until('their files are gone', async () => (await names([team])) === '' && of.files.size === 0, FORGOTTEN);
      t.strictSame(of.errors, [], 'no reload was refused');
    });
  },
  { isAlone: true },
);
