// Seconds to explain every ServiceMonitor of a large cluster: `tsx test/bench/explain.ts [MONITORS]`. Each has a
// Service, two pods and an EndpointSlice.

import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { cluster } from '../../hooks/explain/cluster.ts';
import { explainAll } from '../../hooks/explain/explain.ts';
import { firstBroken } from '../../hooks/explain/step.ts';
import {
  base,
  configSecret,
  endpointSlice,
  namespace,
  pod,
  READY,
  service,
  serviceMonitor,
} from '../unit/explain/world.ts';

const COUNT = Number(process.argv[2] ?? 5000);
/** Monitors of one namespace. */
const IN_NAMESPACE = 100;

function application(i: number): KubernetesObject[] {
  const space = `team-${Math.floor(i / IN_NAMESPACE)}`;
  const name = `app-${i}`;
  const labels = { app: name };
  const named = { name, namespace: space };
  const pods = [0, 1].map((n) =>
    pod({}, { name: `${name}-${n}`, namespace: space, labels }, { ...READY, podIP: `10.${n}.${i >> 8}.${i & 255}` }),
  );
  return [
    serviceMonitor(
      {
        selector: { matchLabels: labels },
        // One in ten has the wrong port.
        endpoints: [
          { port: i % 10 === 9 ? 'web' : 'http', relabelings: [{ action: 'labeldrop', regex: 'pod_template.*' }] },
        ],
      },
      named,
    ),
    service({ selector: labels }, { ...named, labels }),
    ...pods,
    endpointSlice(
      [0, 1].map((n) => ({ ip: `10.${n}.${i >> 8}.${i & 255}` })),
      [{ name: 'http', port: 8080, protocol: 'TCP' }],
      { name: `${name}-x`, namespace: space, labels: { 'kubernetes.io/service-name': name } },
    ),
  ];
}

const numbers = Array.from({ length: COUNT }, (_, i) => i);
const spaces = Array.from({ length: Math.ceil(COUNT / IN_NAMESPACE) }, (_, i) => namespace(`team-${i}`));
const jobs = numbers.map((i) => `serviceMonitor/team-${Math.floor(i / IN_NAMESPACE)}/app-${i}/0`);
const objects = [...base(), ...spaces, configSecret(jobs), ...numbers.flatMap(application)];

const cpu = process.cpuUsage();
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(2);
const start = performance.now();
const index = cluster(objects);
const indexed = seconds(start);
const all = explainAll(index, ['ServiceMonitor']);
const broken = all.filter(({ steps }) => firstBroken(steps)).length;
const used = (process.cpuUsage(cpu).user / 1e6).toFixed(2);
process.stdout.write(
  `${all.length} ServiceMonitors, ${objects.length} objects: ${seconds(start)} s ` +
    `(index ${indexed} s, CPU ${used} s), ${broken} broken\n`,
);
