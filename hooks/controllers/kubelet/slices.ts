// EndpointSlices of the kubelet Service: one address family each, and a limited number of Nodes. A Node stays in
// its slice, so that a new or removed Node changes one slice only.
import type { KindMap } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isRecord } from '../../core/yaml.ts';
import type { Address } from './addresses.ts';
import { kubeletLabels, kubeletPorts } from './ports.ts';

/** Limit of Nodes per slice: half of what the API accepts, so that updates are small. */
const CAPACITY = 512;

/** The Nodes of an observed slice. */
function nodesOf(slice: KubernetesObject | undefined): string[] {
  const list = slice?.['endpoints'];
  return Array.isArray(list)
    ? list.flatMap((item) => (isRecord(item) && typeof item['nodeName'] === 'string' ? [item['nodeName']] : []))
    : [];
}

/** Addresses by slice: first in their observed slice, then in the first slice with capacity. */
function assign(addresses: readonly Address[], observed: readonly (readonly string[])[]): Address[][] {
  const left = new Map(addresses.map((address) => [address.node, address]));
  const out: Address[][] = observed.map((nodes) => {
    const mine: Address[] = [];
    for (const node of nodes) {
      const address = left.get(node);
      if (address && mine.length < CAPACITY && left.delete(node)) mine.push(address);
    }
    return mine;
  });
  for (const address of left.values()) {
    const open = out.find((slice) => slice.length < CAPACITY);
    if (open) open.push(address);
    else out.push([address]);
  }
  return out;
}

const endpoint = ({ ip, node, uid }: Address) => ({
  addresses: [ip],
  conditions: { ready: true },
  nodeName: node,
  targetRef: { kind: 'Node', name: node, ...(uid ? { uid } : {}) },
});

/** The slices of both families, without empty ones. */
export function slices(
  { namespace, name: service }: { readonly namespace: string; readonly name: string },
  addresses: readonly Address[],
  attachments: KindMap,
  options: Options,
): KubernetesObject[] {
  const existing = attachments['EndpointSlice.discovery.k8s.io/v1'] ?? {};
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const name = (i: number) => `${service}-${family.toLowerCase()}-${i}`;
    const count = Object.values(existing).filter((slice) =>
      slice.metadata.name.startsWith(`${service}-${family.toLowerCase()}-`),
    ).length;
    const observed = Array.from({ length: count }, (_, i) => nodesOf(existing[`${namespace}/${name(i)}`]));
    const assigned = assign(
      addresses.filter((address) => address.family === family),
      observed,
    );
    return assigned.flatMap((mine, i) => {
      if (mine.length === 0) return [];
      return [
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            name: name(i),
            namespace,
            labels: {
              ...kubeletLabels(options),
              'kubernetes.io/service-name': service,
              'endpointslice.kubernetes.io/managed-by': 'prometheus-operator',
            },
          },
          addressType: family,
          endpoints: mine.map(endpoint),
          ports: kubeletPorts(options),
        },
      ];
    });
  });
}
