// A StatefulSet controller and a kubelet for Alertmanagers over the API in memory: what they do with partitions (kubernetes.io: StatefulSets, policy Parallel), with real
// processes in the place of containers.
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject, Secret } from '../../hooks/kube/meta.ts';
import { resourceInfo } from '../driver/kinds.ts';
import type { World } from '../driver/world.ts';
import { type Running, run } from './process.ts';

export interface Pod {
  readonly name: string;
  readonly ordinal: number;
  readonly uid: string;
  readonly ip: string;
  readonly revision: string;
  readonly running: Running;
  isReady: boolean;
  isTerminating: boolean;
  since: Date;
}

interface SetSpec {
  readonly replicas: number;
  readonly template: { readonly spec: { readonly containers: readonly { readonly name: string; readonly args: readonly string[] }[] } };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly updateStrategy: { readonly rollingUpdate?: { readonly partition?: number } };
}

export interface Kubelet {
  readonly pods: readonly Pod[];
  /** One round: pods are made, ended and replaced as the StatefulSet says, and the API is told. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

const SETS = resourceInfo('apps/v1', 'statefulsets');
const PODS = resourceInfo('v1', 'pods');
const NAMESPACE = 'monitoring';
const NAME = 'alertmanager-main';

/** Addresses are given out once: a new pod has another one. */
let addresses = 0;
const nextIp = (): string => `127.1.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;

export function kubelet(w: World, binary: string): Kubelet {
  let pods: Pod[] = [];
  let current: { revision: string; spec: SetSpec } | undefined;
  const folders = new Map<number, string>();
  const folderOf = (ordinal: number): string => {
    const folder = folders.get(ordinal) ?? mkdtempSync(join(tmpdir(), `mesh-${ordinal}-`));
    folders.set(ordinal, folder);
    return folder;
  };
  const revisionOf = ({ template }: SetSpec): string => createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);

  const config = async (): Promise<string | undefined> => {
    const secret = (await w.get('secrets', `${NAME}-generated`, NAMESPACE, 'v1')) as Secret | undefined;
    const packed = secret?.data?.['alertmanager.yaml.gz'];
    return packed ? gunzipSync(Buffer.from(packed, 'base64')).toString() : undefined;
  };

  const start = async (set: KubernetesObject, ordinal: number, revision: string, spec: SetSpec): Promise<void> => {
    const text = await config();
    if (text === undefined) return;
    const [name, ip] = [`${NAME}-${ordinal}`, nextIp()];
    const args = spec.template.spec.containers.find((container) => container.name === 'alertmanager')?.args ?? [];
    const peers = pods.filter(({ isTerminating }) => !isTerminating).map((pod) => pod.ip);
    const running = run(binary, args, { name, ip, folder: folderOf(ordinal), config: text, peers: [...peers, ip] });
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: NAME, uid: set.metadata.uid ?? '', controller: true };
    const labels = { ...spec.selector.matchLabels, 'controller-revision-hash': revision };
    const pod = await w.api.create(
      { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: NAMESPACE, labels, ownerReferences: [owner] }, spec: {} },
      'kube-controller-manager',
    );
    pods.push({
      name,
      ordinal,
      uid: pod.metadata.uid ?? '',
      ip,
      revision,
      running,
      isReady: false,
      isTerminating: false,
      since: new Date(),
    });
    pods.sort((a, b) => a.ordinal - b.ordinal);
  };

  const end = (pod: Pod, signal: NodeJS.Signals = 'SIGTERM'): void => {
    pod.isTerminating = true;
    void pod.running.stop(signal).then(async () => {
      pods = pods.filter((other) => other !== pod);
      await w.api.delete(PODS, { namespace: NAMESPACE, name: pod.name });
    });
  };

  const tellPod = async (pod: Pod): Promise<void> => {
    const isReady = !pod.isTerminating && (await pod.running.isReady());
    if (isReady !== pod.isReady) [pod.isReady, pod.since] = [isReady, new Date()];
    const live = await w.api.get(PODS, { namespace: NAMESPACE, name: pod.name });
    if (!live) return;
    const ready = { type: 'Ready', status: pod.isReady ? 'True' : 'False', lastTransitionTime: pod.since.toISOString() };
    await w.api.updateStatus({ ...live, status: { phase: 'Running', podIP: pod.ip, conditions: [ready] } }, 'kubelet');
  };

  const tellSet = async (set: KubernetesObject, spec: SetSpec, updateRevision: string): Promise<void> => {
    const isDone = pods.length === spec.replicas && pods.every(({ revision, isReady }) => revision === updateRevision && isReady);
    if (isDone || !current) current = { revision: updateRevision, spec };
    const status = {
      observedGeneration: set.metadata.generation,
      updateRevision,
      currentRevision: current.revision,
      replicas: pods.length,
    };
    await w.api.updateStatus({ ...set, status }, 'kube-controller-manager');
  };

  /** A pod below the partition is made with the old template. */
  const startMissing = async (set: KubernetesObject, spec: SetSpec, partition: number, updateRevision: string): Promise<void> => {
    for (let ordinal = 0; ordinal < spec.replicas; ordinal++) {
      if (pods.some((pod) => pod.ordinal === ordinal)) continue;
      const old = ordinal < partition ? current : undefined;
      await start(set, ordinal, old?.revision ?? updateRevision, old?.spec ?? spec);
    }
  };

  /** The highest pod that may be replaced, once all above it are ready. */
  const replaceOne = (partition: number, updateRevision: string): void => {
    for (const pod of [...pods].reverse()) {
      if (pod.ordinal < partition) return;
      const isStale = pod.revision !== updateRevision && !pod.isTerminating;
      if (isStale) end(pod);
      if (isStale || !pod.isReady) return;
    }
  };

  return {
    get pods() {
      return pods;
    },
    tick: async () => {
      for (const pod of pods) await tellPod(pod);
      const set = await w.api.get(SETS, { namespace: NAMESPACE, name: NAME });
      if (!set) return;
      const spec = set['spec'] as SetSpec;
      const updateRevision = revisionOf(spec);
      await tellSet(set, spec, updateRevision);
      const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
      await startMissing(set, spec, partition, updateRevision);
      const isOver = ({ ordinal, running: { child } }: Pod) =>
        ordinal >= spec.replicas || child.exitCode !== null || child.signalCode !== null;
      for (const pod of pods.filter(isOver)) if (!pod.isTerminating) end(pod);
      replaceOne(partition, updateRevision);
      await w.driver.resync();
    },
    stop: async () => {
      await Promise.all(pods.map(({ running }) => running.stop('SIGKILL')));
    },
  };
}
