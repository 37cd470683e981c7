// What happens to a mesh of pods: rollouts, and what goes wrong meanwhile. Each begins and ends with a mesh that is
// whole.
import { execFileSync } from 'node:child_process';
import type { Promised } from '../mesh/scenarios.ts';
import type { Mesh } from './mesh.ts';
import { evict, processesOf } from './pods.ts';

export interface Scenario {
  readonly title: string;
  /** The fewest peers that may be whole at one time; fewer than two only where the scenario itself takes one. */
  readonly fewestWhole: number;
  /** Promises that cannot hold here. */
  readonly except: readonly Promised[];
  play(mesh: Mesh): Promise<void>;
}

/**
 * Repetitions are counted, but there is no limit for them. After its start delay, a peer notifies all groups at once,
 * which is more than gossip can transfer in a second or two. The next peer also repeats alerts that Prometheus sends
 * again after their end. Any restart of a peer has these effects.
 */
const REPETITIONS: readonly Promised[] = ['duplicates'];

/** Seconds for a pod to be replaced and to catch up, at most. */
const STEP = 200;
const ROLLOUT_TAKES = 3 * STEP;
const PROGRAM = '/bin/alertmanager';

let templates = 0;
/** What the last rollout brought: without it the pods would be rolled back. */
let template: object = {};
function newTemplate(): object {
  template = { podMetadata: { annotations: { template: `${Date.now()}-${++templates}` } } };
  return template;
}
const uids = (mesh: Mesh): string[] => mesh.pods().map(({ uid }) => uid);

async function roll(mesh: Mesh): Promise<void> {
  const before = uids(mesh);
  await mesh.apply(newTemplate());
  await mesh.until('all pods are replaced', ROLLOUT_TAKES, () => mesh.isReplaced(before));
}

/** A rollout; once its first pod is replaced, something happens. */
const rollWith =
  (happens: (mesh: Mesh) => Promise<void>) =>
  async (mesh: Mesh): Promise<void> => {
    const before = uids(mesh);
    await mesh.apply(newTemplate());
    await mesh.until(
      'the first pod is another one',
      STEP,
      () => mesh.pod(2)?.isReady === true && !before.includes(mesh.pod(2)?.uid ?? ''),
    );
    await happens(mesh);
    await mesh.until('all pods are replaced', 2 * ROLLOUT_TAKES, () => mesh.isReplaced(before));
  };

