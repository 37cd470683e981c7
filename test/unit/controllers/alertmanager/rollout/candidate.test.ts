import t from 'tap';
import { planRollout, type RolloutInput } from '../../../../../hooks/controllers/alertmanager/rollout/candidate.ts';
import type { Peer } from '../../../../../hooks/controllers/alertmanager/rollout/mesh.ts';
import { BUSY } from '../../../../../hooks/probe/io/unreachable.ts';
import {
  entries,
  facts,
  HOUR,
  input,
  NOW,
  peer,
  peerFacts,
  set,
  state,
  status,
  TERMS,
  unreachable,
} from '../../../../support/mesh.ts';
import { random } from '../../../../support/random.ts';

const plan = (more: Partial<RolloutInput>) => {
  const { partition, phase, waitsFor } = planRollout(input(more));
  return `${phase} ${partition} ${waitsFor}`.trim();
};
const old = (ordinal: number, more: Partial<Peer> = {}) => peer(ordinal, { revision: 'old', ...more });
const broken = { isReady: false, since: NOW - 120_000 };

t.test('one pod at a time, from the highest, each only when all others are as good as before', async (t) => {
  const cases: [name: string, more: Partial<RolloutInput>, want: string][] = [
    ['there is no StatefulSet yet: parked from the start', { observed: undefined }, 'steady 3'],
    ['one replica cannot be steered', { observed: set({ replicas: 1 }), replicas: 1, peers: [old(0)] }, 'steady 0'],
    ['all is well: parked above all pods', { observed: set({ partition: 0 }) }, 'steady 3'],
    ['a new template: nothing restarts yet', { observed: set({ partition: 0 }), templateHash: 'h2' }, 'begin 3'],
    [
      'the controller has not seen it',
      { observed: set({ isSeen: false }), peers: [old(0), old(1), old(2)] },
      'hold 3 the StatefulSet controller has not seen the change yet',
    ],
    ['the first pod goes', { peers: [old(0), old(1), old(2)] }, 'replace 2'],
    [
      'it is being replaced',
      { observed: set({ partition: 2 }), peers: [old(0), old(1), old(2)] },
      'hold 2 am-2 is being replaced',
    ],
    [
      'it is gone and not back',
      { observed: set({ partition: 2 }), peers: [old(0), old(1)] },
      'hold 2 1 pods do not exist yet',
    ],
    [
      'it is back but not ready',
      { observed: set({ partition: 2 }), peers: [old(0), old(1), peer(2, { isReady: false, since: NOW })] },
      'hold 2 am-2 is not ready',
    ],
    ['it is back: the second goes', { observed: set({ partition: 2 }), peers: [old(0), old(1), peer(2)] }, 'replace 1'],
    ['the last one goes', { observed: set({ partition: 1 }), peers: [old(0), peer(1), peer(2)] }, 'replace 0'],
    [
      'a restart that a user asks for waits as well',
      { peers: [old(0), old(1), old(2)], facts: facts(peerFacts(0, { status: { is: 'bad', reason: 'status 500' } })) },
      'hold 3 am-0 the status API: status 500',
    ],
  ];
  for (const [name, more, want] of cases) t.equal(plan(more), want, name);
});

t.test('new ordinals have the new template at once; existing ones follow the rollout policy', async (t) => {
  const grows = { observed: set({ replicas: 1, partition: 0 }), replicas: 3, templateHash: 'h2', peers: [old(0)] };
  t.equal(plan(grows), 'begin 1');
  const joining = [old(0), peer(1), peer(2, { isReady: false, since: NOW })];
  t.equal(plan({ observed: set({ partition: 1 }), peers: joining }), 'hold 1 am-2 is not ready');
  const alone = peerFacts(0, {
    status: { is: 'ok', value: status({ cluster: 'disabled', peers: [] }) },
    state: unreachable(0).state,
  });
  const newcomer = (ordinal: number) =>
    peerFacts(ordinal, {
      status: { is: 'ok', value: status({ peers: ['10.0.0.1:9094', '10.0.0.2:9094'], started: NOW - 20_000 }) },
    });
  const facts3 = facts(alone, newcomer(1), newcomer(2));
  const ready = { observed: set({ partition: 1 }), peers: [old(0), peer(1), peer(2)], facts: facts3 };
  t.equal(plan(ready), 'replace 0', 'one that was alone is not in the mesh, and the last to go');
});

