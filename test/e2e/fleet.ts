// `npm run bench:cluster -- [PROMETHEUS] [MONITORS] [RULES] [CHANGES]`: many Prometheus that select the same objects, on
// a control plane of its own. Seconds from the creation of all of them until each configuration Secret has all jobs,
// then from the change of one ServiceMonitor until the last of the Secrets has it. By the driver, by the Metacontroller
// that METACONTROLLER names, or by the Go operator that PROMETHEUS_OPERATOR names.
//   BUNDLES=1  with bundles
//   SHARDS=4   shards of each Prometheus
//   MEMORY=1024  memory of the hooks in MiB
//   THREADS=1  threads of the hooks
//   SMALL=20   also changes of a Prometheus with 20 monitors, in a queue of its own, while all others are synced
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { namespaces, prometheusRule, serviceMonitor } from '../bench/load.ts';
import { namespace, prometheus } from '../support/objects.ts';
import { together } from '../support/together.ts';
import { pause, until } from '../support/until.ts';
import { client } from './client.ts';
import { installCrds, STRATEGIES } from './env.ts';
import { type Caller, hooksCaller, operatorCaller } from './fleetcallers.ts';
import { type Files, watchFiles } from './fleetfiles.ts';
import { SMALL_FLEET, smallBeside } from './fleetsmall.ts';
import { access } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';
import { plane, unstartable } from './planes.ts';
import { peakMiB, processorSeconds } from './processes.ts';

const [size = 20, monitors = 1000, rules = 200, changes = 7] = process.argv.slice(2).map(Number);
const ALERTS = 10;
const shards = Number(process.env['SHARDS'] ?? 1);
const BUNDLES = process.env['BUNDLES'] ? ['--bundle-namespace=default'] : [];
const OPERATOR = process.env['PROMETHEUS_OPERATOR'];
/** Seconds until nothing is being synced. */
const LIMIT = 600;
/** Processor seconds a second below which a process does nothing. */
const IDLE = 0.2;
const ALL = Array.from({ length: size }, (_, i) => `fleet-${i}`);

/** An object to create. */
const bare = (object: KubernetesObject): KubernetesObject => {
  const { name, namespace, labels } = object.metadata;
  return { ...object, metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) } };
};

const parent = (name: string) => {
  const everything = { serviceMonitorNamespaceSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} };
  const own = { replicas: 0, externalLabels: { fleet: name }, ...(shards > 1 ? { shards } : {}) };
  return prometheus({ ...everything, ...own }, { name, namespace: name });
};

const jobsIn = (text: string): number => text.split('\n- job_name:').length - 1;
/** What the file of the largest Prometheus takes in its Secret, in KiB. */
const fileKiB = ({ latest }: Files): number =>
  Math.round((Math.max(...[...latest.values()].map(({ file }) => file.length)) * 0.75) / 1024);

/** Creates all but the Prometheus, before anything watches them. */
async function createObjects(user: Kubectl): Promise<void> {
  await installCrds(user);
  await together(
    [...namespaces.map(({ metadata }) => metadata.name), ...ALL].map((name) => () => user.apply(namespace(name))),
  );
  await together(Array.from({ length: monitors }, (_, i) => () => user.apply(bare(serviceMonitor(i)))));
  await together(Array.from({ length: rules }, (_, i) => () => user.apply(bare(prometheusRule(i, ALERTS)))));
}

async function measure(caller: Caller): Promise<void> {
  const { user, parts } = caller;
  const files = await watchFiles(caller.client, (name) => ALL.includes(name));
  const spent = () => Object.values(parts).map(processorSeconds);
  const used = (before: readonly number[]) =>
    Object.keys(parts)
      .map((name, i) => `${name} ${((spent()[i] ?? 0) - (before[i] ?? 0)).toFixed(2)}`)
      .join(', ');
  const idle = () =>
    until(
      'nothing is being synced',
      async () => {
        const first = spent();
        await pause(1000);
        return spent().every((seconds, part) => seconds - (first[part] ?? 0) < IDLE);
      },
      LIMIT,
    );
  const title = `${size} Prometheus, ${monitors} monitors, ${rules} rule objects, ${shards} shards, ${caller.name}`;
  await idle();
  let [began, before] = [performance.now(), spent()];
  await together(ALL.map((name) => () => user.apply(parent(name))));
  const seconds = (time: number) => (time - began) / 1000;
  const isWhole = (texts: readonly string[]) => texts.reduce((sum, text) => sum + jobsIn(text), 0) === size * monitors;
  const cold = seconds(await files.untilNew('all jobs are written', size, isWhole));
  console.log(`${title}: cold ${cold.toFixed(2)} s; processor seconds: ${used(before)}; file ${fileKiB(files)} KiB`);
  const times: number[] = [];
  for (let i = 1; i <= changes; i++) {
    await idle();
    files.mark();
    [began, before] = [performance.now(), spent()];
    await user.apply(bare(serviceMonitor((i * 37) % monitors, i)));
    await until('the change is seen', () => files.changed() >= size, LIMIT);
    const then = used(before);
    const marker = `etcd_debugging_${i})`;
    times.push(
      seconds(
        await files.untilNew('the change is written', size, (texts) => texts.every((text) => text.includes(marker))),
      ),
    );
    console.log(`${title}: changed ${times.at(-1)?.toFixed(2)} s; processor seconds until then: ${then}`);
  }
  times.sort((a, b) => a - b);
  const memory = Object.entries(parts).map(([name, pids]) => `${name} ${peakMiB(pids)} MiB`);
  console.log(
    `${title}: cold ${cold.toFixed(2)} s; one changed: median ${times[Math.floor(times.length / 2)]?.toFixed(2)} s, ` +
      `worst ${times.at(-1)?.toFixed(2)} s; peak memory: ${memory.join(', ')}`,
  );
  if (SMALL_FLEET > 0)
    console.log(`${title}: ${await smallBeside(caller, (i) => bare(serviceMonitor((i * 41) % monitors, 1000 + i)))}`);
  files.stop();
}

const missing = unstartable();
if (missing) throw new Error(missing);
const own = await plane();
process.env['KUBECONFIG'] = own.kubeconfig;
/** As in manifests/operator. */
const SIZE = [`--memory=${process.env['MEMORY'] ?? 1024}`, `--threads=${process.env['THREADS'] ?? 0}`];
const how = access(own.kubeconfig);
if (!how) throw new Error('no control plane');
const creator = client(how);
await createObjects(kubectl(creator));
creator.close();
const flags = ['--feature-gates=StatusForConfigurationResources=false', ...SIZE, ...BUNDLES];
const name = BUNDLES.length > 0 ? ' with bundles' : '';
const callers = OPERATOR
  ? [() => operatorCaller(OPERATOR, own)]
  : STRATEGIES.map((strategy) => () => hooksCaller(strategy, own, { flags, name }));
for (const start of callers) {
  const caller = await start();
  await measure(caller);
  await caller.stop();
}
await own.stop();
