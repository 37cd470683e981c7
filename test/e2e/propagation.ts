// `npm run test:propagation -- [CHANGES]`: seconds from a change of a ServiceMonitor, a PrometheusRule and an
// alertmanager.yaml until the running server has loaded it, with and without the annotation on its pods; by the driver
// or by the Metacontroller that METACONTROLLER names.
import { setTimeout as rest } from 'node:timers/promises';
import { alertmanager, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { type Env, env, STRATEGIES, unreachable } from './env.ts';
import { noNode } from './pods.ts';

const CHANGES = Number(process.argv[2] ?? 30);
/** Seconds for one change. */
const LIMIT = 200;
/** Milliseconds between two changes: more than the hooks leave between two writes to a pod. */
const REST = 6000;

/** Something that is changed, and whether the server has the change. */
interface Changed {
  readonly title: string;
  readonly pod: string;
  apply(on: Env, namespace: string, round: number): Promise<unknown>;
  isLoaded(read: (path: string) => Promise<string>, round: number): Promise<boolean>;
}

const ALERTMANAGER_FILE = (round: number) =>
  `route: {receiver: r, group_interval: ${30 + round}s}\nreceivers: [{name: r}]\n`;

const CHANGED: readonly Changed[] = [
  {
    title: 'ServiceMonitor',
    pod: 'prometheus-k8s-0:9090',
    apply: (on, namespace, round) =>
      on.apply(serviceMonitor({ endpoints: [{ port: 'web', interval: `${100 + round}s` }] }, { namespace })),
    isLoaded: async (read, round) => (await read('/api/v1/status/config')).includes(`interval: ${period(100 + round)}`),
  },
  {
    title: 'PrometheusRule',
    pod: 'prometheus-k8s-0:9090',
    apply: (on, namespace, round) =>
      on.apply(prometheusRule([{ name: `g-${round}`, rules: [{ record: 'one', expr: '1' }] }], { namespace })),
    isLoaded: async (read, round) => (await read('/api/v1/rules')).includes(`"g-${round}"`),
  },
  {
    title: 'alertmanager.yaml',
    pod: 'alertmanager-main-0:9093',
    apply: (on, namespace, round) =>
      on.apply(secret('alertmanager-main', { 'alertmanager.yaml': ALERTMANAGER_FILE(round) }, { namespace })),
    isLoaded: async (read, round) => (await read('/api/v2/status')).includes(`group_interval: ${period(30 + round)}`),
  },
];

/** Seconds as Prometheus writes them. */
function period(seconds: number): string {
  const [minutes, left] = [Math.floor(seconds / 60), seconds % 60];
  return `${minutes > 0 ? `${minutes}m` : ''}${left > 0 ? `${left}s` : ''}`;
}

async function measure(on: Env, namespace: string, changed: Changed): Promise<readonly number[]> {
  const read = (path: string) => on.client.text(`/api/v1/namespaces/${namespace}/pods/${changed.pod}/proxy${path}`);
  const times: number[] = [];
  for (let round = 1; round <= CHANGES; round++) {
    await rest(REST + Math.random() * REST);
    const began = performance.now();
    await changed.apply(on, namespace, round);
    await until(`${changed.title} ${round} is loaded`, () => changed.isLoaded(read, round), LIMIT);
    times.push((performance.now() - began) / 1000);
  }
  return times.toSorted((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);

async function run(on: Env, title: string): Promise<void> {
  const namespace = await on.namespace();
  const small = { resources: { requests: { cpu: '10m', memory: '50Mi' } } };
  await on.apply(secret('alertmanager-main', { 'alertmanager.yaml': ALERTMANAGER_FILE(0) }, { namespace }));
  await on.apply(prometheus({ ruleSelector: {}, ...small }, { namespace }));
  await on.apply(alertmanager({ replicas: 1, ...small }, { namespace }));
  for (const { pod, title } of CHANGED)
    await until(
      `the pod of the ${title} answers`,
      async () => (await on.client.text(`/api/v1/namespaces/${namespace}/pods/${pod}/proxy/-/ready`)) !== '',
      LIMIT,
    );
  for (const changed of CHANGED) {
    const sorted = await measure(on, namespace, changed);
    console.log(
      `${title}, ${changed.title}: median ${at(sorted, 0.5)} s, 95th percentile ${at(sorted, 0.95)} s, ` +
        `worst ${at(sorted, 1)} s of ${sorted.length}`,
    );
  }
}

const reason = await unreachable();
if (reason) console.log(`skipped: ${reason}`);
else
  for (const strategy of STRATEGIES)
    for (const propagates of [true, false]) {
      const on = await env(strategy, { propagates, flags: [`--propagation=${propagates}`] });
      const none = await noNode(on);
      if (none) console.log(`skipped: ${none}`);
      else await run(on, `${strategy}, ${propagates ? 'with' : 'without'} annotation, by ${on.engine.name}`);
      await on.close();
    }
