// docs/kube-prometheus.md and docs/kube-prometheus-stack.md, command by command, with the recorded objects of both: a new
// cluster and the way back, then a running cluster. Pods do not run here.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Condition, condition } from '../support/condition.ts';
import { until } from '../support/until.ts';
import { blocks } from '../unit/documents.ts';
import type { Test } from './both.ts';
import { fresh, get, NAME, one, reason } from './chartrelease.ts';
import { client } from './client.ts';
import { commands, shell } from './document.ts';
import { controllers, engine } from './engine.ts';
import { installCrds } from './env.ts';
import { goChildren, noField } from './field.ts';
import { hooks } from './hooks.ts';
import { httpApi } from './http.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { kubePrometheus, kubePrometheusStack } from './stackfiles.ts';

interface Stack {
  readonly name: 'kube-prometheus' | 'kube-prometheus-stack';
  readonly operator: string;
  readonly kubelet: string;
  /** The first namespace and name of the workloads. */
  readonly parents: readonly string[];
  readonly write: (folder: string, storage: boolean) => void;
}

const STACKS: readonly Stack[] = [
  {
    name: 'kube-prometheus',
    operator: 'prometheus-operator',
    kubelet: 'kubelet',
    parents: ['prometheus k8s', 'alertmanager main'],
    write: kubePrometheus,
  },
  {
    name: 'kube-prometheus-stack',
    operator: 'stack-kube-prometheus-stac-operator',
    kubelet: 'stack-kube-prometheus-stac-kubelet',
    parents: [
      'prometheus stack-kube-prometheus-stac-prometheus',
      'alertmanager stack-kube-prometheus-stac-alertmanager',
    ],
    write: kubePrometheusStack,
  },
];
const NAMESPACE = 'monitoring';
const NODE = '192.0.2.10';
/** What every object selected here may say. */
const GOOD = ['ResourcesAccepted', 'RulesValid', 'ConfigLoaded'];

const how = access();
const skip = noField || (await reason());
const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
const settings = join(folder, 'settings/values.yaml');

/** Runs commands of a page, in our folders instead of those of the user. */
const follow = ({ name }: Stack, marker: string): Promise<string> =>
  shell(
    commands(`${name}.md`, marker)
      .replaceAll('registry.example.com/team', 'docker.io/library')
      .replaceAll('../settings', join(folder, 'settings'))
      .replaceAll('../kube-prometheus', join(folder, name))
      .replaceAll('prometheus-community/kube-prometheus-stack --version 88.5.3', join(folder, name)),
  );

/** Writes the values of a page. */
function settle({ name }: Stack, ...markers: readonly string[]): void {
  mkdirSync(join(folder, 'settings'), { recursive: true });
  const texts = markers.flatMap((marker) => blocks(`docs/${name}.md`, marker));
  // A second block has more lines of the same map.
  writeFileSync(settings, texts.join('').replace(/(\noptions:\n[\s\S]*?)options:\n/, '$1'));
}

/** Starts the hooks with the flags of the release, and what calls them. Gives what ends both. */
async function start(): Promise<() => Promise<void>> {
  if (!how) throw new Error('no cluster');
  const found = await one(`-n ${NAME} deployment ${NAME}`);
  const flags = [...JSON.stringify(found?.['spec']).matchAll(/"(--[a-z-]+=[^"]*)"/g)]
    .map(([, flag = '']) => flag)
    .filter((flag) => !/^--(serve|metrics-address|bearer-token-file)=/.test(flag));
  const service = await hooks(flags);
  await service.start();
  const connection = client(how);
  const { url } = service;
  const settings = { client: connection, kubectl: kubectl(connection), strategy: 'server-side-apply' as const, url };
  const running = await engine({ ...settings, controllers: controllers(url) });
  return async () => {
    await running.stop();
    await service.stop();
    connection.close();
  };
}

