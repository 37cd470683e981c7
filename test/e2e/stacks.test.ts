// docs/kube-prometheus.md and docs/kube-prometheus-stack.md, command by command, with the recorded objects of both: a new
// cluster and the way back, then a running cluster. Pods do not run here.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { condition } from '../support/condition.ts';
import { until } from '../support/until.ts';
import type { Test } from './both.ts';
import { fresh, get, NAME, one, reason } from './chartrelease.ts';
import { shell } from './document.ts';
import { noField } from './field.ts';
import {
  clean,
  folder,
  follow,
  inNamespace,
  NAMESPACE,
  names,
  STACKS,
  STALE,
  type Stack,
  settle,
  start,
  uids,
  written,
} from './stack.ts';

const NODE = '192.0.2.10';
/** What every object selected here may say. */
const GOOD = ['ResourcesAccepted', 'RulesValid', 'ConfigLoaded'];
const skip = noField || (await reason());

/** Waits until each workload is reconciled, and holds that nothing is rejected and that its children are there. */
async function accepted(t: Test, { parents }: Stack): Promise<void> {
  for (const which of parents) {
    const live = () => one(`-n ${NAMESPACE} ${which}`);
    const said = async (type: string) => condition(await live(), type);
    await until(`${which} is reconciled`, async () => (await said('Reconciled'))?.status === 'True');
    for (const type of GOOD) {
      const found = await said(type);
      t.not(found?.status, 'False', `${which}, ${type}: ${found?.message ?? 'no such condition'}`);
    }
    const children = await names('statefulsets,secrets,configmaps');
    const child = which.replace(' ', '-');
    const isPrometheus = which.startsWith('prometheus ');
    t.ok(children.includes(`StatefulSet ${child}`), `${child}: StatefulSet`);
    t.ok(children.includes(`Secret ${child}${isPrometheus ? '' : '-generated'}`), `${child}: configuration`);
    if (isPrometheus) t.ok(children.includes(`ConfigMap ${child}-rulefiles-0`), `${child}: rules`);
  }
}

/** Waits until the addresses of a Service of kubelets are those of the Node. */
async function scrapesKubelets(t: Test, service: string): Promise<void> {
  const slices = () => get(`-n kube-system endpointslices -l kubernetes.io/service-name=${service}`);
  await until('the Service of the kubelets has the Node', async () => JSON.stringify(await slices()).includes(NODE));
  const monitors = (await inNamespace('servicemonitors')).filter(({ metadata }) => metadata.name.endsWith('kubelet'));
  const { selector } = (monitors[0]?.['spec'] ?? {}) as { readonly selector?: { readonly matchLabels: object } };
  t.match(
    (await one(`-n kube-system service ${service}`))?.metadata.labels,
    selector?.matchLabels,
    'as its monitor asks',
  );
}

/** The way back, and what it leaves. */
async function back(t: Test, stack: Stack, end: () => Promise<void>): Promise<void> {
  const kept = 'statefulsets,secrets,services,persistentvolumeclaims,prometheuses,alertmanagers,configmap/mine';
  const before = await uids(kept);
  await end();
  await follow(stack, 'back');
  await follow(stack, 'back stack');
  t.strictSame(
    (await uids(kept)).filter((line) => !line.startsWith(`Service ${stack.operator}`)),
    before,
    'workloads, volumes and objects of users stay',
  );
  t.strictSame(await get('compositecontrollers,decoratorcontrollers'), []);
  t.match(
    await one(`-n ${NAMESPACE} deployment ${stack.operator}`),
    { spec: { replicas: 1 } },
    'the Go operator is back',
  );
  for (const { metadata } of await inNamespace('prometheuses,alertmanagers')) t.notOk(metadata.finalizers?.length);
  t.strictSame(
    await names('poddisruptionbudgets'),
    stack.name === 'kube-prometheus' ? ['PodDisruptionBudget alertmanager-main'] : [],
  );
  if (stack.name === 'kube-prometheus') await follow(stack, 'back partition');
  else await follow(stack, 'back kubelet');
}

