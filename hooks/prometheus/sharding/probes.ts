// Probes the servers of a Prometheus while its targets move.

import type { Prometheus } from '../../api/prometheus.ts';
import type { Inputs } from '../../core/inputs.ts';
import { isControlledBy } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { askServers, type ServersFacts } from '../../probe/prometheus/servers.ts';
import { podIP } from '../../workload/status.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import { routePrefix } from '../server/pod.ts';
import { currentResharding, marker } from './state.ts';
import { rulerName } from './tier.ts';

/** Facts of the pods while targets move, else `undefined`. Never rejects; takes three seconds at most. */
export async function reshardingFacts(
  { parent: object, observed, related }: Inputs,
  _now: Date,
  options: Options,
): Promise<ServersFacts | undefined> {
  const parent = object as unknown as Prometheus;
  const resharding = currentResharding(parent, observed, `prometheus-${parent.metadata.name}`, options);
  if (resharding.since === undefined || parent.spec.paused || parent.spec.listenLocal) return undefined;
  const sets = observed.statefulSets.list();
  const pods = related.pods.list().filter((pod) => sets.some((set) => isControlledBy(pod, set)));
  const ruler = sets.find(({ metadata }) => metadata.name === rulerName(`prometheus-${parent.metadata.name}`));
  const servers = pods.map((pod) => ({
    uid: pod.metadata.uid ?? '',
    ip: podIP(pod),
    ...(ruler && isControlledBy(pod, ruler) ? { port: 10902, before: '' } : {}),
  }));
  return askServers(servers, {
    scheme: urlScheme(parent.spec.web),
    before: routePrefix(parent.spec),
    text: marker(resharding),
  });
}
