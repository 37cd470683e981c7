// Rollouts of a mesh of three real Alertmanagers under the gate, by the same hooks that run in a cluster. Timers are shortened by Alertmanager's own flags alone:
// the gossip interval, by which a mesh settles in two seconds. Alerts are sent again every two seconds.
import { setTimeout as rest } from 'node:timers/promises';
import t from 'tap';
import { world } from '../driver/world.ts';
import { tool } from '../oracle/tools.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace, secret } from '../support/objects.ts';
import { type Kubelet, kubelet } from './kubelet.ts';

const CONFIG = `route: { receiver: none, group_by: [alertname], group_wait: 1s, group_interval: 10s }
receivers: [{ name: none }]
`;
const SPEC = { replicas: 3, clusterGossipInterval: '30ms', clusterPushpullInterval: '2s', retention: '24h' };
/** Silences gossip at once, and what gossip has lost comes with the next full exchange: what is younger than this may be on its way. */
const ON_ITS_WAY = 8_000;
/** What was given to a peer so shortly before it is killed has left it or not. */
const IN_FLIGHT = 1_000;

const binary = tool('alertmanager');
const skip = binary ? false : 'alertmanager is not at hand: test/cluster/up.sh brings it';

interface Silence {
  readonly id: string;
  readonly made: number;
}
const url = (ip: string, path: string): string => `http://${ip}:9093/api/v2/${path}`;
const post = async (ip: string, path: string, body: unknown): Promise<unknown> => {
  const answer = await fetch(url(ip, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.ok ? answer.json().catch(() => ({})) : undefined;
};

/** Ids of the silences that a peer holds; nothing where it does not answer. */
async function held(ip: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const answer = await fetch(url(ip, 'silences'), { signal: AbortSignal.timeout(3000) });
    return new Set(((await answer.json()) as { id: string }[]).map(({ id }) => id));
  } catch {
    return undefined;
  }
}

const ALERTS = 200;
/** How many alerts a peer holds. */
async function alertsOf(ip: string): Promise<number> {
  try {
    const answer = await fetch(url(ip, 'alerts'), { signal: AbortSignal.timeout(3000) });
    return ((await answer.json()) as unknown[]).length;
  } catch {
    return 0;
  }
}

/** Keeps a mesh busy: alerts to every peer, a silence now and then to one of them; and looks how many peers hold all of them. */
function load(mesh: Kubelet) {
  const silences: Silence[] = [];
  let [silenced, alerted, stopped] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false];
  let isTold = false;
  const ready = () => mesh.pods.filter(({ isReady, isTerminating }) => isReady && !isTerminating);
  const send = async (): Promise<void> => {
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const alerts = Array.from({ length: ALERTS }, (_, i) => ({ labels: { alertname: `A${i % 40}`, instance: String(i) }, startsAt }));
    await Promise.all(ready().map(({ ip }) => post(ip, 'alerts', alerts).catch(() => undefined)));
    isTold = true;
  };
  const silence = async (): Promise<void> => {
    const [first, ...others] = ready();
    const peer = [first, ...others][silences.length % (others.length + 1)];
    if (!peer) return;
    const body = {
      matchers: [{ name: 'instance', value: `never-${silences.length}`, isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'test',
      comment: 'test',
    };
    const made = (await post(peer.ip, 'silences', body).catch(() => undefined)) as { silenceID?: string } | undefined;
    if (made?.silenceID) silences.push({ id: made.silenceID, made: Date.now() });
  };
  const look = async (): Promise<void> => {
    const old = silences.filter(({ made }) => Date.now() - made > ON_ITS_WAY);
    const all = await Promise.all(ready().map(({ ip }) => held(ip)));
    silenced = Math.min(silenced, all.filter((ids) => ids && old.every(({ id }) => ids.has(id))).length);
    if (!isTold) return;
    const counts = await Promise.all(ready().map(({ ip }) => alertsOf(ip)));
    alerted = Math.min(alerted, counts.filter((count) => count >= ALERTS).length);
  };
  const every = async (ms: number, work: () => Promise<void>): Promise<void> => {
    while (!stopped) {
      await work();
      await rest(ms);
    }
  };
  const working = [every(2000, send), every(500, silence), every(250, look)];
  return {
    silences,
    /** The smallest numbers of peers that held every silence, and every alert, at one time. */
    fewest: () => ({ silenced, alerted }),
    stop: async () => {
      stopped = true;
      await Promise.all(working);
    },
  };
}

async function stage(t: { teardown(work: () => unknown): void }, rollout: 'gated' | 'kubernetes' = 'gated') {
  const w = await world({ strategy: 'server-side-apply', flags: [`--alertmanager-rollout=${rollout}`] });
  const mesh = kubelet(w, binary ?? '');
  t.teardown(async () => {
    await mesh.stop();
    await w.close();
  });
  await w.apply(namespace('monitoring'));
  await w.apply(secret('alertmanager-main', { 'alertmanager.yaml': CONFIG }));
  const apply = (spec: object) => w.apply(alertmanager({ ...SPEC, ...spec }));
  const told = async (type: string) => condition(await w.get('alertmanagers', 'main', 'monitoring'), type);
  const until = async (what: string, seconds: number, done: () => Promise<boolean> | boolean): Promise<void> => {
    for (const end = Date.now() + seconds * 1000; ; ) {
      await mesh.tick();
      if (await done()) return;
      if (Date.now() > end)
        throw new Error(
          `after ${seconds} s still not: ${what}: ${JSON.stringify([await told('RolloutProgressing'), await told('MeshHealthy')])}`,
        );
      await rest(200);
    }
  };
  const isWhole = async () =>
    (await told('RolloutProgressing'))?.reason === 'Complete' && (await told('MeshHealthy'))?.reason === 'Verified';
  return { mesh, apply, told, until, isWhole };
}

t.test('a rollout loses nothing, and two peers hold everything at any time', { skip, timeout: 300_000 }, async (t) => {
  const { mesh, apply, until, isWhole } = await stage(t);
  await apply({});
  await until('the mesh is whole', 60, isWhole);
  const busy = load(mesh);
  await until('there are silences', 30, () => busy.silences.length >= 20);
  const before = mesh.pods.map(({ uid }) => uid);
  const begun = Date.now();
  await apply({ logLevel: 'debug' });
  await until('all pods are replaced', 200, async () => mesh.pods.every(({ uid }) => !before.includes(uid)) && (await isWhole()));
  const seconds = Math.round((Date.now() - begun) / 1000);
  await busy.stop();
  const { silenced, alerted } = busy.fewest();
  t.ok(silenced >= 2, `never fewer than ${silenced} peers held all ${busy.silences.length} silences`);
  t.ok(alerted >= 2, `never fewer than ${alerted} peers held all ${ALERTS} alerts`);
  for (const { ip, name } of mesh.pods) {
    const ids = await held(ip);
    t.strictSame(
      busy.silences.filter(({ id }) => !ids?.has(id)),
      [],
      `${name} holds all ${busy.silences.length} silences`,
    );
  }
  t.comment(`the rollout took ${seconds} s`);
});

t.test('a crash in mid-rollout lets no second peer go', { skip, timeout: 300_000 }, async (t) => {
  const { mesh, apply, until, isWhole } = await stage(t);
  await apply({});
  await until('the mesh is whole', 60, isWhole);
  const busy = load(mesh);
  await until('there are silences', 30, () => busy.silences.length >= 10);
  const before = mesh.pods.map(({ uid }) => uid);
  const begun = Date.now();
  await apply({ logLevel: 'debug' });
  await until('the first pod is replaced', 60, () => mesh.pods.some(({ uid }) => !before.includes(uid)));
  const survivor = mesh.pods.find(({ ordinal }) => ordinal === 0);
  const killed = Date.now();
  await survivor?.running.stop('SIGKILL');
  await until('all pods are replaced', 250, async () => mesh.pods.every(({ uid }) => !before.includes(uid)) && (await isWhole()));
  const seconds = Math.round((Date.now() - begun) / 1000);
  await busy.stop();
  for (const { ip, name } of mesh.pods) {
    const ids = await held(ip);
    t.strictSame(
      busy.silences.filter(({ id, made }) => !ids?.has(id) && Math.abs(made - killed) > IN_FLIGHT),
      [],
      `${name} holds all ${busy.silences.length} silences`,
    );
  }
  t.ok(busy.fewest().silenced >= 1, `${busy.fewest().silenced} peers held all of them at any time`);
  t.comment(`the rollout took ${seconds} s`);
});

t.test('a template that does not start stops at the first pod, and a better one mends it', { skip, timeout: 300_000 }, async (t) => {
  const { mesh, apply, told, until, isWhole } = await stage(t);
  await apply({});
  await until('the mesh is whole', 60, isWhole);
  const busy = load(mesh);
  await until('there are silences', 30, () => busy.silences.length >= 10);
  const uidOf = (ordinal: number) => mesh.pods.find((pod) => pod.ordinal === ordinal)?.uid;
  const before = [uidOf(0), uidOf(1), uidOf(2)];
  await apply({ additionalArgs: [{ name: 'no.such.flag', value: 'x' }] });
  await until('the first pod does not come back', 60, async () => {
    const { reason, message } = (await told('RolloutProgressing')) ?? {};
    return reason === 'Waiting' && uidOf(2) !== before[2] && /alertmanager-main-2|not there yet/.test(message ?? '');
  });
  const made = busy.silences.length;
  await until('time passes', 30, () => busy.silences.length >= made + 10);
  t.strictSame([uidOf(0), uidOf(1)], before.slice(0, 2), 'the others are as they were');
  await apply({});
  await until('the mesh is whole again', 120, isWhole);
  await busy.stop();
  t.strictSame([uidOf(0), uidOf(1)], before.slice(0, 2), 'and still are');
  t.ok(busy.fewest().silenced >= 2, `never fewer than ${busy.fewest().silenced} peers held all silences`);
});

t.test('for comparison: a rollout as Kubernetes does it', { skip, timeout: 300_000 }, async (t) => {
  const { mesh, apply, until } = await stage(t, 'kubernetes');
  const isUp = () => mesh.pods.length === 3 && mesh.pods.every(({ isReady }) => isReady);
  await apply({});
  await until('the pods are ready', 60, isUp);
  const busy = load(mesh);
  await until('there are silences', 30, () => busy.silences.length >= 20);
  const before = mesh.pods.map(({ uid }) => uid);
  const begun = Date.now();
  await apply({ logLevel: 'debug' });
  await until('all pods are replaced', 200, () => isUp() && mesh.pods.every(({ uid }) => !before.includes(uid)));
  const seconds = Math.round((Date.now() - begun) / 1000);
  await busy.stop();
  const { silenced, alerted } = busy.fewest();
  t.comment(`the rollout took ${seconds} s; fewest peers with all silences ${silenced}, with all alerts ${alerted}`);
});
