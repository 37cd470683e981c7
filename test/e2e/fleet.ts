// `npm run bench:cluster -- [PROMETHEUS] [MONITORS] [RULES] [CHANGES]`: many Prometheus that select the same objects, on
// a control plane of its own. Seconds from the creation of all of them until each configuration Secret has all jobs, then from
// the change of one ServiceMonitor until the last of the Secrets has it. By the driver or by the Metacontroller that
// METACONTROLLER names. BUNDLES=1: with bundles.
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject, Secret } from '../../hooks/core/meta.ts';
import { namespaces, prometheusRule, serviceMonitor } from '../bench/load.ts';
import { namespace, prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { type Env, env, STRATEGIES } from './env.ts';
import { plane, unstartable } from './planes.ts';
import { peakMiB, processesWith, processorSeconds } from './processes.ts';

const [size = 20, monitors = 1000, rules = 200, changes = 7] = process.argv.slice(2).map(Number);
const ALERTS = 10;
const BUNDLES = process.env['BUNDLES'] ? ['--bundle-namespace=default'] : [];
/** Seconds for one step. */
const LIMIT = 600;
const ALL = Array.from({ length: size }, (_, i) => `fleet-${i}`);

/** Runs works, eight at a time. */
async function together(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const next = works.values();
  const worker = async () => {
    for (const work of next) await work();
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** An object to create. */
const bare = (object: KubernetesObject): KubernetesObject => {
  const { name, namespace, labels } = object.metadata;
  return { ...object, metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) } };
};

const parent = (name: string) => {
  const everything = { serviceMonitorNamespaceSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} };
  return prometheus({ ...everything, replicas: 0, externalLabels: { fleet: name } }, { name, namespace: name });
};

/** The configuration files of all Prometheus as a watch reports them, each with the time of its event. */
async function watchFiles(on: Env) {
  const { metadata } = await on.client.send<{ metadata: { resourceVersion: string } }>(
    'GET',
    '/api/v1/secrets?limit=1',
  );
  const files = new Map<string, { readonly text: string; readonly time: number }>();
  const { done, abort } = on.client.follow(
    `/api/v1/secrets?watch=1&resourceVersion=${metadata.resourceVersion}`,
    ({ object }) => {
      const { metadata, data } = object as Secret;
      const file = data?.['prometheus.yaml.gz'];
      const time = performance.now();
      if (file && metadata.namespace)
        files.set(metadata.namespace, { text: gunzipSync(Buffer.from(file, 'base64')).toString(), time });
    },
  );
  done.catch(() => {});
  return { files, abort };
}

type Files = Awaited<ReturnType<typeof watchFiles>>['files'];

/** Seconds from `began` until the event after which each file passes. */
async function untilAll(what: string, files: Files, began: number, passes: (text: string) => boolean): Promise<number> {
  const passed = new Map<string, number>();
  await until(
    what,
    async () => {
      for (const [name, { text, time }] of files) if (!passed.has(name) && passes(text)) passed.set(name, time);
      return passed.size === size;
    },
    LIMIT,
  );
  return (Math.max(...passed.values()) - began) / 1000;
}

const jobsIn = (text: string): number => text.split('\n- job_name:').length - 1;

const missing = unstartable();
if (missing) throw new Error(missing);
const own = await plane();
process.env['KUBECONFIG'] = own.kubeconfig;
const etcd = `127.0.0.1:${own.env['ETCD_PORT']}`;

for (const strategy of STRATEGIES) {
  const flags = ['--feature-gates=StatusForConfigurationResources=false', ...BUNDLES];
  const on = await env(strategy, { flags, isAlone: true });
  await together(
    [...namespaces.map(({ metadata }) => metadata.name), ...ALL].map((name) => () => on.apply(namespace(name))),
  );
  await together(Array.from({ length: monitors }, (_, i) => () => on.apply(bare(serviceMonitor(i)))));
  await together(Array.from({ length: rules }, (_, i) => () => on.apply(bare(prometheusRule(i, ALERTS)))));
  const { files, abort } = await watchFiles(on);
  const parts = {
    hooks: processesWith(`--listen-address=${new URL(on.hooks.url).host}`),
    metacontroller: process.env['METACONTROLLER'] ? processesWith(process.env['METACONTROLLER']) : [],
    'API server': processesWith('kube-apiserver', etcd),
    etcd: processesWith('etcd ', etcd),
  };
  const spent = () => Object.values(parts).map(processorSeconds);
  const used = (before: readonly number[]) =>
    Object.keys(parts)
      .map((name, i) => `${name} ${((spent()[i] ?? 0) - (before[i] ?? 0)).toFixed(2)}`)
      .join(', ');
  const title = `${size} Prometheus, ${monitors} monitors, ${rules} rule objects, ${strategy}${BUNDLES.length > 0 ? ' with bundles' : ''}, ${on.engine.name.split(' (')[0]}`;
  let [began, before] = [performance.now(), spent()];
  await together(ALL.map((name) => () => on.apply(parent(name))));
  const cold = await untilAll('all jobs are written', files, began, (text) => jobsIn(text) === monitors);
  console.log(`${title}: cold ${cold.toFixed(2)} s; processor seconds: ${used(before)}`);
  await on.versions(ALL[0] ?? '');
  const times: number[] = [];
  for (let i = 1; i <= changes; i++) {
    await until(
      'nothing is being synced',
      async () => {
        const first = spent();
        await new Promise((next) => setTimeout(next, 1000));
        return spent().every((seconds, part) => seconds - (first[part] ?? 0) < 0.15);
      },
      LIMIT,
    );
    [began, before] = [performance.now(), spent()];
    await on.apply(bare(serviceMonitor((i * 37) % monitors, i)));
    times.push(await untilAll('the change is written', files, began, (text) => text.includes(`etcd_debugging_${i})`)));
    console.log(`${title}: changed ${times.at(-1)?.toFixed(2)} s; processor seconds until then: ${used(before)}`);
  }
  times.sort((a, b) => a - b);
  console.log(
    `${title}: cold ${cold.toFixed(2)} s; one changed: median ${times[Math.floor(times.length / 2)]?.toFixed(2)} s, ` +
      `worst ${times.at(-1)?.toFixed(2)} s; peak memory: hooks ${peakMiB(parts.hooks)} MiB, ` +
      `Metacontroller ${peakMiB(parts.metacontroller)} MiB`,
  );
  abort();
  await on.close();
}
await own.stop();
