// docs/tutorial.md with pods: from a cluster that knows none of our kinds to a notification that has arrived. It counts
// the commands and the minutes. Metacontroller is that of the chart where METACONTROLLER names its binary. Else the
// driver has its place, with its rights.
import t from 'tap';
import { until } from '../support/until.ts';
import type { Test } from './both.ts';
import { caller, documented, fresh, get, hasNode, reason } from './chartrelease.ts';
import { client } from './client.ts';
import { shell } from './document.ts';
import { installCrds } from './env.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { commandCount, DEMO, mistake, step } from './tutorial.ts';

const METACONTROLLER = process.env['METACONTROLLER'];
const skip = (await reason()) || (hasNode() ? false : 'only in the cluster of test/cluster/up.sh with a node');

t.test('the tutorial', { skip, timeout: 1_200_000 }, async (t) => {
  const how = access();
  if (!how) return;
  await fresh();
  await shell(`kubectl delete namespace ${DEMO} --ignore-not-found --wait`);
  await shell('bash test/cluster/image.sh');
  if (METACONTROLLER) await shell(`bash test/cluster/metacontroller-image.sh ${METACONTROLLER}`);
  t.teardown(async () => {
    await fresh();
    await shell(`kubectl delete namespace ${DEMO} --ignore-not-found --wait`);
    const connection = client(how);
    // Other tests need them.
    await installCrds(kubectl(connection));
    connection.close();
  });

  const began = Date.now();
  const place = METACONTROLLER ? '' : ' --set metacontroller.enabled=false';
  await shell(documented('tutorial.md', 'hooks').trimEnd() + place);
  const calls = METACONTROLLER ? undefined : await caller(how);
  t.teardown(async () => {
    if (!t.passing()) for (const error of calls?.errors().slice(-20) ?? []) t.comment(error);
    await calls?.stop();
  });
  const hooks = Date.now();
  await step('demo');
  await step('wait');
  await until(
    'the notification has arrived',
    async () => (await step('notification')).includes('firing OrdersWaiting: 12 orders wait\n'),
    300,
  );
  const minutes = (from: number, to: number) => ((to - from) / 60_000).toFixed(1);
  const arrived = Date.now();
  t.comment(
    `commands: ${commandCount('hooks')} to hooks and Metacontroller, ${commandCount('demo')} to the demo stack`,
  );
  t.comment(`minutes: ${minutes(began, hooks)} to running hooks, ${minutes(hooks, arrived)} more to the notification`);
  t.equal(commandCount('hooks') + commandCount('demo'), 2);

  const look = await step('look');
  t.match(look, '"health":"up"');
  t.notMatch(look, '"health":"down"');
  t.match(look, '"alertname":"OrdersWaiting"');
  t.notMatch(look, 'ShopDown', 'the other alert is quiet');
  await mistake(t as Test);

  const [demo = '', namespace = '', release = ''] = documented('tutorial.md', 'remove').split('\n');
  await shell(demo);
  t.strictSame(await get(`-n ${DEMO} statefulsets,deployments`), [], 'one command removes the demo');
  await shell(namespace);
  await shell(release);
});
