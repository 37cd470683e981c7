// What may happen to a mesh. Each scenario is played on a mesh of three under load, and says how many peers must be
// whole at any time while it lasts.

import { type Env, START_DELAY, STARTS_AFTER } from './env.ts';
import { evict } from './eviction.ts';
import { noNames } from './names.ts';

/**
 * What is promised of a run, each a list of the report that has to be empty; of duplicates there may be as many as were
 * in flight.
 */
const PROMISED = [
  'lost',
  'partial',
  'duplicates',
  'despiteSilence',
  'despiteInhibition',
  'silencesLost',
  'silencesResurrected',
  'notificationsLost',
] as const;
export type Promised = (typeof PROMISED)[number];

export interface Scenario {
  readonly title: string;
  readonly rollout: 'gated' | 'kubernetes';
  /** The fewest peers that may be whole at one time; fewer than two only where the scenario itself takes one. */
  readonly fewestWhole: number;
  /** Promises that cannot hold here. */
  readonly except?: readonly Promised[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Why it cannot be played here; '' where it can. */
  readonly skip?: string;
  play(env: Env): Promise<void>;
}

let templates = 0;
/** Another template for the pods, with the same arguments. */
const newTemplate = (): object => ({ podMetadata: { annotations: { template: String(++templates) } } });
const podOf = ({ mesh }: Env, ordinal: number) => {
  const pod = mesh.pods.find((one) => one.ordinal === ordinal);
  if (!pod) throw new Error(`there is no pod ${ordinal}`);
  return pod;
};
const uidsOf = ({ mesh }: Env): string[] => mesh.pods.map(({ uid }) => uid);
const isNew = ({ mesh }: Env, ordinal: number, before: readonly string[]): boolean =>
  mesh.pods.some((pod) => pod.ordinal === ordinal && pod.isReady && !before.includes(pod.uid));
const waitsFor = async (env: Env, why: RegExp): Promise<boolean> => why.test(await env.said('RolloutProgressing'));

/** For so long these pods have to stay: here time itself is the condition. */
async function stay(env: Env, ordinals: readonly number[], before: readonly string[], seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  await env.until('time passes', seconds + 10, () => {
    const gone = ordinals.find(
      (ordinal) => !env.mesh.pods.some((pod) => pod.ordinal === ordinal && before.includes(pod.uid)),
    );
    if (gone !== undefined) throw new Error(`pod ${gone} was taken`);
    return Date.now() > end;
  });
}

async function roll(env: Env): Promise<void> {
  const before = uidsOf(env);
  await env.apply(newTemplate());
  await env.until('all pods are replaced', 200, () => env.isReplaced(before));
}

/** A rollout; once its first pod is another one, something happens. */
const rollWith =
  (happens: (env: Env, before: readonly string[]) => Promise<void>) =>
  async (env: Env): Promise<void> => {
    const before = uidsOf(env);
    await env.apply(newTemplate());
    await env.until('the first pod is another one', 60, () => isNew(env, 2, before));
    await happens(env, before);
    await env.until('all pods are replaced', 250, () => env.isReplaced(before));
  };

async function repair(env: Env): Promise<void> {
  const before = uidsOf(env);
  await env.apply({ additionalArgs: [START_DELAY, { name: 'no.such.flag', value: 'x' }] });
  await env.until('the rollout waits for its first pod', 60, () => waitsFor(env, /^Waiting: .*alertmanager-main-2/));
  await env.until('it says that the template is bad', 120, () => waitsFor(env, /broken with the new template/));
  await stay(env, [0, 1], before, 3);
  await env.apply();
  await env.until('the mesh is whole', 120, () => env.isWhole());
  await stay(env, [0, 1], before, 0);
}

/** No second peer goes before the mesh is whole again. */
async function kill(env: Env, before: readonly string[]): Promise<void> {
  await env.mesh.end(podOf(env, 0), 'SIGKILL');
  await env.until('another one is in its place, and the mesh is whole', 120, async () => {
    if (!env.mesh.pods.some((pod) => pod.ordinal === 1 && before.includes(pod.uid)))
      throw new Error('a second peer was let go');
    return isNew(env, 0, before) && /^Verified/.test(await env.said('MeshHealthy'));
  });
}

async function hooksAway(env: Env, before: readonly string[]): Promise<void> {
  env.setHooks(false);
  await stay(env, [0, 1], before, 10);
  env.setHooks(true);
}

async function blocked(env: Env): Promise<void> {
  const before = uidsOf(env);
  env.mesh.setHidden(true);
  // Before the hooks look.
  await env.mesh.report();
  await env.apply(newTemplate());
  await env.until('it says that nobody can be asked', 30, () =>
    waitsFor(env, /^(Waiting|PeerState): .*cannot be probed/),
  );
  await stay(env, [0, 1, 2], before, 10);
  env.mesh.setHidden(false);
  await env.until('all pods are replaced', 200, () => env.isReplaced(before));
}

async function frozen(env: Env, before: readonly string[]): Promise<void> {
  const { running } = podOf(env, 2);
  running.child.kill('SIGSTOP');
  await env.until('it says that the peer is broken', 90, () => waitsFor(env, /alertmanager-main-2 is broken/));
  await stay(env, [0, 1], before, 3);
  running.child.kill('SIGCONT');
}

async function nameless(env: Env): Promise<void> {
  const before = uidsOf(env);
  env.mesh.setNames(false);
  await env.apply(newTemplate());
  await env.until(
    'the new peer finds no other',
    60,
    async () => isNew(env, 2, before) && (await waitsFor(env, /does not list|not listed/)),
  );
  await stay(env, [0, 1], before, 5);
  env.mesh.setNames(true);
  await env.until('all pods are replaced', 200, () => env.isReplaced(before));
}

async function scale(env: Env): Promise<void> {
  const hasPeers = async (replicas: number): Promise<boolean> =>
    env.mesh.pods.length === replicas && (await env.isWhole());
  await env.apply({ replicas: 2 });
  await env.until('there are two', 120, () => hasPeers(2));
  await env.apply();
  await env.until('there are three', 120, () => hasPeers(3));
}

async function drain(env: Env): Promise<void> {
  const before = uidsOf(env);
  const refused = new Set([podOf(env, 0), podOf(env, 1)]);
  await env.until('both nodes are empty', 120, async () => {
    for (const pod of refused) if (await evict(env.world, env.mesh, pod)) refused.delete(pod);
    return refused.size === 0;
  });
  await env.until(
    'both are back',
    120,
    async () => isNew(env, 0, before) && isNew(env, 1, before) && (await env.isWhole()),
  );
}

const gated = { rollout: 'gated', fewestWhole: 2 } as const;

export const ROLLOUT: Scenario = { ...gated, title: 'a new template', play: roll };

/** As the Go operator has it: Kubernetes rolls, peers do not wait after their start. */
export const BASELINE: Scenario = {
  title: 'a new template, as Kubernetes rolls it',
  rollout: 'kubernetes',
  fewestWhole: 0,
  except: PROMISED,
  play: roll,
};

export const BAD_TEMPLATE: Scenario = {
  ...gated,
  title: 'a template that does not start, then a good one',
  play: repair,
};

/**
 * The scenario takes one peer while the rollout has taken another. The others know its name at its old address and
 * refuse it at another one for half a minute (memberlist: "Conflicting address"): until then each side has silences and
 * notifications of its own.
 */
export const KILLED: Scenario = {
  ...gated,
  fewestWhole: 0,
  except: ['duplicates'],
  title: 'another peer killed in mid-rollout, back at another address',
  play: rollWith(kill),
};

export const SCALED: Scenario = { ...gated, title: 'three replicas, two, three', play: scale };

export const HOOKS_AWAY: Scenario = {
  ...gated,
  title: 'hooks away for 10 s in mid-rollout',
  play: rollWith(hooksAway),
};

export const BLOCKED: Scenario = {
  ...gated,
  title: 'peers that cannot be probed, strict',
  annotations: { 'prometheus-metacontroller.dev/strict-rollout': 'true' },
  play: blocked,
};

/**
 * When the peer goes on, its state is a minute old. It notifies the end of alerts that it has not received since. It
 * lacks new silences and inhibiting alerts, and expired silences stay in force until it has received the new state.
 */
export const FROZEN: Scenario = {
  ...gated,
  except: ['duplicates', 'partial', 'despiteSilence', 'despiteInhibition', 'silencesResurrected'],
  title: 'a peer stopped for a minute in mid-rollout',
  play: rollWith(frozen),
};

/**
 * A peer that finds no other is a mesh of its own, with silences and notifications of its own, until it finds the
 * others.
 */
export const NAMELESS: Scenario = {
  ...gated,
  fewestWhole: 0,
  except: ['duplicates', 'despiteSilence', 'silencesResurrected'],
  title: 'no DNS while a peer starts',
  skip: noNames,
  play: nameless,
};

export const DRAINED: Scenario = { ...gated, title: 'two nodes drained at once', play: drain };

/**
 * Half a minute in which nothing happens, with one peer that was restarted before: what is notified from an old state
 * here is not the doing of a rollout.
 */
async function quiet(env: Env): Promise<void> {
  const before = uidsOf(env);
  await env.mesh.end(podOf(env, 2));
  await env.until(
    'another one is in its place, and the mesh is whole',
    60,
    async () => isNew(env, 2, before) && (await env.isWhole()),
  );
  await env.until('it notifies', 20, () => Date.now() - podOf(env, 2).since.getTime() > STARTS_AFTER);
  env.countFromNow();
  await stay(env, [0, 1], before, 30);
}

/** Three of the above on one mesh, one after the other, for a single run of each promise. */
export const DAILY: Scenario = {
  ...gated,
  title: 'three replicas, two, three, then two nodes drained at once, then a new template',
  play: async (env) => {
    await scale(env);
    await drain(env);
    await roll(env);
  },
};

export const CONTROL: Scenario = {
  ...gated,
  fewestWhole: 3,
  title: 'nothing at all, with one peer restarted before',
  play: quiet,
};

/** All that promise something. */
export const SCENARIOS: readonly Scenario[] = [
  ROLLOUT,
  BAD_TEMPLATE,
  KILLED,
  SCALED,
  HOOKS_AWAY,
  BLOCKED,
  FROZEN,
  NAMELESS,
  DRAINED,
];
