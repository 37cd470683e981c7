// Scaling down restarts no pod. Removed peers stay in `--cluster.peer` until the next rollout. Alertmanager tries such
// a name at its start and every 15 seconds (github.com/prometheus/alertmanager, cluster/cluster.go: resolvePeers,
// reconnect).
import type { KubernetesObject } from '../../../core/meta.ts';

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
}
interface SetSpec {
  readonly template: { readonly spec?: { readonly containers?: readonly Container[] } };
}

const PEER = '--cluster.peer=';
const containerArgs = (set: KubernetesObject): readonly string[] =>
  (set['spec'] as SetSpec).template.spec?.containers?.find(({ name }) => name === 'alertmanager')?.args ?? [];
const peerArgs = (set: KubernetesObject): readonly string[] => containerArgs(set).filter((arg) => arg.startsWith(PEER));

function listing(set: KubernetesObject, peers: readonly string[]): KubernetesObject {
  const spec = set['spec'] as SetSpec;
  const containers = spec.template.spec?.containers?.map((container) => {
    if (container.name !== 'alertmanager' || !container.args) return container;
    const at = container.args.findIndex((arg) => arg.startsWith(PEER));
    const others = container.args.filter((arg) => !arg.startsWith(PEER));
    return { ...container, args: [...others.slice(0, at), ...peers, ...others.slice(at)] };
  });
  return { ...set, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } } };
}

/**
 * The wanted StatefulSet with the peers of the observed one, where these include all wanted peers and more; else
 * `undefined`.
 */
export function withFormerPeers(
  wanted: KubernetesObject,
  observed: KubernetesObject | undefined,
): KubernetesObject | undefined {
  const [now, before] = [peerArgs(wanted), observed ? peerArgs(observed) : []];
  if (now.length < 2 || before.length <= now.length) return undefined;
  return now.every((peer) => before.includes(peer)) ? listing(wanted, before) : undefined;
}
