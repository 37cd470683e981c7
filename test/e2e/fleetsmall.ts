// Changes of a small Prometheus while a fleet of large ones is synced. It has a queue of its own in Metacontroller: a
// copy of the controller that selects it by a label (docs/sizing.md).

import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { namespace, prometheus, serviceMonitor } from '../support/objects.ts';
import { pause } from '../support/until.ts';
import type { Caller } from './fleetcallers.ts';
import { watchFiles } from './fleetfiles.ts';

/** Monitors of the small Prometheus; 0: there is none. */
export const SMALL_FLEET = Number(process.env['SMALL'] ?? 0);
const SAMPLES = 40;
/** Milliseconds between the change for the fleet and the one for the small Prometheus. */
const AFTER_MS = 150;
const NAME = 'small';
const QUEUE = 'queue';
const CONTROLLER = ['metacontroller.k8s.io/v1alpha1', 'CompositeController'] as const;

/** Copies the controller of Prometheus for those with the label, and leaves the others to the original. */
async function ownQueue({ user }: Caller): Promise<void> {
  const found = (await user.list(...CONTROLLER)).find(({ metadata }) => metadata.name === 'prometheus');
  if (!found) return;
  const { spec, metadata } = found as KubernetesObject & { spec: { parentResource: object } };
  const selecting = (operator: string, values?: string[]) => ({
    ...spec,
    parentResource: {
      ...spec.parentResource,
      labelSelector: { matchExpressions: [{ key: QUEUE, operator, ...(values ? { values } : {}) }] },
    },
  });
  await user.patch(found, { spec: selecting('DoesNotExist') });
  await user.apply({
    apiVersion: found.apiVersion,
    kind: found.kind,
    metadata: { name: `${metadata.name}-small`, ...(metadata.labels ? { labels: metadata.labels } : {}) },
    spec: selecting('In', ['small']),
  } as KubernetesObject);
}

const monitor = (i: number, revision = 0) =>
  serviceMonitor(
    { endpoints: [{ port: 'web', interval: `${30 + revision}s` }] },
    { name: `small-${i}`, namespace: NAME },
  );

/** Changes the fleet, then the small Prometheus, again and again. `large`: the changed monitor of a round. */
export async function smallBeside(caller: Caller, large: (round: number) => KubernetesObject): Promise<string> {
  const { user, client } = caller;
  await ownQueue(caller);
  await pause(5000);
  await user.apply(namespace(NAME));
  const files = await watchFiles(client, (one) => one === NAME);
  for (let i = 0; i < SMALL_FLEET; i++) await user.apply(monitor(i));
  const parent = prometheus({ replicas: 0 }, { name: NAME, namespace: NAME });
  await user.apply({ ...parent, metadata: { ...parent.metadata, labels: { [QUEUE]: 'small' } } });
  await files.untilNew('the small one is written', 1, (texts) => texts.every((text) => text.includes('small-0')));
  const times: number[] = [];
  for (let round = 1; round <= SAMPLES; round++) {
    await user.apply(large(round));
    await pause(AFTER_MS);
    files.mark();
    const began = performance.now();
    await user.apply(monitor(round % SMALL_FLEET, round));
    while (files.changed() < 1) await pause(5);
    times.push(Math.max(...[...files.latest.values()].map(({ time }) => time)) - began);
  }
  files.stop();
  times.sort((a, b) => a - b);
  const at = (share: number) => ((times[Math.ceil(share * times.length) - 1] ?? 0) / 1000).toFixed(2);
  return `small Prometheus with ${SMALL_FLEET} monitors beside: median ${at(0.5)} s, 95th percentile ${at(0.95)} s, worst ${at(1)} s`;
}