t.test('one peer notifies at any time: a peer that waits after its start does not count for that', async (t) => {
  const settings = { ...TERMS, startDelay: 90_000 };
  const young = (ordinal: number, alerts = peerFacts(0).alerts) =>
    peerFacts(ordinal, { status: { is: 'ok', value: status({ started: NOW - 60_000 }) }, alerts });
  const last = { observed: set({ partition: 1 }), peers: [old(0), peer(1), peer(2)], settings };
  t.equal(
    plan({ ...last, facts: facts(peerFacts(0), young(1), young(2)) }),
    'hold 1 no other peer sends notifications yet: peers begin 90 s after their start',
  );
  t.equal(plan({ ...last, facts: facts(peerFacts(0), young(1), peerFacts(2)) }), 'replace 0');
  const none = { is: 'ok', value: new Map() } as const;
  const quiet = facts(peerFacts(0, { alerts: none }), young(1, none), young(2, none));
  t.equal(plan({ ...last, facts: quiet }), 'replace 0', 'there is nothing to notify about');
  const blocked = facts(unreachable(0), unreachable(1), unreachable(2));
  const waited = [old(0), peer(1, { since: NOW - 200_000 }), peer(2)];
  t.equal(plan({ ...last, peers: waited, facts: blocked }), 'replace 0', 'where nobody can be asked their age counts');
});

t.test('a pod whose state is nowhere else does not go', async (t) => {
  const only = peerFacts(2, {
    state: { is: 'ok', value: state({ silences: entries({ s1: 1000, s2: 2000, last: 3000 }) }) },
  });
  const waits = plan({ peers: [old(0), old(1), old(2)], facts: facts(undefined, undefined, only) });
  t.match(waits, /^hold 3 am-0 misses 1 silences and 0 notifications that am-2 holds/);
});

t.test('broken peers are mended by going on, and bad templates stop at the first', async (t) => {
  const cases: [name: string, more: Partial<RolloutInput>, want: RegExp][] = [
    [
      'the candidate itself is broken',
      { peers: [old(0), old(1), old(2, broken)], facts: facts(undefined, undefined, unreachable(2)) },
      /^replace 2$/,
    ],
    [
      'another is broken with the old template',
      { peers: [old(0, broken), old(1), old(2)], facts: facts(unreachable(0)) },
      /^replace 2$/,
    ],
    [
      'one is broken with the new template: the old ones go on serving',
      {
        observed: set({ partition: 2 }),
        peers: [old(0), old(1), peer(2, broken)],
        facts: facts(undefined, undefined, unreachable(2)),
      },
      /^hold 2 am-2 is broken with the new template/,
    ],
    [
      'the user has the last word',
      { observed: set({ partition: 2 }), peers: [old(0), old(1), peer(2, broken)], skipPolicy: true },
      /^replace 1$/,
    ],
  ];
  for (const [name, more, want] of cases) t.match(plan(more), want, name);
});

t.test('peers that cannot be probed are assumed ready after a timeout, but never with strict-rollout', async (t) => {
  const blocked = facts(unreachable(0), unreachable(1), unreachable(2));
  const peers = [old(0), old(1), old(2)];
  t.equal(plan({ peers, facts: blocked }), 'replace 2');
  t.match(plan({ peers, facts: blocked, isStrict: true }), /^hold 3 am-0 is assumed ready: cannot be probed/);
  t.match(
    plan({ peers: [old(0, { since: NOW - 1000 }), old(1), old(2)], facts: blocked }),
    /^hold 3 am-0 cannot be probed .* for 150 s$/,
  );
});

