// Pods that Deployments, StatefulSets and DaemonSets of files would make: without them, ports and labels of pods are
// known from a running cluster only.
import type { KubernetesObject } from '../core/meta.ts';
import { at, fieldsAt, labelsAt, numberAt } from './fields.ts';

/** Controllers of pods, with what Kubernetes appends to their names. */
const CONTROLLERS: Readonly<Record<string, string>> = { DaemonSet: '-xxxxx', Deployment: '-xxxxx', StatefulSet: '-0' };

/** The pod that a controller would make; none with 0 replicas, and none for other kinds. It has no status. */
export function templatePod(object: KubernetesObject): KubernetesObject | undefined {
  const ending = Object.hasOwn(CONTROLLERS, object.kind) ? CONTROLLERS[object.kind] : undefined;
  if (ending === undefined || numberAt(object, 'spec', 'replicas') === 0) return undefined;
  if (at(object, 'spec', 'template', 'spec') === undefined) return undefined;
  const { name, namespace = 'default' } = object.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}${ending}`,
      namespace,
      labels: labelsAt(object, 'spec', 'template', 'metadata', 'labels'),
      annotations: labelsAt(object, 'spec', 'template', 'metadata', 'annotations'),
    },
    spec: fieldsAt(object, 'spec', 'template', 'spec'),
  };
}
