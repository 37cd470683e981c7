// One address for each Node. Two Nodes may claim the same one for a while, when a machine was replaced: the one that is
// known to be alive has it.
import { isIP, isIPv6 } from 'node:net';
import { byText, type KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';

export interface NodeObject extends KubernetesObject {
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export interface Address {
  readonly ip: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly node: string;
  readonly uid: string | undefined;
}

const ORDER = { external: ['ExternalIP', 'InternalIP'], internal: ['InternalIP', 'ExternalIP'] } as const;

function addressOf(node: NodeObject, priority: 'internal' | 'external'): Address | undefined {
  for (const type of ORDER[priority]) {
    const found = node.status?.addresses?.find((address) => address.type === type && isIP(address.address) !== 0);
    if (found)
      return {
        ip: found.address,
        family: isIPv6(found.address) ? 'IPv6' : 'IPv4',
        node: node.metadata.name,
        uid: node.metadata.uid,
      };
  }
  return undefined;
}

/** Nobody has heard of the Node for some time. */
const isLost = (node: NodeObject): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'Unknown') ?? false;

/** The addresses by name of the Node; Nodes without one are left out. */
export function addressesOf(nodes: readonly NodeObject[], options: Options): Address[] {
  const priority = options.kubeletAddressPriority === 'external' ? 'external' : 'internal';
  const byIp = new Map<string, { readonly address: Address; readonly lost: boolean }>();
  for (const node of nodes) {
    const address = addressOf(node, priority);
    if (!address) continue;
    const lost = isLost(node);
    const holder = byIp.get(address.ip);
    if (!holder || (holder.lost && !lost)) byIp.set(address.ip, { address, lost });
  }
  return [...byIp.values()].map(({ address }) => address).sort((a, b) => byText(a.node, b.node));
}
