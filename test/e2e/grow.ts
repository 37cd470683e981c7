// `npm run test:grow -- [MONITORS] [SHARDS]`: a Prometheus with pods goes from one ServiceMonitor to many and back. Each
// server loads all of them, and no pod is restarted. A server needs about 6 GB of memory for 20,000 jobs. By the driver or by the Metacontroller that METACONTROLLER names.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { serviceMonitor as benchMonitor } from '../bench/load.ts';
import { condition } from '../support/condition.ts';
import { prometheus } from '../support/objects.ts';
import { together } from '../support/together.ts';
import { until } from '../support/until.ts';
import { missing } from './both.ts';
import { type Env, env } from './env.ts';
import { allowDiscovery, forbidDiscovery, noNode } from './pods.ts';
import { LABEL } from './scope.ts';

const [monitors = 20_000, shards = 1] = process.argv.slice(2).map(Number);
const NAMESPACES = 20;
/** Seconds until all servers have loaded what was written: kubelets take two minutes, twenty thousand jobs some more. */
const LIMIT = 1800;
/** As docs/sizing.md says for so many jobs in one Secret. */
const FLAGS = [
  '--bundle-namespace=default',
  '--memory=3072',
  '--feature-gates=StatusForConfigurationResources=false',
  '--config-reloader-memory-limit=0',
  '--config-reloader-cpu-limit=0',
];

/** The names of the pods of a namespace with their uids and restarts. */
async function podsOf(on: Env, namespace: string): Promise<readonly string[]> {
  type Status = { containerStatuses?: readonly { name: string; restartCount: number }[] };
  const pods = await on.list('v1', 'Pod', namespace);
  return pods
    .map(({ metadata, status }: KubernetesObject & { readonly status?: unknown }) => {
      const containers = (status as Status).containerStatuses ?? [];
      return `${metadata.name} ${metadata.uid} ${containers.map(({ name, restartCount }) => `${name} ${restartCount}`)}`;
    })
    .sort();
}

/** The number of jobs that the server of a pod runs. */
async function jobsOf(on: Env, namespace: string, pod: string): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/proxy/api/v1/scrape_pools`;
  const { data } = JSON.parse(await on.client.text(path)) as { data: { scrapePools: readonly string[] | null } };
  return data.scrapePools?.length ?? 0;
}

/** Seconds until the server of each shard runs `count` jobs. */
async function loaded(on: Env, namespace: string, count: number): Promise<string> {
  const began = Date.now();
  const pods = Array.from({ length: shards }, (_, i) => `prometheus-k8s${i > 0 ? `-shard-${i}` : ''}-0`);
  await until(
    `${count} jobs run in each shard`,
    async () => {
      const found = await Promise.all(pods.map((pod) => jobsOf(on, namespace, pod)));
      if (found.every((one) => one === count)) return true;
      throw new Error(`they run ${found.join(', ')}`);
    },
    LIMIT,
  );
  return `${count} jobs run in each of ${shards} shards after ${((Date.now() - began) / 1000).toFixed(0)} s`;
}

const skip = await missing([noNode]);
t.test('one monitor, many, and one again restart no pod', { skip, timeout: 7_200_000 }, async (t) => {
  const on = await env('server-side-apply', { flags: FLAGS });
  const own = await on.namespace();
  const namespaces = [own];
  while (namespaces.length < NAMESPACES) namespaces.push(await on.namespace());
  const monitor = (i: number): KubernetesObject => {
    const { metadata, ...rest } = benchMonitor(i);
    const { name, labels = {} } = metadata;
    return { ...rest, metadata: { name, labels, namespace: namespaces[i % NAMESPACES] ?? own } };
  };
  const first = monitor(0);
  await on.apply(first);
  await allowDiscovery(on, own, 'default');
  t.teardown(async () => {
    await forbidDiscovery(on, own, 'default');
    await on.close();
  });
  const resources = { requests: { cpu: '10m', memory: '64Mi' } };
  const selector = { matchLabels: { [LABEL]: on.scope } };
  await on.apply(prometheus({ serviceMonitorNamespaceSelector: selector, shards, resources }, { namespace: own }));
  t.comment(await loaded(on, own, 1));
  const isAvailable = async () => condition(await on.get('Prometheus', 'k8s', own), 'Available')?.status === 'True';
  await until('all pods are ready', isAvailable, LIMIT);
  const before = await podsOf(on, own);
  t.equal(before.length, shards > 1 ? shards + 1 : 1, 'every shard has its pod, and so has a query tier');

  // An API server that is busy with all of it may answer that it has no time.
  const applied = (i: number) => until(`monitor ${i} is applied`, () => on.apply(monitor(i)), LIMIT);
  await together(Array.from({ length: monitors - 1 }, (_, i) => () => applied(i + 1)));
  t.comment(await loaded(on, own, monitors));
  t.strictSame(await podsOf(on, own), before, 'no pod is restarted by more monitors');

  const others = (namespace: string) =>
    `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/servicemonitors?labelSelector=app%21%3D${first.metadata.name}`;
  const removed = (namespace: string) =>
    until(
      `the monitors of ${namespace} are removed`,
      async () => {
        await on.client.send('DELETE', others(namespace));
        return true;
      },
      LIMIT,
    );
  await together(namespaces.map((namespace) => () => removed(namespace)));
  t.comment(await loaded(on, own, 1));
  t.strictSame(await podsOf(on, own), before, 'no pod is restarted by fewer monitors');
});
