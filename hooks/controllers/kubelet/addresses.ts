// The address of each Node. After a machine was replaced, two Nodes can have the same address for a while. The live
// Node gets it.
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

/** Whether the kubelet of the Node has stopped reporting. */
const isLost = (node: NodeObject): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'Unknown') ?? false;

const priorityOf = ({ kubeletAddressPriority }: Options) =>
  kubeletAddressPriority === 'external' ? 'external' : 'internal';

/** The number of Nodes without an address. */
export const withoutAddress = (nodes: readonly NodeObject[], options: Options): number =>
  nodes.filter((node) => !addressOf(node, priorityOf(options))).length;

/** The addresses of Nodes, sorted by name. Nodes without an address are omitted. */
export function addressesOf(nodes: readonly NodeObject[], options: Options): Address[] {
  const priority = priorityOf(options);
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
