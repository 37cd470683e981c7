// A mesh of three Alertmanagers as pods with volumes, with Alertmanager's own timers, under the load of test/mesh. The
// load sends to pods by address, so the node has to be this machine.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Load, load } from '../mesh/load.ts';
import type { RunRecord, Timing } from '../mesh/plan.ts';
import { configFor, type Receiver, receiver } from '../mesh/receiver.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, secret } from '../support/objects.ts';
import { until } from '../support/until.ts';
import type { Env } from './env.ts';
import { hostAddress } from './pods.ts';

/** Prometheus' and Alertmanager's defaults, but for the group interval. */
export const TIMING: Timing = {
  resend: 60_000,
  resolvedKept: 15 * 60_000,
  groupWait: 5000,
  groupInterval: 10_000,
  peerTimeout: 15_000,
  // Gossip, or else the next full exchange, which comes each minute.
  slack: 65_000,
  deadline: 60_000,
  sampleInterval: 2000,
};

/** The default of `--alertmanager-start-delay`, and some time to settle. */
const STARTS_AFTER = 100_000;

const SPEC = {
  replicas: 3,
  // The receiver identifies the sender by it.
  externalUrl: 'http://$(POD_NAME)',
  // Other processes must not starve them: with delayed gossip, a peer repeats notifications of others.
  resources: { requests: { cpu: '200m', memory: '50Mi' } },
  securityContext: { runAsUser: 1000, fsGroup: 2000 },
  storage: {
    volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  },
};

export interface MeshPod {
  readonly name: string;
  readonly uid: string;
  readonly ip: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  readonly object: KubernetesObject;
}

export interface Mesh {
  readonly on: Env;
  readonly namespace: string;
  readonly pods: () => readonly MeshPod[];
  pod(ordinal: number): MeshPod | undefined;
  /** Applies the Alertmanager with these fields and annotations beside its own. */
  apply(spec?: object, annotations?: Readonly<Record<string, string>>): Promise<void>;
  /** A condition of the Alertmanager, as `Reason: message`. */
  said(type: string): Promise<string>;
  /** As `until`, and the error says what the rollout waits for. */
  until(what: string, seconds: number, done: () => Promise<boolean> | boolean): Promise<void>;
  isWhole(): Promise<boolean>;
  /** All pods that were there before are gone, and the mesh is whole. */
  isReplaced(before: readonly string[]): Promise<boolean>;
  /** Starts the load once all peers notify, and waits until it is under way. */
  busy(seed: number): Promise<void>;
  /** Pods are ended by SIGKILL from now on, or as usual. */
  setKilling(isKilling: boolean): void;
  /** What has happened since the last look. */
  reckon(): Promise<RunRecord>;
  close(): Promise<void>;
}

interface PodStatus {
  readonly podIP?: string;
}

function podOf(object: KubernetesObject): MeshPod {
  return {
    name: object.metadata.name,
    uid: object.metadata.uid ?? '',
    ip: ((object['status'] ?? {}) as PodStatus).podIP ?? '',
    isReady: condition(object, 'Ready')?.status === 'True',
    isTerminating: object.metadata.deletionTimestamp !== undefined,
    object,
  };
}

/** Follows the pods of a namespace, and reports the end of each to the load. */
function watchPods(on: Env, namespace: string, ended: (peer: string) => () => void) {
  let [pods, isStopped]: [readonly MeshPod[], boolean] = [[], false];
  const ending = new Map<string, () => void>();
  const look = async (): Promise<void> => {
    const now = (await on.list('v1', 'Pod', namespace))
      .filter(({ metadata }) => /^alertmanager-main-\d$/.test(metadata.name))
      .map(podOf);
    for (const { uid, name, isTerminating } of pods) {
      const still = now.find((pod) => pod.uid === uid);
      if ((isTerminating || still?.isTerminating || !still) && !ending.has(uid)) ending.set(uid, ended(name));
      if (!still) ending.get(uid)?.();
    }
    pods = now;
  };
  const following = (async () => {
    while (!isStopped) {
      await look().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return {
    pods: () => pods,
    stop: async () => {
      isStopped = true;
      await following;
    },
  };
}

/** A mesh of three that is whole. Throws where the node is another machine. */
export async function mesh(on: Env, spec: object = {}, isGated = true): Promise<Mesh> {
  const host = await hostAddress(on);
  if (!host) throw new Error('the node is another machine, or there is none: test/cluster/up.sh brings one');
  const namespace = await on.namespace();
  const hook: Receiver = await receiver({ address: '0.0.0.0' });
  let [loaded, isKilling]: [Load | undefined, boolean] = [undefined, false];
  const watched = watchPods(on, namespace, (peer) => loaded?.ended(peer, isKilling) ?? (() => undefined));
  const found = async (type: string) => condition(await on.get('Alertmanager', 'main', namespace), type);
  const said = async (type: string): Promise<string> => {
    const { reason, message } = (await found(type)) ?? {};
    return `${reason}: ${message}`;
  };
  const waits: Mesh['until'] = async (what, seconds, done) => {
    try {
      await until(what, done, seconds);
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : error} (${await said('RolloutProgressing')}; ` +
          `${await said('MeshHealthy')})`,
      );
    }
  };
  const apply: Mesh['apply'] = async (more = {}, annotations = {}) => {
    await on.apply(alertmanager({ ...SPEC, ...spec, ...more }, { namespace, annotations: { ...annotations } }));
  };
  const isWhole = async (): Promise<boolean> => {
    const pods = watched.pods();
    if (pods.length === 0 || !pods.every(({ isReady, isTerminating }) => isReady && !isTerminating)) return false;
    if (!isGated) return pods.length === SPEC.replicas;
    return (
      (await found('RolloutProgressing'))?.reason === 'Complete' && (await found('MeshHealthy'))?.reason === 'Verified'
    );
  };
  await on.apply(
    secret(
      'alertmanager-main',
      { 'alertmanager.yaml': configFor(hook.url.replace('0.0.0.0', host), TIMING) },
      { namespace },
    ),
  );
  await apply();
  await waits('the mesh is whole', 240, isWhole);
  return {
    on,
    namespace,
    pods: watched.pods,
    pod: (ordinal) => watched.pods().find(({ name }) => name === `alertmanager-main-${ordinal}`),
    apply,
    said,
    until: waits,
    isWhole,
    isReplaced: async (before) => watched.pods().every(({ uid }) => !before.includes(uid)) && (await isWhole()),
    busy: async (seed) => {
      const isAwake = ({ object }: MeshPod): boolean =>
        Date.now() - Date.parse(condition(object, 'Ready')?.lastTransitionTime ?? '') > STARTS_AFTER;
      await waits('all peers notify', 2 * (STARTS_AFTER / 1000), () => watched.pods().every(isAwake));
      const running = () => watched.pods().filter(({ ip, isTerminating }) => ip !== '' && !isTerminating);
      const peers = () => running().filter(({ isReady }) => isReady);
      // Discovery by endpoints gives Prometheus the pods that are not ready, too.
      loaded = load({
        peers,
        targets: running,
        receiver: hook,
        timing: TIMING,
        seed,
        clusterLabel: `${namespace}/main`,
      });
      const { isUnderWay } = loaded;
      await waits('the load is under way', 300, () => isUnderWay());
    },
    setKilling: (now) => {
      isKilling = now;
    },
    reckon: async () => {
      if (!loaded) throw new Error('there is no load');
      return loaded.cut();
    },
    close: async () => {
      await loaded?.stop();
      await watched.stop();
      await hook.stop();
    },
  };
}