t.test('a cluster with one Node, and without our definitions', { skip, timeout: 300_000 }, async (t) => {
  await fresh();
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } };
  await shell(`echo '${JSON.stringify(node)}' | kubectl apply -f -`);
  const status = { addresses: [{ type: 'InternalIP', address: NODE }] };
  await shell(`kubectl patch node a --subresource=status --type=merge -p '${JSON.stringify({ status })}'`);
  t.strictSame(await get('prometheuses -A'), []);
});

for (const stack of STACKS)
  t.test(stack.name, { skip, timeout: 900_000 }, async (t) => {
    const place = join(folder, stack.name);
    const again = (storage: boolean): void => {
      rmSync(place, { recursive: true, force: true });
      stack.write(place, storage);
    };
    t.teardown(clean);

    await t.test('a new cluster, and the way back', async (t) => {
      again(true);
      settle(stack, 'values');
      await follow(stack, 'new hooks');
      const end = await start();
      await follow(stack, 'new stack');
      await shell(`kubectl -n ${NAMESPACE} create configmap mine --from-literal=a=b`);
      await accepted(t as Test, stack);
      await follow(stack, 'check');
      await scrapesKubelets(t as Test, 'kubelet');
      t.notOk(await one(`-n ${NAMESPACE} deployment ${stack.operator}`), 'no Go operator');
      await until('volumes are claimed', async () => (await inNamespace('persistentvolumeclaims')).length > 0);
      await back(t as Test, stack, end);
    });

    await t.test('a running cluster, and the way back', async (t) => {
      await clean();
      again(false);
      if (stack.name === 'kube-prometheus') {
        await shell(`kubectl apply --server-side --force-conflicts -f ${place}/manifests/setup`);
        await shell(`kubectl apply --server-side -f ${place}/manifests`);
      } else await shell(`helm install stack ${place} --namespace ${NAMESPACE} --create-namespace`);
      await shell(`kubectl -n ${NAMESPACE} create configmap mine --from-literal=a=b`);
      await written(stack);
      const templates = async () =>
        (await inNamespace('statefulsets')).map(({ metadata, spec }) => [
          metadata.uid,
          (spec as { readonly template: unknown }).template,
        ]);
      const before = await templates();

      settle(stack, ...(stack.name === 'kube-prometheus' ? ['values'] : []), 'running values');
      if (stack.name === 'kube-prometheus-stack') await follow(stack, 'flags');
      await follow(stack, 'running hooks');
      t.match(await one(`-n ${NAME} statefulset metacontroller`), { spec: { replicas: 0 } }, 'nothing is written yet');
      await follow(stack, 'stop');
      await follow(stack, 'label');
      await follow(stack, 'start');
      t.match(await one(`-n ${NAME} statefulset metacontroller`), { spec: { replicas: 1 } });
      const end = await start();
      await accepted(t as Test, stack);
      t.strictSame(await templates(), before, 'no StatefulSet was made anew, and no pod template changed');
      await scrapesKubelets(t as Test, stack.kubelet);
      await follow(stack, 'remove');
      if (stack.name === 'kube-prometheus-stack') await follow(stack, 'slices');
      else await follow(stack, 'reach');
      t.notOk(await one(`-n ${NAMESPACE} deployment ${stack.operator}`), 'no Go operator');
      const slices = await get(`-n kube-system endpointslices -l kubernetes.io/service-name=${stack.kubelet}`);
      t.notMatch(JSON.stringify(slices), STALE, 'no address that nobody maintains');
      t.equal((await get('crd')).filter(({ metadata }) => /\.monitoring\.coreos\.com$/.test(metadata.name)).length, 10);
      await accepted(t as Test, stack);
      await back(t as Test, stack, end);
    });
  });

t.teardown(async () => {
  rmSync(folder, { recursive: true });
  if (!skip) await shell('kubectl delete node a --ignore-not-found');
});