t.test('where the hooks had no time to read a peer the rollout waits, unless the user has the last word', async (t) => {
  const peers = [old(0), old(1), old(2)];
  const waits = 'the state: the hooks were too busy to read it';
  for (const busy of [1, 2]) {
    const found = facts(...[0, 1, 2].map((i) => (i === busy ? peerFacts(i, { state: BUSY }) : undefined)));
    t.match(
      plan({ peers, facts: found }),
      /^hold 3 am-[012] is not read: (am-[12]: )?the state: the hooks were too busy/,
      waits,
    );
    t.equal(plan({ peers, facts: found, skipPolicy: true }), 'replace 2');
  }
});

t.test('the same input gives the same step', async (t) => {
  const more = { peers: [old(0), old(1), old(2)] };
  t.strictSame(planRollout(input(more)), planRollout(input(more)));
});

/**
 * A StatefulSet controller and a mesh, as simple as they can be: the highest pod at or above the partition with an old
 * revision is replaced, and catches up in time.
 */
function rollout(
  seed: number,
  replicas: number,
): { readonly steps: number; readonly fewest: number; readonly left: number } {
  const { next, below } = random(seed);
  let now = NOW;
  let pods = Array.from({ length: replicas }, (_, i) => old(i));
  const caughtUp = new Map(pods.map(({ uid }) => [uid, 0]));
  let partition = replicas;
  let [steps, fewest] = [0, replicas];
  while (steps < 2000 && pods.some(({ revision }) => revision === 'old')) {
    steps++;
    now += 1000 + below(4000);
    const going = pods.filter(({ ordinal, revision }) => ordinal >= partition && revision === 'old').at(-1);
    const isWhole = pods.every(({ isReady }) => isReady);
    if (going && isWhole) {
      const uid = `${going.name}-${steps}`;
      caughtUp.set(uid, now + 5000 + below(60_000));
      pods = pods.map((pod) =>
        pod === going
          ? peer(pod.ordinal, { uid, ip: `10.1.${pod.ordinal}.${steps % 250}`, isReady: false, since: now })
          : pod,
      );
    } else if (next() < 0.7) pods = pods.map((pod) => (pod.isReady ? pod : { ...pod, isReady: true, since: now }));
    const listed = pods.map(({ ip }) => `${ip}:9094`);
    const peers = pods.map(({ name, ordinal, uid }) => {
      const isWhole = (caughtUp.get(uid) ?? 0) <= now;
      const silences = isWhole ? state().silences : entries({ s1: 1000 });
      const changes = {
        uid,
        status: { is: 'ok', value: status({ peers: listed }) },
        state: { is: 'ok', value: state({ silences }) },
      } as const;
      return [name, peerFacts(ordinal, changes)] as const;
    });
    const plan = planRollout(
      input({
        observed: set({ replicas, partition }),
        replicas,
        peers: pods,
        facts: { asked: now, peers: new Map(peers) },
        now: Math.max(now, NOW + HOUR / 60),
      }),
    );
    if (plan.partition < partition - 1) throw new Error('more than one pod at a time');
    partition = plan.partition;
    fewest = Math.min(fewest, pods.filter(({ uid, isReady }) => isReady && (caughtUp.get(uid) ?? 0) <= now).length);
  }
  return { steps, fewest, left: pods.filter(({ revision }) => revision === 'old').length };
}

t.test(
  'in 200 simulated rollouts of three and five all pods are replaced, and never are two without what they missed',
  async (t) => {
    for (let seed = 0; seed < 200; seed++) {
      const replicas = seed % 2 ? 3 : 5;
      const { left, fewest } = rollout(seed, replicas);
      if (left > 0 || fewest < replicas - 1) t.fail(`seed ${seed}: ${left} left, ${fewest} whole peers`);
    }
    t.pass('all of them');
  },
);
