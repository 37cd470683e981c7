// The labels that the Kubernetes discovery of Prometheus gives to a target, for each role (prometheus.io:
// kubernetes_sd_config; github.com/prometheus/prometheus: discovery/kubernetes).
import { ofSame } from '../core/identity.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { sanitizeLabelName } from '../scrape/job/relabel.ts';
import type { Cluster } from './cluster.ts';
import {
  type Address,
  addressOf,
  type Container,
  type ContainerPort,
  containerPorts,
  containersOf,
  type EndpointPort,
  type EndpointSet,
} from './endpoints.ts';
import { at, labelsAt, listAt, numberAt, textAt } from './fields.ts';

type Labels = Record<string, string>;
const PREFIX = '__meta_kubernetes_';

/** Labels and annotations of an object. */
function metadataLabels(object: KubernetesObject, what: string): Labels {
  const start = `${PREFIX}${what}_`;
  const out: Labels = { [`${start}name`]: object.metadata.name };
  const add = (kind: 'label' | 'annotation', texts: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(texts)) {
      const sanitized = sanitizeLabelName(name);
      out[`${start}${kind}_${sanitized}`] = value;
      out[`${start}${kind}present_${sanitized}`] = 'true';
    }
  };
  add('label', labelsAt(object, 'metadata', 'labels'));
  add('annotation', labelsAt(object, 'metadata', 'annotations'));
  return out;
}

const namespaceLabel = ({ metadata }: KubernetesObject): Labels => ({
  [`${PREFIX}namespace`]: metadata.namespace ?? '',
});

function readiness(pod: KubernetesObject): string {
  const ready = listAt(pod, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Ready');
  return ready ? (textAt(ready, 'status') ?? 'unknown').toLowerCase() : 'unknown';
}

const podLabels = ofSame(findPodLabels);

function findPodLabels(pod: KubernetesObject): Labels {
  const controller = pod.metadata.ownerReferences?.find((one) => one.controller);
  return {
    ...metadataLabels(pod, 'pod'),
    [`${PREFIX}pod_ip`]: addressOf(pod),
    [`${PREFIX}pod_ready`]: readiness(pod),
    [`${PREFIX}pod_phase`]: textAt(pod, 'status', 'phase') ?? '',
    [`${PREFIX}pod_node_name`]: textAt(pod, 'spec', 'nodeName') ?? '',
    [`${PREFIX}pod_host_ip`]: textAt(pod, 'status', 'hostIP') ?? '',
    [`${PREFIX}pod_uid`]: pod.metadata.uid ?? '',
    ...(controller
      ? { [`${PREFIX}pod_controller_kind`]: controller.kind, [`${PREFIX}pod_controller_name`]: controller.name }
      : {}),
  };
}

const containerLabels = ({ name, image, isInit }: Container): Labels => ({
  [`${PREFIX}pod_container_name`]: name,
  [`${PREFIX}pod_container_image`]: image,
  [`${PREFIX}pod_container_init`]: String(isInit),
});

const portLabels = ({ container, image, isInit, name, port, protocol }: ContainerPort): Labels => ({
  ...containerLabels({ name: container, image, isInit, ports: [] }),
  [`${PREFIX}pod_container_port_name`]: name,
  [`${PREFIX}pod_container_port_number`]: String(port),
  [`${PREFIX}pod_container_port_protocol`]: protocol,
});

/** `host:port`; an IPv6 address in brackets. */
const joined = (host: string, port: number | undefined): string =>
  port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;

function nodeLabels(name: string | undefined, of: Cluster): Labels {
  const node = name ? of.get('Node', undefined, name) : undefined;
  return node ? metadataLabels(node, 'node') : {};
}

const asText = (value: unknown): string => (value === undefined ? '' : String(value));

function addressLabels(role: string, address: Address, port: EndpointPort): Labels {
  if (role === 'endpoints')
    return {
      [`${PREFIX}endpoint_port_name`]: port.name,
      [`${PREFIX}endpoint_port_protocol`]: port.protocol,
      [`${PREFIX}endpoint_ready`]: String(address.ready),
      [`${PREFIX}endpoint_address_target_kind`]: address.targetKind ?? '',
      [`${PREFIX}endpoint_address_target_name`]: address.targetName ?? '',
      [`${PREFIX}endpoint_node_name`]: address.nodeName ?? '',
      [`${PREFIX}endpoint_hostname`]: address.hostname ?? '',
    };
  const slice = `${PREFIX}endpointslice_`;
  return {
    [`${slice}port_name`]: port.name,
    [`${slice}port_protocol`]: port.protocol,
    [`${slice}port`]: asText(port.port),
    [`${slice}endpoint_conditions_ready`]: asText(address.conditions['ready']),
    [`${slice}endpoint_conditions_serving`]: asText(address.conditions['serving']),
    [`${slice}endpoint_conditions_terminating`]: asText(address.conditions['terminating']),
    [`${slice}address_target_kind`]: address.targetKind ?? '',
    [`${slice}address_target_name`]: address.targetName ?? '',
    [`${slice}endpoint_node_name`]: address.nodeName ?? '',
    [`${slice}endpoint_hostname`]: address.hostname ?? '',
    [`${slice}endpoint_zone`]: address.zone ?? '',
  };
}

/** The targets of a pod at ports that no Service has. */
const otherPorts = (pod: KubernetesObject, seen: ReadonlySet<number>, shared: Labels): Labels[] =>
  containerPorts(pod)
    .filter(({ port }) => !seen.has(port))
    .map((port) => ({
      ...shared,
      __address__: joined(addressOf(pod), port.port),
      ...portLabels(port),
      ...podLabels(pod),
    }));

function setTargets(service: KubernetesObject, role: string, set: EndpointSet, of: Cluster): Labels[] {
  const shared: Labels = {
    ...metadataLabels(set.source, role === 'endpoints' ? 'endpoints' : 'endpointslice'),
    ...namespaceLabel(service),
    ...metadataLabels(service, 'service'),
  };
  const numbers = new Set(set.ports.flatMap(({ port }) => (port === undefined ? [] : [port])));
  return set.addresses.flatMap((address) => {
    const pod =
      address.targetKind === 'Pod' ? of.get('Pod', service.metadata.namespace, address.targetName ?? '') : undefined;
    const targets = set.ports.map((port): Labels => {
      const own = pod && containerPorts(pod).find((one) => one.port === port.port);
      return {
        ...shared,
        __address__: joined(address.ip, port.port),
        ...addressLabels(role, address, port),
        ...(pod ? podLabels(pod) : {}),
        ...(own ? portLabels(own) : {}),
        ...nodeLabels(address.nodeName, of),
      };
    });
    return pod && set.ports.length > 0 ? [...targets, ...otherPorts(pod, numbers, shared)] : targets;
  });
}

/** The targets of a Service, for the roles `endpoints` and `endpointslice`. */
export const endpointTargets = (
  service: KubernetesObject,
  role: string,
  sets: readonly EndpointSet[],
  of: Cluster,
): Labels[] => sets.flatMap((set) => setTargets(service, role, set, of));

/** The targets of a pod, for the role `pod`. A container without ports is one target without a port. */
export function podTargets(pod: KubernetesObject, of: Cluster): Labels[] {
  const ip = addressOf(pod);
  if (!ip) return [];
  const shared: Labels = {
    ...podLabels(pod),
    ...namespaceLabel(pod),
    ...nodeLabels(textAt(pod, 'spec', 'nodeName'), of),
  };
  return containersOf(pod).flatMap((container): Labels[] =>
    container.ports.length === 0
      ? [{ ...shared, __address__: ip, ...containerLabels(container) }]
      : container.ports.map((port) => ({ ...shared, __address__: joined(ip, port.port), ...portLabels(port) })),
  );
}

/** The targets of a Service itself, for the role `service`. */
export const serviceTargets = (service: KubernetesObject): Labels[] =>
  listAt(service, 'spec', 'ports').map((port) => ({
    ...metadataLabels(service, 'service'),
    ...namespaceLabel(service),
    __address__: joined(`${service.metadata.name}.${service.metadata.namespace}.svc`, numberAt(port, 'port')),
    [`${PREFIX}service_port_name`]: textAt(port, 'name') ?? '',
    [`${PREFIX}service_port_number`]: textAt(port, 'port') ?? '',
    [`${PREFIX}service_port_protocol`]: textAt(port, 'protocol') ?? 'TCP',
    [`${PREFIX}service_type`]: textAt(service, 'spec', 'type') ?? 'ClusterIP',
    [`${PREFIX}service_cluster_ip`]: textAt(service, 'spec', 'clusterIP') ?? '',
  }));

/** Whether a host of `tls` covers the host of a rule. */
const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2));