/** `kubectl delete --grace-period=0 --force`: the process is killed, and the next pod has another address. */
async function kill(mesh: Mesh, ordinal: number): Promise<void> {
  mesh.setKilling(true);
  const path = `/api/v1/namespaces/${mesh.namespace}/pods/alertmanager-main-${ordinal}`;
  const [uid, pod] = [mesh.pod(ordinal)?.uid, mesh.pod(ordinal)];
  if (pod) signal(pod.object, 'KILL');
  await mesh.on.client.send('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 });
  await mesh.until('it is gone', 60, () => mesh.pod(ordinal)?.uid !== uid);
  mesh.setKilling(false);
}

function signal(pod: Parameters<typeof processesOf>[0], name: 'KILL' | 'STOP' | 'CONT'): void {
  for (const pid of processesOf(pod, PROGRAM)) process.kill(pid, `SIG${name}`);
}

/** As `kubectl drain` does: asks until the eviction is allowed. */
async function drained(mesh: Mesh, ordinal: number): Promise<void> {
  const name = `alertmanager-main-${ordinal}`;
  await mesh.until(`${name} may be evicted`, ROLLOUT_TAKES, () => evict(mesh.on, mesh.namespace, name));
}

const isHeld = async (mesh: Mesh, why: RegExp): Promise<boolean> => why.test(await mesh.said('RolloutProgressing'));
/** Milliseconds for which something has to stay as it is. Here time itself is the condition. */
const stays = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function badTemplate(mesh: Mesh): Promise<void> {
  const before = [mesh.pod(0)?.uid, mesh.pod(1)?.uid];
  await mesh.apply({ additionalArgs: [{ name: 'no.such.flag', value: 'x' }] });
  await mesh.until('it is held', STEP, () => isHeld(mesh, /^Waiting: Waiting for: .*alertmanager-main-2/));
  await mesh.until('it says that the template is bad', STEP, () => isHeld(mesh, /broken with the new template/));
  await stays(30_000);
  const after = [mesh.pod(0)?.uid, mesh.pod(1)?.uid];
  if (before.join() !== after.join()) throw new Error('a second pod was taken');
  await mesh.apply(newTemplate());
  await mesh.until(
    'the mesh is whole',
    ROLLOUT_TAKES,
    async () => (await mesh.isWhole()) && mesh.pods().every(({ uid }) => !before.includes(uid)),
  );
}

async function scale(mesh: Mesh): Promise<void> {
  await mesh.apply({ ...template, replicas: 2 });
  await mesh.until('there are two', ROLLOUT_TAKES, async () => mesh.pods().length === 2 && (await mesh.isWhole()));
  await mesh.apply(template);
  await mesh.until('there are three', ROLLOUT_TAKES, async () => mesh.pods().length === 3 && (await mesh.isWhole()));
}

async function drain(mesh: Mesh): Promise<void> {
  const before = uids(mesh);
  await Promise.all([drained(mesh, 0), drained(mesh, 1)]);
  const isBack = (ordinal: number): boolean =>
    mesh.pod(ordinal)?.isReady === true && !before.includes(mesh.pod(ordinal)?.uid ?? '');
  await mesh.until('both are back', ROLLOUT_TAKES, async () => isBack(0) && isBack(1) && (await mesh.isWhole()));
}

async function stopped(mesh: Mesh): Promise<void> {
  const pod = mesh.pod(0)?.object;
  if (!pod) throw new Error('there is no pod 0');
  signal(pod, 'STOP');
  await mesh.until('the rollout waits for it', 120, () => isHeld(mesh, /alertmanager-main-0/));
  await stays(20_000);
  if (mesh.pod(1)?.isTerminating) throw new Error('a second pod was taken');
  signal(pod, 'CONT');
}

/** Blocks connections from the hooks to pods. The firewall identifies the hooks by the number of their group. */
const blocking = (group: number) => {
  const rule = [
    'OUTPUT',
    '-m',
    'owner',
    '--gid-owner',
    String(group),
    '-p',
    'tcp',
    '-m',
    'multiport',
    '--dports',
    '9093,9094',
    '-j',
    'DROP',
  ];
  return {
    block: () => execFileSync('iptables', ['-I', ...rule]),
    unblock: () => execFileSync('iptables', ['-D', ...rule]),
  };
};

async function blocked(mesh: Mesh): Promise<void> {
  const { block, unblock } = blocking(HOOKS_GROUP);
  const before = uids(mesh);
  block();
  try {
    // Results of the last two seconds are still used.
    await stays(3_000);
    await mesh.apply(newTemplate(), { 'prometheus-metacontroller.dev/strict-rollout': 'true' });
    await mesh.until('it says that nobody can be asked', 120, () => isHeld(mesh, /cannot be probed/));
    await stays(60_000);
    if (uids(mesh).join() !== before.join()) throw new Error('a pod was taken though nobody could be asked');
    // Without the annotation peers count by the time they have been ready.
    await mesh.apply(newTemplate());
    await mesh.until('all pods are replaced', 2 * ROLLOUT_TAKES, () =>
      mesh.pods().every(({ uid, isReady }) => isReady && !before.includes(uid)),
    );
  } finally {
    unblock();
  }
  await mesh.until('the mesh is whole', STEP, mesh.isWhole);
}

const resolver = (): number[] =>
  execFileSync('pgrep', ['-x', 'coredns']).toString().split('\n').filter(Boolean).map(Number);

async function withoutNames(mesh: Mesh): Promise<void> {
  const before = uids(mesh);
  const pids = resolver();
  await mesh.apply(newTemplate());
  await mesh.until(
    'the first pod is being replaced',
    STEP,
    () => mesh.pod(2)?.isTerminating === true || !before.includes(mesh.pod(2)?.uid ?? ''),
  );
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await stays(60_000);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  await mesh.until('all pods are replaced', 2 * ROLLOUT_TAKES, () => mesh.isReplaced(before));
}

async function hooksDown(mesh: Mesh): Promise<void> {
  await mesh.on.hooks.stop();
  await stays(120_000);
  await mesh.on.hooks.start();
}

/** Group of the process of the hooks, for the firewall. */
export const HOOKS_GROUP = 49_999;

export const ROLLOUT: Scenario = { title: 'a new template', fewestWhole: 2, except: REPETITIONS, play: roll };

export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'a template that does not start, then a better one',
    fewestWhole: 2,
    except: REPETITIONS,
    play: badTemplate,
  },
  {
    title: 'another peer killed in mid-rollout',
    fewestWhole: 1,
    except: REPETITIONS,
    play: rollWith((mesh) => kill(mesh, 0)),
  },
  { title: 'two nodes drained at once', fewestWhole: 2, except: REPETITIONS, play: drain },
  { title: 'three replicas, two, three', fewestWhole: 2, except: REPETITIONS, play: scale },
  {
    title: 'hooks down for two minutes in mid-rollout',
    fewestWhole: 2,
    except: REPETITIONS,
    play: rollWith(hooksDown),
  },
  { title: 'another peer stuck in mid-rollout', fewestWhole: 1, except: REPETITIONS, play: rollWith(stopped) },
  {
    title: 'no names resolved while a peer starts',
    fewestWhole: 1,
    except: [...REPETITIONS, 'partial'],
    play: withoutNames,
  },
  { title: 'hooks that cannot reach the pods', fewestWhole: 1, except: REPETITIONS, play: blocked },
];
