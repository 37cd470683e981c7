// The addresses behind a Service: from its Endpoints or EndpointSlices, otherwise from the pods that its selector
// matches, as the controllers of Kubernetes fill them in.
import { ofSame } from '../core/identity.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Cluster } from './cluster.ts';
import { at, type Fields, fieldsAt, labelsAt, listAt, numberAt, textAt, textsAt } from './fields.ts';
import { mayServe, podState } from './podstate.ts';

/** One address. */
export interface Address {
  readonly ip: string;
  readonly ready: boolean;
  readonly conditions: Fields;
  readonly targetKind?: string | undefined;
  readonly targetName?: string | undefined;
  readonly nodeName?: string | undefined;
  readonly hostname?: string | undefined;
  readonly zone?: string | undefined;
}

export interface EndpointPort {
  readonly name: string;
  readonly port: number | undefined;
  readonly protocol: string;
}

/** Addresses with the same ports. */
export interface EndpointSet {
  /** The Endpoints or EndpointSlice; the Service where the addresses were found from pods. */
  readonly source: KubernetesObject;
  readonly addresses: readonly Address[];
  readonly ports: readonly EndpointPort[];
}

export interface Endpoints {
  readonly sets: readonly EndpointSet[];
  /** `derived`: from pods. `unknown`: neither addresses nor pods are given. */
  readonly from: 'Endpoints' | 'EndpointSlice' | 'derived' | 'unknown';
}

const portsOf = (list: readonly Fields[]): EndpointPort[] =>
  list.map((one) => ({
    name: textAt(one, 'name') ?? '',
    port: numberAt(one, 'port'),
    protocol: textAt(one, 'protocol') ?? 'TCP',
  }));

function fromEndpoints(source: KubernetesObject): EndpointSet[] {
  const address =
    (ready: boolean) =>
    (one: Fields): Address => ({
      ip: textAt(one, 'ip') ?? '',
      ready,
      conditions: { ready },
      targetKind: textAt(one, 'targetRef', 'kind'),
      targetName: textAt(one, 'targetRef', 'name'),
      nodeName: textAt(one, 'nodeName'),
      hostname: textAt(one, 'hostname'),
    });
  return listAt(source, 'subsets').map((subset) => ({
    source,
    ports: portsOf(listAt(subset, 'ports')),
    addresses: [
      ...listAt(subset, 'addresses').map(address(true)),
      ...listAt(subset, 'notReadyAddresses').map(address(false)),
    ],
  }));
}

function fromSlice(source: KubernetesObject): EndpointSet {
  const addresses = listAt(source, 'endpoints').flatMap((one) => {
    const conditions = fieldsAt(one, 'conditions');
    return textsAt(one, 'addresses').map((ip) => ({
      ip,
      // Absent counts as ready (kubernetes.io: EndpointSlice conditions).
      ready: conditions['ready'] !== false,
      conditions,
      targetKind: textAt(one, 'targetRef', 'kind'),
      targetName: textAt(one, 'targetRef', 'name'),
      nodeName: textAt(one, 'nodeName'),
      hostname: textAt(one, 'hostname'),
      zone: textAt(one, 'zone'),
    }));
  });
  return { source, addresses, ports: portsOf(listAt(source, 'ports')) };
}

const SERVICE = 'kubernetes.io/service-name';

const slicesOf = (service: KubernetesObject, of: Cluster): readonly KubernetesObject[] =>
  of.labelled('EndpointSlice', { matchLabels: { [SERVICE]: service.metadata.name } }, service.metadata.namespace);

/** The selector of a Service; `undefined` without one. */
export function serviceSelector(service: KubernetesObject): Readonly<Record<string, string>> | undefined {
  const selector = labelsAt(service, 'spec', 'selector');
  return Object.keys(selector).length > 0 ? selector : undefined;
}

const podsOf = ofSame((of: Cluster) =>
  ofSame((service: KubernetesObject): readonly KubernetesObject[] => {
    const selector = serviceSelector(service);
    return selector ? of.labelled('Pod', { matchLabels: selector }, service.metadata.namespace) : [];
  }),
);

/** The pods that the selector of a Service matches. */
export const servicePods = (service: KubernetesObject, of: Cluster): readonly KubernetesObject[] => podsOf(of)(service);