const inNamespace = (kinds: string) => get(`-n ${NAMESPACE} ${kinds}`);
const names = async (kinds: string): Promise<readonly string[]> =>
  (await inNamespace(kinds)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const uids = async (kinds: string): Promise<readonly string[]> =>
  (await inNamespace(kinds)).map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid}`).sort();

/** Waits until each workload is reconciled, and holds that nothing is rejected and that its children are there. */
async function accepted(t: Test, { parents }: Stack): Promise<void> {
  for (const which of parents) {
    const live = () => one(`-n ${NAMESPACE} ${which}`);
    await until(`${which} is reconciled`, async () => condition(await live(), 'Reconciled')?.status === 'True');
    const { conditions } = ((await live())?.['status'] ?? {}) as { readonly conditions: readonly Condition[] };
    const bad = conditions.filter(({ type, status }) => GOOD.includes(type) && status === 'False');
    t.strictSame(bad, [], `${which}: nothing is rejected`);
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

/** The Go operator's objects for the kubelets. */
async function kubelets(user: ReturnType<typeof kubectl>, name: string, slices: boolean): Promise<void> {
  const labels = { 'k8s-app': 'kubelet', 'app.kubernetes.io/name': 'kubelet' };
  const metadata = { name, namespace: 'kube-system', labels };
  const ports = [{ name: 'https-metrics', port: 10250 }];
  const own = slices ? { ...labels, 'endpointslice.kubernetes.io/skip-mirror': 'true' } : labels;
  await user.apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', ports } });
  const subsets = [{ addresses: [{ ip: '192.0.2.99' }], ports }];
  await user.apply({ apiVersion: 'v1', kind: 'Endpoints', metadata: { ...metadata, labels: own }, subsets });
  if (!slices) return;
  const more = { 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': 'prometheus-operator' };
  await user.apply({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-x7k2p`, namespace: 'kube-system', labels: { ...labels, ...more } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.99'] }],
    ports,
  } as KubernetesObject);
}

/** The children that the Go operator has written, with the flags of the page. */
async function written(stack: Stack): Promise<void> {
  if (!how) return;
  const parents = await inNamespace('prometheuses,alertmanagers');
  const connection = client(how);
  const api = httpApi(connection);
  const text = JSON.stringify(goChildren(stack.name, NAMESPACE, parents));
  const reloader = text.replaceAll('prometheus-config-reloader:v0.93.0', 'prometheus-config-reloader:v0.93.1');
  const none = /"resources":\{"limits":\{"cpu":"10m","memory":"50Mi"\},"requests":\{"cpu":"10m","memory":"50Mi"\}\},?/g;
  const own = reloader.replaceAll('http://localhost:', 'http://127.0.0.1:').replaceAll(none, '');
  const children = JSON.parse(stack.name === 'kube-prometheus' ? reloader : own) as KubernetesObject[];
  for (const child of children) await api.create(child, 'PrometheusOperator');
  await kubelets(kubectl(connection), stack.kubelet, stack.name === 'kube-prometheus');
  api.close();
  connection.close();
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

for (const stack of STACKS)
  t.test(stack.name, { skip, timeout: 900_000 }, async (t) => {
    const place = join(folder, stack.name);
    const again = (storage: boolean): void => {
      rmSync(place, { recursive: true, force: true });
      stack.write(place, storage);
    };
    const clean = async (): Promise<void> => {
      await fresh();
      await shell(`kubectl delete namespace ${NAMESPACE} --ignore-not-found --wait`);
      await shell('kubectl -n kube-system delete service,endpoints,endpointslices -l k8s-app=kubelet');
    };
    await clean();
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } };
    const addresses = [{ type: 'InternalIP', address: NODE }];
    await shell(`echo '${JSON.stringify(node)}' | kubectl apply -f -`);
    await shell(
      `kubectl patch node a --subresource=status --type=merge -p '${JSON.stringify({ status: { addresses } })}'`,
    );
    t.teardown(async () => {
      await clean();
      await shell('kubectl delete node a --ignore-not-found');
      if (!how) return;
      const connection = client(how);
      await installCrds(kubectl(connection));
      connection.close();
    });

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
        await shell(`kubectl apply --server-side -f ${place}/manifests/setup`);
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
      t.notMatch(JSON.stringify(slices), '192.0.2.99', 'no address that nobody maintains');
      t.equal((await get('crd')).filter(({ metadata }) => /\.monitoring\.coreos\.com$/.test(metadata.name)).length, 10);
      await accepted(t as Test, stack);
      await back(t as Test, stack, end);
    });
  });
t.teardown(() => rmSync(folder, { recursive: true }));
