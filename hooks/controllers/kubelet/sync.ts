// The kubelet Service, for ServiceMonitors: kubelets are no pods, so the hooks write the addresses of all Nodes. A
// decorator on the Namespace of that Service, with the Nodes as related objects.

import type { CustomizeRequest, CustomizeResponse, DecoratorRequest, DecoratorResponse } from '../../core/hook.ts';
import { objectsOf } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { parseLabelSelector } from '../../core/selectortext.ts';
import { optionAnnotations } from '../../workload/meta.ts';
import { type Address, addressesOf, type NodeObject, withoutAddress } from './addresses.ts';
import { kubeletLabels, kubeletPorts } from './ports.ts';
import { slices } from './slices.ts';

interface Target {
  readonly namespace: string;
  readonly name: string;
}

/** The Service of `--kubelet-service`, if this is its Namespace. */
function targetOf(namespace: string, options: Options): Target | undefined {
  const [ns = '', name = ''] = options.kubeletService.split('/');
  return name && ns === namespace ? { namespace: ns, name } : undefined;
}

function service({ namespace, name }: Target, options: Options): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: kubeletLabels(options), ...optionAnnotations(options) },
    spec: { clusterIP: 'None', ports: kubeletPorts(options).map((port) => ({ ...port, targetPort: port.port })) },
  };
}

/**
 * The Endpoints with all Nodes. If the hooks also write slices, a label disables the mirroring of Endpoints to slices.
 */
function endpoints({ namespace, name }: Target, addresses: readonly Address[], options: Options): KubernetesObject {
  const mirror: Record<string, string> = options.kubeletEndpointSlice
    ? { 'endpointslice.kubernetes.io/skip-mirror': 'true' }
    : {};
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace, labels: { ...kubeletLabels(options), ...mirror }, ...optionAnnotations(options) },
    ...(addresses.length > 0
      ? {
          subsets: [
            {
              addresses: addresses.map(({ ip, node, uid }) => ({
                ip,
                nodeName: node,
                targetRef: { kind: 'Node', name: node, ...(uid ? { uid } : {}) },
              })),
              ports: kubeletPorts(options),
            },
          ],
        }
      : {}),
  };
}

/** The customize hook: the Nodes, for the Namespace of the Service only. */
export function customizeKubelet(request: CustomizeRequest, options: Options): CustomizeResponse {
  if (!targetOf(request.parent.metadata.name, options)) return { relatedResources: [] };
  const selector = options.kubeletSelector ? { labelSelector: parseLabelSelector(options.kubeletSelector) } : {};
  return { relatedResources: [{ apiVersion: 'v1', resource: 'nodes', ...selector }] };
}

/** The sync hook: Service, Endpoints and EndpointSlices according to the options. */
export function syncKubelet(
  request: DecoratorRequest,
  _facts: unknown,
  _now: Date,
  options: Options,
): DecoratorResponse {
  const target = targetOf(request.object.metadata.name, options);
  if (!target) return { status: null, attachments: [] };
  const nodes = objectsOf<NodeObject>(request.related, 'Node.v1');
  const addresses = addressesOf(nodes, options);
  return {
    status: null,
    attachments: [
      service(target, options),
      ...(options.kubeletEndpoints ? [endpoints(target, addresses, options)] : []),
      ...(options.kubeletEndpointSlice ? slices(target, addresses, request.attachments, options) : []),
    ],
    figures: { nodesWithoutAddress: withoutAddress(nodes, options) },
  };
}
