// The decorator hooks of pods: an annotation that changes with the Secrets and ConfigMaps that the pod mounts. A kubelet
// refreshes the volumes of a pod once a minute, and at once when the pod changes (kubernetes.io: mounted ConfigMaps are
// updated automatically). So a changed configuration is mounted within a second.
import { sha256 } from '../../core/digest.ts';
import type { CustomizeRequest, CustomizeResponse, DecoratorRequest, DecoratorResponse } from '../../core/hook.ts';
import { type Lister, type Listers, listers } from '../../core/inputs.ts';
import { jsonOf } from '../../core/json.ts';
import { isControlledBy, type KubernetesObject } from '../../core/meta.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { MOUNTED } from '../../core/revision.ts';
import { row } from '../../core/row.ts';
import { isRecord } from '../../core/yaml.ts';
import { mountsOf } from './mounts.ts';

/** Milliseconds between two writes to a pod: at most eleven in a minute. */
const INTERVAL = 5500;
/** Metacontroller puts this label on the children of a parent. */
const CHILD_LABEL = 'controller-uid';

/** Kinds of workloads whose pods mount configuration: resource, and lister of the related objects. */
const WORKLOADS = {
  DaemonSet: { resource: 'daemonsets', lister: 'daemonSets' },
  StatefulSet: { resource: 'statefulsets', lister: 'statefulSets' },
} as const;

/** The name of the workload that a pod belongs to, and how it is found. */
function workloadOf({ metadata }: KubernetesObject) {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const found = row<(typeof WORKLOADS)[keyof typeof WORKLOADS]>(WORKLOADS, owner?.kind);
  return owner && found && { ...found, name: owner.name };
}

/** The customize hook: what the pod mounts, and its StatefulSet or DaemonSet. */
export function customizePods({ parent: pod }: CustomizeRequest, options: Options): CustomizeResponse {
  const namespace = pod.metadata.namespace ?? '';
  const workload = workloadOf(pod);
  if (!workload || !options.propagation) return { relatedResources: [] };
  const { secrets, configMaps } = mountsOf(pod);
  return {
    relatedResources: [
      ...namedRule('v1', 'secrets', namespace, secrets),
      ...namedRule('v1', 'configmaps', namespace, configMaps),
      ...namedRule('apps/v1', workload.resource, namespace, [workload.name]),
    ],
  };
}

/** Whether the workload of the pod is a child of these hooks. */
function isOurs(pod: KubernetesObject, related: Listers): boolean {
  const workload = workloadOf(pod);
  const found = workload && related[workload.lister].get(pod.metadata.namespace, workload.name);
  return found !== undefined && isControlledBy(pod, found) && found.metadata.labels?.[CHILD_LABEL] !== undefined;
}

/** Whether a kubelet keeps the volumes of the pod. */
function isRunning({ metadata, spec, status }: KubernetesObject): boolean {
  const phase = isRecord(status) ? status['phase'] : undefined;
  const isScheduled = isRecord(spec) && typeof spec['nodeName'] === 'string';
  return isScheduled && metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed';
}

/** A digest of the versions of all mounted objects. One of their content would help to guess short secrets. */
function digest(pod: KubernetesObject, related: Listers): string {
  const { secrets, configMaps } = mountsOf(pod);
  const versions = (lister: Lister, names: readonly string[]) =>
    names.map((name) => {
      const { uid, resourceVersion } = lister.get(pod.metadata.namespace, name)?.metadata ?? {};
      return [name, uid, resourceVersion];
    });
  return sha256(jsonOf([versions(related.secrets, secrets), versions(related.configMaps, configMaps)])).slice(0, 16);
}

/** Digest and time of the annotation; time 0 without one. */
function written(pod: KubernetesObject): { readonly digest: string; readonly at: number } {
  const [digest = '', time = ''] = (pod.metadata.annotations?.[MOUNTED] ?? '').split(' ');
  return { digest, at: Date.parse(time) || 0 };
}

const NOTHING: DecoratorResponse = { status: null, attachments: [] };

/**
 * The sync hook: the annotation, at most every five seconds. A change that comes earlier is written after that. Pods of
 * others, and pods that do not run, stay as they are.
 */
export function syncPods(request: DecoratorRequest, _facts: unknown, now: Date, options: Options): DecoratorResponse {
  const [pod, related] = [request.object, listers(request.related)];
  if (!options.propagation || !isOurs(pod, related) || !isRunning(pod)) return NOTHING;
  const [before, current] = [written(pod), digest(pod, related)];
  if (before.digest === current) return NOTHING;
  const left = before.at + INTERVAL - now.getTime();
  if (left > 0 && left <= INTERVAL) return { ...NOTHING, resyncAfterSeconds: Math.ceil(left / 1000) };
  return { ...NOTHING, annotations: { [MOUNTED]: `${current} ${now.toISOString()}` } };
}
