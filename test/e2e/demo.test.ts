// The demo stack and the commands of docs/tutorial.md, as far as they need no pods: installed, children made, a mistake,
// removed. test/e2e/tutorial.test.ts follows all of it with pods.
import t from 'tap';
import { until } from '../support/until.ts';
import type { Test } from './both.ts';
import { documented, fresh, get, NAME, one, reason, withoutFinalizers } from './chartrelease.ts';
import { client } from './client.ts';
import { shell } from './document.ts';
import { controllers, engine } from './engine.ts';
import { hooks } from './hooks.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { commandCount, DEMO, mistake, step } from './tutorial.ts';

const skip = await reason();

t.test('the demo stack without pods', { skip, timeout: 600_000 }, async (t) => {
  const how = access();
  if (!how) return;
  await fresh();
  await shell(`kubectl delete namespace ${DEMO} --ignore-not-found --wait`);
  t.equal(commandCount('hooks'), 1, 'one command to the hooks and Metacontroller');
  t.equal(commandCount('demo'), 1, 'one more to the demo stack');
  // No pod becomes ready here, so only the kinds are waited for.
  await shell(documented('tutorial.md', 'hooks').replace(' --wait', ''));
  await shell('kubectl wait crd --all --for=condition=Established --timeout=1m');
  await until('the kinds are served', () => shell('kubectl get alertmanagerconfigs,prometheuses,prometheusrules -A'));
  await step('demo');

  const service = await hooks([]);
  await service.start();
  const connection = client(how);
  const user = kubectl(connection);
  const settings = { client: connection, kubectl: user, strategy: 'server-side-apply' as const, url: service.url };
  const running = await engine({ ...settings, controllers: controllers(service.url) });
  t.teardown(async () => {
    if (!t.passing()) for (const error of running.errors().slice(-20)) t.comment(error);
    await running.stop();
    await service.stop();
    await shell(`helm -n ${NAME} uninstall ${NAME} --ignore-not-found`);
    await withoutFinalizers();
    await shell(`kubectl delete namespace ${DEMO} ${NAME} --ignore-not-found --wait`);
    connection.close();
  });

  await shell('kubectl -n demo wait prometheus/demo alertmanager/demo --for=condition=Reconciled --timeout=2m');
  for (const child of [
    ...['statefulset prometheus-demo', 'statefulset alertmanager-demo', 'service prometheus-demo-query'],
    ...['secret prometheus-demo', 'secret alertmanager-demo-generated', 'configmap prometheus-demo-rulefiles-0'],
  ])
    t.ok(await one(`-n ${DEMO} ${child}`), child);
  await mistake(t as Test);

  const [demo = '', namespace = ''] = documented('tutorial.md', 'remove').split('\n');
  await shell(demo);
  const left = () => get(`-n ${DEMO} statefulsets,deployments,services,secrets,roles,prometheuses,servicemonitors`);
  await until('nothing of the demo is left', async () => (await left()).length === 0);
  await shell(namespace);
  t.ok(await one(`-n ${NAME} deployment ${NAME}`), 'the hooks stay');
});
