// A mesh of real Alertmanagers under the real hooks, with the load on it: what a scenario is played on. Timers are
// shortened by Alertmanager's own flags alone, about ten times: gossip each 20 ms (200 ms; so a mesh settles in one
// second), full exchanges each 2 s (a minute), a second between peers in line (15 s), a start delay of 7 s (90 s); and
// by Prometheus' own: alerts are sent again each 4 s (a minute). The group interval is 6 s.
import { setTimeout as rest } from 'node:timers/promises';
import { type World, world } from '../driver/world.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace, secret } from '../support/objects.ts';
import { type Kubelet, kubelet } from './kubelet.ts';
import { type Load, load } from './load.ts';
import { FAST, type RunRecord } from './plan.ts';
import { configFor, receiver } from './receiver.ts';
import { statefulSetController } from './statefulset.ts';

const SPEC = {
  replicas: 3,
  retention: '24h',
  // The receiver identifies the sender by it.
  externalUrl: 'http://$(POD_NAME)',
  clusterGossipInterval: '20ms',
  clusterPushpullInterval: '2s',
  clusterPeerTimeout: '1s',
};
/** The start delay in milliseconds. */
export const STARTS_AFTER = 7000;
export const START_DELAY = { name: 'dispatch.start-delay', value: `${STARTS_AFTER / 1000}s` };

/** Between two looks of the controllers. */
const TICK = 200;

export interface EnvOptions {
  readonly binary: string;
  readonly rollout: 'gated' | 'kubernetes';
  readonly keepsVolumes: boolean;
  readonly seed: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Env {
  readonly mesh: Kubelet;
  /** Applies the Alertmanager with these fields changed. */
  apply(spec?: object): Promise<void>;
  /** A condition of the Alertmanager, as `Reason: message`. */
  said(type: string): Promise<string>;
  /** Waits while the controllers work. */
  until(what: string, seconds: number, done: () => Promise<boolean> | boolean): Promise<void>;
  /** All pods that were there before are gone, and the mesh is whole. */
  isReplaced(before: readonly string[]): Promise<boolean>;
  isWhole(): Promise<boolean>;
  /** While false, the hooks are not called. */
  setHooks(work: boolean): void;
  readonly world: World;
  /** What happened until now is not counted. */
  countFromNow(): void;
  finish(): Promise<RunRecord>;
  close(): Promise<void>;
}

/** A mesh that is whole and under load. */
export async function env({ binary, rollout, keepsVolumes, seed, annotations = {} }: EnvOptions): Promise<Env> {
  const w = await world({ strategy: 'server-side-apply', flags: [`--alertmanager-rollout=${rollout}`] });
  const hook = await receiver();
  let busy: Load | undefined;
  const mesh = kubelet(w, {
    binary,
    keepsVolumes,
    ended: (peer, isKilled) => busy?.ended(peer, isKilled) ?? (() => undefined),
  });
  const control = statefulSetController(w, mesh);
  let [areHooksUp, isClosed] = [true, false];
  const tick = async (): Promise<void> => {
    await control();
    if (areHooksUp) await w.driver.resync();
  };
  /** The kubelet runs beside the hooks: Prometheus can find a new pod while the hooks still see the old ones. */
  const kubeletAtWork = (async () => {
    while (!isClosed) {
      await mesh.report();
      await rest(TICK);
    }
  })();
  const found = async (type: string) => condition(await w.get('alertmanagers', 'main', 'monitoring'), type);
  const said = async (type: string): Promise<string> => {
    const { reason, message } = (await found(type)) ?? {};
    return `${reason}: ${message}`;
  };
  const until: Env['until'] = async (what, seconds, done) => {
    for (const end = Date.now() + seconds * 1000; ; ) {
      await tick();
      if (await done()) return;
      if (Date.now() > end)
        throw new Error(
          `after ${seconds} s still not: ${what} (${await said('RolloutProgressing')}; ${await said('MeshHealthy')})`,
        );
      await rest(TICK);
    }
  };
  const base = { ...SPEC, ...(rollout === 'gated' ? { additionalArgs: [START_DELAY] } : {}) };
  const isUp = (): boolean => mesh.pods.every(({ isReady, isTerminating }) => isReady && !isTerminating);
  const isWhole = async (): Promise<boolean> => {
    if (rollout === 'kubernetes') return mesh.pods.length === SPEC.replicas && isUp();
    return (
      isUp() &&
      (await found('RolloutProgressing'))?.reason === 'Complete' &&
      (await found('MeshHealthy'))?.reason === 'Verified'
    );
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    await kubeletAtWork;
    await mesh.stop();
    await hook.stop();
    await w.close();
  };
  const made: Env = {
    mesh,
    world: w,
    apply: (spec = {}) => w.apply(alertmanager({ ...base, ...spec }, { annotations: { ...annotations } })),
    said,
    until,
    isWhole,
    isReplaced: async (before) => mesh.pods.every(({ uid }) => !before.includes(uid)) && (await isWhole()),
    setHooks: (work) => {
      areHooksUp = work;
    },
    countFromNow: () => busy?.countFromNow(),
    finish: async () => {
      busy?.settle();
      const end = Date.now() + FAST.deadline + 2 * FAST.sampleInterval;
      await until('the last changes are notified', FAST.deadline / 500, () => Date.now() > end);
      if (!busy) throw new Error('there was no load');
      const record = await busy.stop();
      return { ...record, lag: record.lag + mesh.slowestStart() };
    },
    close,
  };
  try {
    await w.apply(namespace('monitoring'));
    await w.apply(secret('alertmanager-main', { 'alertmanager.yaml': configFor(hook.url, FAST) }));
    await made.apply();
    await until('the mesh is whole', 60, isWhole);
    await until('its peers notify', 30, () =>
      mesh.pods.every(({ since }) => Date.now() - since.getTime() > STARTS_AFTER),
    );
    const peers = () => mesh.pods.filter(({ isReady, isTerminating }) => isReady && !isTerminating);
    const loaded = load({ peers, receiver: hook, timing: FAST, seed, clusterLabel: 'monitoring/main' });
    busy = loaded;
    await until('the load is under way', 60, loaded.isUnderWay);
    return made;
  } catch (error) {
    await busy?.stop();
    await close();
    throw error;
  }
}
