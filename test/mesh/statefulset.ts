// The StatefulSet controller over the API in memory: what it does with partitions (kubernetes.io: StatefulSets, rolling
// updates, policy Parallel).
import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { resourceInfo } from '../driver/kinds.ts';
import type { World } from '../driver/world.ts';
import { type Kubelet, NAME, NAMESPACE } from './kubelet.ts';

interface SetSpec {
  readonly replicas: number;
  readonly template: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec: { readonly containers: readonly { readonly name: string; readonly args: readonly string[] }[] };
  };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly updateStrategy: { readonly rollingUpdate?: { readonly partition?: number } };
}
interface Version {
  readonly revision: string;
  readonly spec: SetSpec;
}

const SETS = resourceInfo('apps/v1', 'statefulsets');

const revisionOf = ({ template }: SetSpec): string =>
  createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);

/**
 * One round of the controller a call: pods are made, ended and replaced as the StatefulSet says, and its status is
 * written.
 */
export function statefulSetController(w: World, node: Kubelet): () => Promise<void> {
  let current: Version | undefined;

  const tellSet = async (set: KubernetesObject, update: Version): Promise<void> => {
    const isDone =
      node.pods.length === update.spec.replicas &&
      node.pods.every((pod) => pod.revision === update.revision && pod.isReady);
    if (isDone || !current) current = update;
    const status = {
      observedGeneration: set.metadata.generation,
      updateRevision: update.revision,
      currentRevision: current.revision,
      replicas: node.pods.length,
      readyReplicas: node.pods.filter(({ isReady }) => isReady).length,
    };
    await w.api.updateStatus({ ...set, status }, 'kube-controller-manager');
  };

  /** A pod below the partition is made with the old template. */
  const createMissing = async (set: KubernetesObject, partition: number, update: Version): Promise<void> => {
    for (let ordinal = 0; ordinal < update.spec.replicas; ordinal++) {
      if (node.pods.some((pod) => pod.ordinal === ordinal)) continue;
      const { revision, spec } = (ordinal < partition ? current : undefined) ?? update;
      const { metadata, spec: pod } = spec.template;
      await node.create({
        ordinal,
        revision,
        labels: { ...metadata?.labels, ...spec.selector.matchLabels },
        args: pod.containers.find(({ name }) => name === 'alertmanager')?.args ?? [],
        owner: {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: NAME,
          uid: set.metadata.uid ?? '',
          controller: true,
        },
      });
    }
  };

  /** The highest pod that may be replaced, once all above it are ready. */
  const replaceOne = async (partition: number, { revision }: Version): Promise<void> => {
    for (const pod of [...node.pods].reverse()) {
      if (pod.ordinal < partition) return;
      const isStale = pod.revision !== revision && !pod.isTerminating;
      if (isStale) await node.end(pod);
      if (isStale || !pod.isReady) return;
    }
  };

  return async () => {
    const set = await w.api.get(SETS, { namespace: NAMESPACE, name: NAME });
    if (!set) return;
    const spec = set['spec'] as SetSpec;
    const update = { revision: revisionOf(spec), spec };
    await tellSet(set, update);
    const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
    await createMissing(set, partition, update);
    const condemned = node.pods.filter(({ ordinal, isTerminating }) => ordinal >= spec.replicas && !isTerminating);
    for (const pod of condemned) await node.end(pod);
    await replaceOne(partition, update);
  };
}
