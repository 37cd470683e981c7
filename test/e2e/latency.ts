// `npm run test:latency -- [MONITORS] [RULES] [CHANGES]`: seconds from the change of one ServiceMonitor to the written
// configuration Secret, on a real API server, by the driver or by the Metacontroller that METACONTROLLER names. Prints
// a line for each apply mode.
import { prometheusConfig } from '../support/config.ts';
import { prometheus, prometheusRule, serviceMonitor } from '../support/objects.ts';
import { together } from '../support/together.ts';
import { until } from '../support/until.ts';
import { type Env, env, STRATEGIES, unreachable } from './env.ts';

const [monitors = 1000, rules = 200, changes = 20] = process.argv.slice(2).map(Number);

async function fill(on: Env, namespace: string): Promise<void> {
  await together([
    ...Array.from({ length: monitors }, (_, i) => () => on.apply(serviceMonitor({}, { namespace, name: `app-${i}` }))),
    ...Array.from({ length: rules }, (_, i) => () => {
      const rule = { alert: 'Down', expr: `up{job="app-${i}"} == 0`, for: '5m' };
      return on.apply(prometheusRule([{ name: 'g', rules: [rule] }], { namespace, name: `rules-${i}` }));
    }),
  ]);
}

/** Seconds until a watch of the Secret reports its next version after a change. */
async function once(on: Env, namespace: string, interval: string): Promise<number> {
  const secret = await on.get('Secret', 'prometheus-k8s', namespace);
  const version = secret?.metadata.resourceVersion;
  const query = `watch=1&fieldSelector=metadata.name%3Dprometheus-k8s&resourceVersion=${version}`;
  let seen: (time: number) => void = () => {};
  const written = new Promise<number>((resolve) => {
    seen = resolve;
  });
  const { done, abort } = on.client.follow(`/api/v1/namespaces/${namespace}/secrets?${query}`, () =>
    seen(performance.now()),
  );
  done.catch(() => {});
  const name = `app-${Math.floor(monitors / 2)}`;
  const before = performance.now();
  await on.apply(serviceMonitor({ endpoints: [{ port: 'web', interval }] }, { namespace, name }));
  const after = await written;
  abort();
  return (after - before) / 1000;
}

const reason = await unreachable();
if (reason) console.log(`skipped: ${reason}`);
else
  for (const strategy of STRATEGIES) {
    // Without bindings in the status of each monitor, which is the default.
    const on = await env(strategy, { flags: ['--feature-gates=StatusForConfigurationResources=false'] });
    const namespace = await on.namespace();
    await fill(on, namespace);
    await on.apply(prometheus({ ruleSelector: {}, replicas: 0 }, { namespace }));
    await until(
      'all monitors are in the configuration',
      async () =>
        prometheusConfig(await on.get('Secret', 'prometheus-k8s', namespace)).scrape_configs.length === monitors,
      300,
    );
    await on.versions(namespace);
    const times: number[] = [];
    for (let i = 0; i < changes; i++) times.push(await once(on, namespace, `${30 + i}s`));
    const sorted = times.toSorted((a, b) => a - b).map((time) => time.toFixed(3));
    const [median, worst] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    console.log(
      `${strategy}, ${monitors} monitors, ${rules} rules, by ${on.engine.name}: median ${median} s, worst ${worst} s`,
    );
    await on.close();
  }
