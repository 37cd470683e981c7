// Several environments share a cluster: each has a label of its own. Its controllers see only parents with that label,
// so none touches another's objects.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { KubernetesObject } from '../../hooks/core/meta.ts';

/** The label's key, on namespaces, parents and controllers. */
export const LABEL = 'prometheus-metacontroller.dev/e2e';

/** Says which machine made a label's value. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 4);
let count = 0;

/**
 * A new value of the label: machine, process, number. Controllers have it in their names, which are limited to 43
 * characters.
 */
export const newScope = (): string => `${HOST}-${process.pid.toString(36)}-${(count++).toString(36)}`;

/** Whether the process that made a value has ended. Processes of other machines count as running. */
export function isAbandoned(scope: string): boolean {
  const [host, pid = ''] = scope.split('-');
  if (host !== HOST) return false;
  try {
    return !process.kill(Number.parseInt(pid, 36), 0);
  } catch {
    return true;
  }
}

type Selector = { readonly matchLabels?: Readonly<Record<string, string>> };
interface Resource {
  readonly resource: string;
  readonly labelSelector?: Selector;
}
export interface Controller extends KubernetesObject {
  readonly spec: {
    readonly parentResource?: Resource;
    readonly resources?: readonly Resource[];
    readonly endpointConfigs?: unknown;
  };
}

/** Pods have no label of a test. Environments annotate each other's pods, with the same digest. */
const OF_PODS = 'pods';

/** The kubelet's controller is for the Namespace kube-system, which has no label of a test: it stays as it is. */
const UNSCOPED = 'kubelet';

/** A controller with a name of its own that sees only parents of `scope`. */
export function scoped(controller: Controller, scope: string): Controller {
  const { metadata, spec } = controller;
  const narrow = (resource: Resource): Resource => ({
    ...resource,
    labelSelector: {
      ...resource.labelSelector,
      matchLabels: { ...resource.labelSelector?.matchLabels, [LABEL]: scope },
    },
  });
  const labels = { [LABEL]: scope };
  if (metadata.name === UNSCOPED) return { ...controller, metadata: { ...metadata, labels } };
  return {
    ...controller,
    metadata: { ...metadata, name: `${metadata.name}-${scope}`, labels },
    spec: {
      ...spec,
      ...(spec.parentResource ? { parentResource: narrow(spec.parentResource) } : {}),
      ...(spec.resources && metadata.name !== OF_PODS ? { resources: spec.resources.map(narrow) } : {}),
    },
  };
}

/** Kinds that controllers look for by the label. */
const isParent = ({ apiVersion, kind }: KubernetesObject): boolean =>
  apiVersion.startsWith('monitoring.coreos.com/') || kind === 'Namespace';

/** An object with the label, where a controller looks for it. */
export const labelled = (object: KubernetesObject, scope: string): KubernetesObject =>
  isParent(object)
    ? { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, [LABEL]: scope } } }
    : object;
