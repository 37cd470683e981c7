// A kubelet for Alertmanagers over the API in memory, with real processes in the place of containers: a container that
// exits is started again in its pod, a pod that is replaced has another address. There are no liveness probes.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject, OwnerReference, Secret } from '../../hooks/core/meta.ts';
import { ApiError } from '../driver/api.ts';
import { resourceInfo } from '../driver/kinds.ts';
import type { World } from '../driver/world.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Names, names, noNames } from './names.ts';
import { type Running, run } from './process.ts';

export interface Pod {
  readonly name: string;
  readonly ordinal: number;
  readonly uid: string;
  readonly ip: string;
  readonly revision: string;
  readonly labels: Readonly<Record<string, string>>;
  running: Running;
  readonly start: () => Running;
  isReady: boolean;
  isTerminating: boolean;
  since: Date;
}

export interface NewPod {
  readonly ordinal: number;
  readonly revision: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly owner: OwnerReference;
}

export interface KubeletOptions {
  readonly binary: string;
  /** Whether a pod that is replaced finds what the last one has stored, as with a volume of its own. */
  readonly keepsVolumes: boolean;
  /** A pod is being ended; what is returned is called once its process is gone. */
  readonly ended: (peer: string, isKilled: boolean) => () => void;
}

export interface Kubelet {
  readonly pods: readonly Pod[];
  /** Makes a pod and starts it, once its configuration is there. */
  create(pod: NewPod): Promise<void>;
  end(pod: Pod, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** One round: restarts ended containers, and reports to the API. */
  report(): Promise<void>;
  /** Milliseconds from the start of a process until it was known as ready, at worst. */
  slowestStart(): number;
  /** Names of pods are found, or nowhere. */
  setNames(areKnown: boolean): void;
  /**
   * Reports another address of each pod to the API, one without a listener, and that it has been ready for long; or
     how
   * things are.
   */
  setHidden(areHidden: boolean): void;
  stop(): Promise<void>;
}

export const PODS = resourceInfo('v1', 'pods');
export const NAMESPACE = 'monitoring';
export const NAME = 'alertmanager-main';
/** A pod that is ended stays in the API until its process is gone. */
const FINALIZER = 'test/kubelet';
const BACK_OFF = 1000;
const LONG = 5 * 60_000;

/** Writes an object, whatever others have written since. */
function ofAnyVersion(object: KubernetesObject): KubernetesObject {
  const { resourceVersion: _any, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Addresses are given out once: a new pod has another one, and so have meshes of other test processes. */
let addresses = 0;
const nextIp = (): string => `127.${(process.pid % 250) + 2}.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;

export function kubelet(w: World, { binary, keepsVolumes, ended }: KubeletOptions): Kubelet {
  let pods: Pod[] = [];
  let [areKnown, areHidden] = [true, false];
  const given: Names | undefined = noNames ? undefined : names();
  const base = temporaryFolder('mesh-');
  const folders = new Map<number, string>();
  const folderOf = (ordinal: number): string => {
    const folder = (keepsVolumes && folders.get(ordinal)) || mkdtempSync(join(base, `${ordinal}-`));
    folders.set(ordinal, folder);
    return folder;
  };
  const config = async (): Promise<string | undefined> => {
    const secret = (await w.get('secrets', `${NAME}-generated`, NAMESPACE, 'v1')) as Secret | undefined;
    const packed = secret?.data?.['alertmanager.yaml.gz'];
    return packed ? gunzipSync(Buffer.from(packed, 'base64')).toString() : undefined;
  };
  const resolve = (more: readonly { readonly name: string; readonly ip: string }[] = []): void =>
    given?.set(
      areKnown ? new Map([...pods, ...more].map(({ name, ip }) => [`${name}.alertmanager-operated`, ip])) : new Map(),
    );

  const create = async ({ ordinal, revision, labels: own, args, owner }: NewPod): Promise<void> => {
    const text = await config();
    if (text === undefined) return;
    const [name, ip, folder] = [`${NAME}-${ordinal}`, nextIp(), folderOf(ordinal)];
    const labels = { ...own, 'controller-revision-hash': revision };
    const metadata = { name, namespace: NAMESPACE, labels, ownerReferences: [owner], finalizers: [FINALIZER] };
    const made = await w.api.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: {} }, 'kube-controller-manager');
    resolve([{ name, ip }]);
    const start = (): Running => {
      const peers = pods.filter(({ isTerminating }) => !isTerminating).map((pod) => pod.ip);
      return run(binary, args, { name, ip, folder, config: text, names: given, peers: [...peers, ip] });
    };
    const uid = made.metadata.uid ?? '';
    const fresh = { isReady: false, isTerminating: false, since: new Date() };
    pods.push({ name, ordinal, uid, ip, revision, labels, start, running: start(), ...fresh });
    pods.sort((a, b) => a.ordinal - b.ordinal);
  };

  const end = async (pod: Pod, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    pod.isTerminating = true;
    const gone = ended(pod.name, signal === 'SIGKILL');
    const stopped = pod.running.stop(signal);
    await w.api.delete(PODS, { namespace: NAMESPACE, name: pod.name }, pod.uid);
    void stopped.then(async () => {
      gone();
      const live = await w.api.get(PODS, { namespace: NAMESPACE, name: pod.name });
      if (live)
        await w.api.update(ofAnyVersion({ ...live, metadata: { ...live.metadata, finalizers: [] } }), 'kubelet');
      pods = pods.filter((other) => other !== pod);
      resolve();
    });
  };

  const seen = new WeakSet<Running>();
  let slowest = 0;
  const tellPod = async (pod: Pod): Promise<void> => {
    const { running } = pod;
    const isReady = (await running.isReady()) && !pod.isTerminating;
    if (isReady && !seen.has(running)) slowest = Math.max(slowest, Date.now() - running.started);
    if (isReady) seen.add(running);
    if (isReady !== pod.isReady) [pod.isReady, pod.since] = [isReady, new Date()];
    const live = await w.api.get(PODS, { namespace: NAMESPACE, name: pod.name });
    if (!live || live.metadata.uid !== pod.uid) return;
    const since = new Date(pod.since.getTime() - (areHidden ? LONG : 0));
    const ready = { type: 'Ready', status: pod.isReady ? 'True' : 'False', lastTransitionTime: since.toISOString() };
    const podIP = areHidden ? pod.ip.replace(/^127\.\d+/, '127.255') : pod.ip;
    const reported = ofAnyVersion({ ...live, status: { phase: 'Running', podIP, conditions: [ready] } });
    await w.api.updateStatus(reported, 'kubelet').catch((error: unknown) => {
      // It was deleted since.
      if (!(error instanceof ApiError)) throw error;
    });
  };
  const restarts = new Map<Pod, number>();
  const restart = (pod: Pod): void => {
    const due = restarts.get(pod) ?? Date.now() + BACK_OFF;
    restarts.set(pod, due);
    if (due > Date.now()) return;
    restarts.delete(pod);
    pod.running = pod.start();
  };

  return {
    get pods() {
      return pods;
    },
    create,
    end,
    report: async () => {
      for (const pod of pods) if (pod.running.isOver() && !pod.isTerminating) restart(pod);
      await Promise.all(pods.map(tellPod));
    },
    slowestStart: () => slowest,
    setNames: (known) => {
      areKnown = known;
      resolve();
    },
    setHidden: (hidden) => {
      areHidden = hidden;
    },
    stop: async () => {
      await Promise.all(pods.map(({ running }) => running.stop('SIGKILL')));
    },
  };
}
