// What to ask the servers of a Prometheus, if anything: only while its targets move.
import type { Prometheus } from '../../api/prometheus.ts';
import type { SyncRequest } from '../../core/hook.ts';
import { objectsOf } from '../../core/hook.ts';
import { isControlledBy, type KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { askServers, type ServersFacts } from '../../probe/prometheus/servers.ts';
import { routePrefixOf } from '../server/pod.ts';
import { markOf, reshardingOf } from './state.ts';
import { rulerName } from './tier.ts';

const addressOf = (pod: KubernetesObject): string => ((pod['status'] ?? {}) as { podIP?: string }).podIP ?? '';

/** Asks the pods of the Prometheus while its targets move. Never fails, and waits for three seconds at most. */
export async function reshardingFacts(
  request: SyncRequest,
  _now: Date,
  options: Options,
): Promise<ServersFacts | undefined> {
  const parent = request.parent as unknown as Prometheus;
  const resharding = reshardingOf(parent, request.children, `prometheus-${parent.metadata.name}`, options);
  if (resharding.since === undefined || parent.spec.paused || parent.spec.listenLocal) return undefined;
  const sets = Object.values(request.children['StatefulSet.apps/v1'] ?? {});
  const pods = objectsOf(request.related, 'Pod.v1').filter((pod) => sets.some((set) => isControlledBy(pod, set)));
  const ruler = sets.find(({ metadata }) => metadata.name === rulerName(`prometheus-${parent.metadata.name}`));
  const servers = pods.map((pod) => ({
    uid: pod.metadata.uid ?? '',
    ip: addressOf(pod),
    ...(ruler && isControlledBy(pod, ruler) ? { port: 10902, before: '' } : {}),
  }));
  return askServers(servers, {
    scheme: parent.spec.web?.tlsConfig ? 'https' : 'http',
    before: routePrefixOf(parent.spec),
    text: markOf(resharding),
  });
}