export interface ContainerPort {
  readonly container: string;
  readonly image: string;
  readonly isInit: boolean;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** A container of a pod with its ports. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean;
  readonly ports: readonly ContainerPort[];
}

/** The containers of a pod, init containers last, as the discovery lists them. */
export const containersOf = ofSame(findContainers);

function findContainers(pod: KubernetesObject): readonly Container[] {
  const containers = (field: string, isInit: boolean) =>
    listAt(pod, 'spec', field).map((one): Container => {
      const [name, image] = [textAt(one, 'name') ?? '', textAt(one, 'image') ?? ''];
      const ports = listAt(one, 'ports').map((port) => ({
        container: name,
        image,
        isInit,
        name: textAt(port, 'name') ?? '',
        port: numberAt(port, 'containerPort') ?? 0,
        protocol: textAt(port, 'protocol') ?? 'TCP',
      }));
      return { name, image, isInit, ports };
    });
  return [...containers('containers', false), ...containers('initContainers', true)];
}

/** All ports that containers of a pod declare. */
export const containerPorts = ofSame((pod: KubernetesObject) => containersOf(pod).flatMap(({ ports }) => ports));

/** The number of a target port on a pod; `undefined` where no container has the name. */
export function portOn(pod: KubernetesObject, servicePort: Fields): number | undefined {
  const target = at(servicePort, 'targetPort');
  if (typeof target === 'number' && target > 0) return target;
  if (typeof target === 'string' && !/^\d+$/.test(target))
    return containerPorts(pod).find(({ name, isInit }) => name === target && !isInit)?.port;
  return typeof target === 'string' ? Number(target) : numberAt(servicePort, 'port');
}

/** The address of a pod. One without a status, as in a file, gets a stand-in. */
export const addressOf = (pod: KubernetesObject): string =>
  textAt(pod, 'status', 'podIP') ?? (podState(pod).state === 'pending' ? '' : '192.0.2.1');

function derived(service: KubernetesObject, pods: readonly KubernetesObject[]): EndpointSet[] {
  return pods.flatMap((pod) => {
    const state = podState(pod);
    const ip = addressOf(pod);
    if (state.state === 'ended' || !ip) return [];
    const ports = listAt(service, 'spec', 'ports').flatMap((one): EndpointPort[] => {
      const port = portOn(pod, one);
      const name = textAt(one, 'name') ?? '';
      return port === undefined ? [] : [{ name, port, protocol: textAt(one, 'protocol') ?? 'TCP' }];
    });
    const ready = mayServe(state) || at(service, 'spec', 'publishNotReadyAddresses') === true;
    const address: Address = {
      ip,
      ready,
      conditions: { ready, serving: ready, terminating: false },
      targetKind: 'Pod',
      targetName: pod.metadata.name,
      nodeName: textAt(pod, 'spec', 'nodeName'),
    };
    return [{ source: service, addresses: [address], ports }];
  });
}

const sources: Readonly<Record<string, readonly ('Endpoints' | 'EndpointSlice')[]>> = {
  endpoints: ['Endpoints', 'EndpointSlice'],
  endpointslice: ['EndpointSlice', 'Endpoints'],
};

/** The addresses behind a Service, as a discovery of this role reads them. */
export function endpointsOf(service: KubernetesObject, role: string, of: Cluster): Endpoints {
  const { namespace, name } = service.metadata;
  for (const from of sources[role] ?? sources['endpoints'] ?? []) {
    const found = from === 'Endpoints' ? of.get('Endpoints', namespace, name) : undefined;
    const slices = from === 'EndpointSlice' ? slicesOf(service, of) : [];
    if (found) return { sets: fromEndpoints(found), from };
    if (slices.length > 0) return { sets: slices.map(fromSlice), from };
  }
  const pods = servicePods(service, of);
  if (pods.length > 0 || (of.knows('Pod', namespace) && serviceSelector(service)))
    return { sets: derived(service, pods), from: 'derived' };
  // Every Service has them where any has; one with a selector may have pods that are not given.
  const kinds = ['Endpoints', 'EndpointSlice'] as const;
  const isKnown = kinds.some((kind) => of.knows(kind, namespace));
  return { sets: [], from: isKnown ? 'EndpointSlice' : 'unknown' };
}
