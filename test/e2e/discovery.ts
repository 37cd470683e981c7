// `npm run bench:discovery -- [NAMESPACES] [MONITORS]`: the watches, processor time and memory of a real Prometheus pod
// with monitors in many namespaces, each with a discovery of its own and with one for all (docs/sizing.md). Needs a
// cluster with a node.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { pause, until } from '../support/until.ts';
import { type Env, env, unreachable } from './env.ts';
import { access } from './kubeconfig.ts';
import { allowDiscovery, forbidDiscovery, hostAddress, targets } from './pods.ts';
import { LABEL } from './scope.ts';

const [spaces = 100, monitors = 1000] = process.argv.slice(2).map(Number);
const PORT = 'web';
/** Seconds at rest over which processor time is counted. */
const WINDOW_SECONDS = 60;
const ACCOUNT = 'discovering';
const WATCHED = ['services', 'pods', 'endpoints', 'endpointslices'];

/** The sum of the samples of a metric whose line contains all texts. */
const sum = (text: string, name: string, ...having: readonly string[]): number =>
  text
    .split('\n')
    .filter((line) => line.startsWith(name) && having.every((part) => line.includes(part)))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);

const watches = async (on: Env): Promise<number> => {
  const text = await on.client.text('/metrics');
  const of = (resource: string) =>
    sum(text, 'apiserver_longrunning_requests{', 'verb="WATCH"', `resource="${resource}"`);
  return WATCHED.map(of).reduce((total, one) => total + one, 0);
};

/** A Service without pods, with one target at an address of this machine. */
function target(namespace: string, name: string, address: string, port: number): KubernetesObject[] {
  const labels = { app: name };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { clusterIP: 'None', ports: [{ name: PORT, port }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace, labels: { ...labels, 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ name: PORT, port, protocol: 'TCP' }],
    } as KubernetesObject,
    serviceMonitor(
      { selector: { matchLabels: labels }, endpoints: [{ port: PORT, interval: '30s' }] },
      { name, namespace },
    ),
  ];
}

async function measure(on: Env, namespace: string, how: string): Promise<void> {
  const before = await watches(on);
  const parent = prometheus(
    {
      serviceMonitorNamespaceSelector: { matchLabels: { [LABEL]: on.scope } },
      serviceDiscoveryRole: 'EndpointSlice',
      serviceAccountName: ACCOUNT,
    },
    { name: how, namespace, annotations: { 'prometheus-metacontroller.dev/discovery': how } },
  );
  await on.apply(parent);
  const pod = `prometheus-${how}-0`;
  const began = Date.now();
  await until(
    'all targets are up',
    async () => (await targets(on, namespace, pod)).filter(({ health }) => health === 'up').length === monitors,
    900,
  );
  const seconds = Math.round((Date.now() - began) / 1000);
  const metrics = () => on.client.text(`/api/v1/namespaces/${namespace}/pods/${pod}:9090/proxy/metrics`);
  const first = await metrics();
  await pause(WINDOW_SECONDS * 1000);
  const last = await metrics();
  const cpu = sum(last, 'process_cpu_seconds_total ') - sum(first, 'process_cpu_seconds_total ');
  const memory = sum(last, 'process_resident_memory_bytes ') / 2 ** 20;
  console.log(
    `${monitors} monitors in ${spaces} namespaces, discovery ${how}: ${(await watches(on)) - before} watches; all targets ` +
      `up after ${seconds} s; ${((1000 * cpu) / WINDOW_SECONDS).toFixed(0)} ms of a processor a second; ` +
      `${memory.toFixed(0)} MiB; start until then ${sum(first, 'process_cpu_seconds_total ').toFixed(1)} s of a processor`,
  );
  await on.delete(parent);
  await until('its pod is gone', async () => !(await on.get('Pod', pod, namespace)), 300);
  await until('its watches have ended', async () => (await watches(on)) <= before + 5, 300);
}

const reason = await unreachable(access());
if (reason) throw new Error(reason);
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4').end('answer 42\n');
});
server.listen(0, '0.0.0.0');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const on = await env('server-side-apply');
const address = await hostAddress(on);
if (!address) throw new Error('pods cannot reach this machine');
const namespace = await on.namespace();
await on.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT, namespace } });
await allowDiscovery(on, namespace, ACCOUNT);
const names: string[] = [];
for (let i = 0; i < spaces; i++) names.push(await on.namespace());
for (let i = 0; i < monitors; i++)
  for (const object of target(names[i % spaces] ?? '', `app-${i}`, address, port)) await on.apply(object);
for (const how of ['namespaces', 'shared']) await measure(on, namespace, how);
await forbidDiscovery(on, namespace, ACCOUNT);
await on.close();
server.close();
