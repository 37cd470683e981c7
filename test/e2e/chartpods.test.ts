// The chart with pods: installed, upgraded and uninstalled while a Prometheus and an Alertmanager run. Metacontroller is
// that of the chart where METACONTROLLER names its binary. Else the driver has its place, with its rights.
import t from 'tap';
import { until } from '../support/until.ts';
import {
  caller,
  documented,
  EXAMPLE,
  fresh,
  get,
  hasNode,
  isOurs,
  NAME,
  one,
  reason,
  upgrade,
} from './chartrelease.ts';
import { client } from './client.ts';
import { shell } from './document.ts';
import { installCrds } from './env.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

const METACONTROLLER = process.env['METACONTROLLER'];
const skip = (await reason()) || (hasNode() ? false : 'only in the cluster of test/cluster/up.sh with a node');

/** Pods and templates of the example, which an upgrade of the hooks must not change. */
async function running(): Promise<readonly string[]> {
  const sets = await get(`-n ${EXAMPLE} statefulsets`);
  const pods = await get(`-n ${EXAMPLE} pods`);
  return [
    ...sets.map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.generation}`),
    ...pods.map(({ metadata }) => `${metadata.name} ${metadata.uid}`),
  ].sort();
}

const isAvailable = async (which: string): Promise<boolean> =>
  JSON.stringify((await one(`-n ${EXAMPLE} ${which}`))?.['status'] ?? {}).includes('"type":"Available"') &&
  /True/.test(
    await shell(`kubectl -n ${EXAMPLE} get ${which} -o 'jsonpath={.status.conditions[?(@.type=="Available")].status}'`),
  );

t.test('the chart with pods', { skip, timeout: 1_200_000 }, async (t) => {
  const how = access();
  if (!how) return;
  await fresh();
  await shell('bash test/cluster/image.sh');
  if (METACONTROLLER) await shell(`bash test/cluster/metacontroller-image.sh ${METACONTROLLER}`);
  const place = METACONTROLLER ? '' : ' --set metacontroller.enabled=false';
  await shell(documented('install.md', 'helm').trimEnd() + place);
  const ready = () =>
    METACONTROLLER
      ? shell(documented('install.md', 'helm wait'))
      : shell(`kubectl -n ${NAME} rollout status deployment/${NAME} --timeout=3m`);
  await ready();
  const calls = METACONTROLLER ? undefined : await caller(how);
  t.teardown(async () => {
    if (!t.passing()) for (const error of calls?.errors().slice(-20) ?? []) t.comment(error);
    await calls?.stop();
    await fresh();
    await shell('kubectl delete -f manifests/examples/getting-started.yaml --ignore-not-found').catch(() => '');
    const connection = client(how);
    // Other tests need them.
    await installCrds(kubectl(connection));
    connection.close();
  });

  await shell('kubectl apply -f manifests/examples/getting-started.yaml');
  for (const which of ['prometheus shop', 'alertmanager main'])
    await until(`${which} is available`, () => isAvailable(which), 300);
  if (calls)
    t.strictSame(
      calls.errors().filter((line) => /forbidden/i.test(line)),
      [],
      'the role of the chart is enough',
    );

  const before = await running();
  t.ok(before.length >= 7, `${before.join(', ')}: StatefulSets and pods`);
  await upgrade('--set options.logLevel=debug,options.threads=2');
  await ready();
  await shell(`kubectl -n ${EXAMPLE} annotate prometheus shop kubectl.kubernetes.io/nudge=1`);
  await until('the new hooks have answered', () => isAvailable('prometheus shop'), 120);
  t.strictSame(await running(), before, 'an upgrade of the hooks restarts no pod of a workload');

  await shell(documented('uninstall.md', 'helm everything'));
  await shell(documented('uninstall.md', 'helm'));
  t.strictSame(await get(`-n ${EXAMPLE} statefulsets`), [], 'no child is left');
  t.equal((await get('crd')).filter(isOurs).length, 10, 'the definitions stay');
});
