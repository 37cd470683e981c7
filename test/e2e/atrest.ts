// `npm run test:atrest -- [PROMETHEUS] [SECONDS]`: processor time of the hooks at rest with many Prometheus of two pods
// each, all of which have loaded what was written. By the driver or by the Metacontroller that METACONTROLLER names.
import { setTimeout as rest } from 'node:timers/promises';
import { condition } from '../support/condition.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { env, unreachable } from './env.ts';
import { noNode } from './pods.ts';

const PROMETHEUS = Number(process.argv[2] ?? 50);
const SECONDS = Number(process.argv[3] ?? 300);
/** Prometheus that are started at a time: all at once keep each other from becoming ready. */
const TOGETHER = 5;
const SMALL = { resources: { requests: { cpu: '2m', memory: '40Mi' } } };

const reason = await unreachable();
if (reason) throw new Error(reason);
const on = await env('server-side-apply', { propagates: true });
try {
  const missing = await noNode(on);
  if (missing) throw new Error(missing);
  const namespace = await on.namespace();
  await on.apply(serviceMonitor({}, { namespace }));
  const said = async (name: string) => condition(await on.get('Prometheus', name, namespace), 'ConfigurationLoaded');
  for (let i = 0; i < PROMETHEUS; i += TOGETHER) {
    const names = Array.from({ length: Math.min(TOGETHER, PROMETHEUS - i) }, (_, n) => `p${i + n}`);
    for (const name of names) await on.apply(prometheus({ replicas: 2, ...SMALL }, { namespace, name }));
    for (const name of names)
      await until(`${name} has loaded it`, async () => (await said(name))?.status === 'True', 600);
  }
  const cpu = async (): Promise<number> => {
    const text = await (await fetch(`${on.hooks.url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
  };
  await rest(30_000);
  const [before, calls] = [await cpu(), await on.hooks.calls('prometheus', 'sync')];
  await rest(SECONDS * 1000);
  const used = (await cpu()) - before;
  const percent = ((100 * used) / SECONDS).toFixed(2);
  console.log(
    `${PROMETHEUS} Prometheus of two pods, ${SECONDS} s at rest: ${used.toFixed(2)} s of processor time, ` +
      `${percent} % of a core, ${(await on.hooks.calls('prometheus', 'sync')) - calls} syncs`,
  );
} finally {
  await on.close();
}
