// Fewer replicas restart nobody: the peers that are gone stay listed until pods are replaced for another reason. A name
// that leads nowhere is tried at the start and every
// 15 seconds, and costs nothing else (github.com/prometheus/alertmanager, cluster/cluster.go: resolvePeers, reconnect).
import type { KubernetesObject } from '../../../core/meta.ts';

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
}
interface SetSpec {
  readonly template: { readonly spec?: { readonly containers?: readonly Container[] } };
}

const PEER = '--cluster.peer=';
const argsOf = (set: KubernetesObject): readonly string[] =>
  (set['spec'] as SetSpec).template.spec?.containers?.find(({ name }) => name === 'alertmanager')?.args ?? [];
const peersOf = (set: KubernetesObject): readonly string[] => argsOf(set).filter((arg) => arg.startsWith(PEER));

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
 * The wanted StatefulSet with the observed one's list of peers, where that has all the wanted ones and more; else
 * nothing.
 */
export function withFormerPeers(
  wanted: KubernetesObject,
  observed: KubernetesObject | undefined,
): KubernetesObject | undefined {
  const [now, before] = [peersOf(wanted), observed ? peersOf(observed) : []];
  if (now.length < 2 || before.length <= now.length) return undefined;
  return now.every((peer) => before.includes(peer)) ? listing(wanted, before) : undefined;
}
