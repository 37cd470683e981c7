// kube-prometheus and kube-prometheus-stack in a cluster, and the commands of their pages.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { blocks } from '../unit/documents.ts';
import { get, NAME, one, withoutFinalizers } from './chartrelease.ts';
import { client } from './client.ts';
import { commands, shell } from './document.ts';
import { controllers, engine } from './engine.ts';
import { goChildren } from './field.ts';
import { hooks } from './hooks.ts';
import { httpApi } from './http.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { kubePrometheus, kubePrometheusStack } from './stackfiles.ts';

/** The address of a Node that is gone, in what the Go operator has left. */
export const STALE = '192.0.2.99';

export interface Stack {
  readonly name: 'kube-prometheus' | 'kube-prometheus-stack';
  readonly operator: string;
  readonly kubelet: string;
  /** The first namespace and name of the workloads. */
  readonly parents: readonly string[];
  readonly write: (folder: string, storage: boolean) => void;
}

export const STACKS: readonly Stack[] = [
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
export const NAMESPACE = 'monitoring';

const how = access();
export const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
const settings = join(folder, 'settings/values.yaml');

/** Runs commands of a page, in our folders instead of those of the user. */
export const follow = ({ name }: Stack, marker: string): Promise<string> =>
  shell(
    commands(`${name}.md`, marker)
      .replaceAll('registry.example.com/team', 'docker.io/library')
      .replaceAll('../settings', join(folder, 'settings'))
      .replaceAll('../kube-prometheus', join(folder, name))
      .replaceAll('prometheus-community/kube-prometheus-stack --version 88.5.3', join(folder, name)),
  );

/** Writes the values of a page. */
export function settle({ name }: Stack, ...markers: readonly string[]): void {
  mkdirSync(join(folder, 'settings'), { recursive: true });
  const texts = markers.flatMap((marker) => blocks(`docs/${name}.md`, marker));
  // A second block has more lines of the same map.
  writeFileSync(settings, texts.join('').replace(/(\noptions:\n[\s\S]*?)options:\n/, '$1'));
}

/** Starts the hooks with the flags of the release, and what calls them. Gives what ends both. */
export async function start(): Promise<() => Promise<void>> {
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

export const inNamespace = (kinds: string) => get(`-n ${NAMESPACE} ${kinds}`);
export const names = async (kinds: string): Promise<readonly string[]> =>
  (await inNamespace(kinds)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
/** Which objects there are, but for the copies of credentials that the hooks make. */
export const uids = async (kinds: string): Promise<readonly string[]> =>
  (await inNamespace(kinds))
    .filter(({ metadata }) => !metadata.labels?.['prometheus-metacontroller.dev/assets'])
    .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid}`)
    .sort();

/** The Go operator's objects for the kubelets. */
async function kubelets(user: ReturnType<typeof kubectl>, name: string, slices: boolean): Promise<void> {
  const labels = { 'k8s-app': 'kubelet', 'app.kubernetes.io/name': 'kubelet' };
  const metadata = { name, namespace: 'kube-system', labels };
  const ports = [{ name: 'https-metrics', port: 10250 }];
  const own = slices ? { ...labels, 'endpointslice.kubernetes.io/skip-mirror': 'true' } : labels;
  await user.apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', ports } });
  const subsets = [{ addresses: [{ ip: STALE }], ports }];
  await user.apply({ apiVersion: 'v1', kind: 'Endpoints', metadata: { ...metadata, labels: own }, subsets });
  if (!slices) return;
  const more = { 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': 'prometheus-operator' };
  await user.apply({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-x7k2p`, namespace: 'kube-system', labels: { ...labels, ...more } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [STALE] }],
    ports,
  } as KubernetesObject);
}

/** What a Job of the chart makes: the certificate of the webhooks, by which the operator's ServiceMonitor trusts it. */
const certificate = (): Promise<string> =>
  shell(`openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=ca \
      -keyout /dev/null -out ${join(folder, 'ca.crt')} 2> /dev/null
    kubectl -n ${NAMESPACE} create secret generic stack-kube-prometheus-stac-admission \
      --from-file=ca=${join(folder, 'ca.crt')}`);

/** The children that the Go operator has written, with the flags of the page. */
export async function written(stack: Stack): Promise<void> {
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
  if (stack.name === 'kube-prometheus-stack') await certificate();
  await kubelets(kubectl(connection), stack.kubelet, stack.name === 'kube-prometheus');
  api.close();
  connection.close();
}

/** Removes the stacks and the release, but not the CRDs. */
export async function clean(): Promise<void> {
  await shell(`helm -n ${NAME} uninstall ${NAME} --ignore-not-found`);
  await withoutFinalizers();
  await shell(`helm -n ${NAMESPACE} uninstall stack --ignore-not-found`);
  await shell('kubectl delete clusterrole,clusterrolebinding prometheus-operator --ignore-not-found');
  await shell(`kubectl delete namespace ${NAMESPACE} ${NAME} --ignore-not-found --wait`);
  await shell('kubectl -n kube-system delete service,endpoints,endpointslices -l k8s-app=kubelet');
}