/** The targets of an Ingress: one for each path. */
export function ingressTargets(ingress: KubernetesObject): Labels[] {
  const hosts = listAt(ingress, 'spec', 'tls').flatMap((one) => (at(one, 'hosts') ?? []) as readonly string[]);
  return listAt(ingress, 'spec', 'rules').flatMap((rule) => {
    const host = textAt(rule, 'host') ?? '';
    const paths = listAt(rule, 'http', 'paths').map((one) => textAt(one, 'path') || '/');
    return (paths.length > 0 ? paths : ['/']).map((path) => ({
      ...metadataLabels(ingress, 'ingress'),
      ...namespaceLabel(ingress),
      __address__: host,
      [`${PREFIX}ingress_class_name`]: textAt(ingress, 'spec', 'ingressClassName') ?? '',
      [`${PREFIX}ingress_scheme`]: hosts.some((pattern) => covers(String(pattern), host)) ? 'https' : 'http',
      [`${PREFIX}ingress_host`]: host,
      [`${PREFIX}ingress_path`]: path,
    }));
  });
}

/** The port of the kubelet, which the role `node` uses where the node names none. */
const KUBELET = 10250;

/** The target of a node. */
export function nodeTargets(node: KubernetesObject): Labels[] {
  const addresses = listAt(node, 'status', 'addresses');
  const address = addresses.find((one) => textAt(one, 'type') === 'InternalIP') ?? addresses[0];
  const port = numberAt(node, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port') ?? KUBELET;
  return [
    {
      ...metadataLabels(node, 'node'),
      __address__: joined(textAt(address, 'address') ?? '192.0.2.1', port),
      instance: node.metadata.name,
      ...Object.fromEntries(
        addresses.map((one) => [`${PREFIX}node_address_${textAt(one, 'type') ?? ''}`, textAt(one, 'address') ?? '']),
      ),
    },
  ];
}
