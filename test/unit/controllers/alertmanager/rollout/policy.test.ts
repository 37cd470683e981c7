import t from 'tap';
import type { MeshSettings, Peer } from '../../../../../hooks/controllers/alertmanager/rollout/mesh.ts';
import { checkPeer } from '../../../../../hooks/controllers/alertmanager/rollout/policy.ts';
import type { MeshFacts, PeerFacts } from '../../../../../hooks/probe/alertmanager/mesh.ts';
import { BUSY, FULL } from '../../../../../hooks/probe/io/unreachable.ts';
import {
  entries,
  facts,
  HOUR,
  NOW,
  peer,
  peerFacts,
  state,
  status,
  TERMS,
  unreachable,
} from '../../../../support/mesh.ts';

const result = (changes: { facts?: MeshFacts; peers?: readonly Peer[]; settings?: MeshSettings } = {}) => {
  const peers = changes.peers ?? [peer(0), peer(1), peer(2)];
  const { level, reason } = checkPeer(peers[1] as Peer, {
    peers,
    facts: changes.facts ?? facts(),
    settings: changes.settings ?? TERMS,
    now: NOW,
  });
  return `${level} ${reason}`.trim();
};
const mine = (more: Partial<PeerFacts>) => facts(undefined, peerFacts(1, more));

t.test('a peer that all others list and that holds what the others hold is verified', async (t) => {
  t.equal(result(), 'verified');
});

t.test('the result names the failed check', async (t) => {
  const cases: [name: string, changes: Parameters<typeof result>[0], want: string][] = [
    ['not ready', { peers: [peer(0), peer(1, { isReady: false }), peer(2)] }, 'failed is not ready'],
    ['terminating', { peers: [peer(0), peer(1, { isTerminating: true }), peer(2)] }, 'failed is terminating'],
    [
      'settling',
      { facts: mine({ status: { is: 'ok', value: status({ cluster: 'settling' }) } }) },
      'failed the mesh is settling',
    ],
    [
      'an answer that is none',
      { facts: mine({ status: { is: 'bad', reason: 'status 503' } }) },
      'failed the status API: status 503',
    ],
    [
      'it does not see a peer',
      { facts: mine({ status: { is: 'ok', value: status({ peers: ['10.0.0.1:9094', '10.0.0.2:9094'] }) } }) },
      'failed does not list am-0',
    ],
    [
      'a peer does not see it, as after a crash with a new address',
      {
        facts: facts(
          peerFacts(0, { status: { is: 'ok', value: status({ peers: ['10.0.0.0:9094', '10.0.0.2:9094'] }) } }),
        ),
      },
      'failed is not listed by am-0',
    ],
    [
      'a peer that is no pod',
      { facts: mine({ status: { is: 'ok', value: status({ peers: [...status().peers, '10.9.9.9:9094'] }) } }) },
      'failed lists 10.9.9.9, which is not a pod of this Alertmanager',
    ],
    [
      'no exchange yet',
      { facts: mine({ metrics: { is: 'ok', value: { fullStates: 0, configLoaded: true } } }) },
      'failed has not received a full state yet',
    ],
    [
      'a configuration that does not load',
      { facts: mine({ metrics: { is: 'ok', value: { fullStates: 1, configLoaded: false } } }) },
      'failed could not load its configuration',
    ],
    [
      'a silence is missing, a notification is older',
      {
        facts: mine({
          state: { is: 'ok', value: state({ silences: entries({ s1: 1000 }), notifications: entries({ n1: 999 }) }) },
        }),
      },
      'failed misses 1 silences and 1 notifications that am-0 holds',
    ],
    [
      'alerts have not been sent again',
      {
        facts: mine({
          status: { is: 'ok', value: status({ started: NOW - 60_000 }) },
          alerts: { is: 'ok', value: new Map() },
        }),
      },
      'failed has not received 1 alerts that am-0 holds',
    ],
  ];
  for (const [name, changes, want] of cases) t.equal(result(changes), want, name);
});

t.test('what is no loss does not count', async (t) => {
  const theirs = (silences: ReturnType<typeof entries>) =>
    facts(peerFacts(0, { state: { is: 'ok', value: state({ silences }) } }));
  t.equal(result({ facts: theirs(entries({ s1: 1000, s2: 2000, gone: 5 }, NOW - 1)) }), 'verified', 'expired entries');
  t.equal(
    result({ facts: theirs(entries({ s1: 1000, s2: 2000, young: NOW - 1000 })) }),
    'verified',
    'what gossip has not had time for',
  );
  t.equal(result({ facts: theirs(entries({ s1: 1000 })) }), 'verified', 'the peer holds more');
  t.equal(
    result({ facts: mine({ alerts: { is: 'ok', value: new Map() } }) }),
    'verified',
    'alerts that it has not received for an hour',
  );
  const listed = status({ peers: [...status().peers, '10.9.9.9:9094'] });
  t.equal(
    result({ facts: mine({ status: { is: 'ok', value: listed } }), settings: { ...TERMS, hasOthers: true } }),
    'verified',
    'additional peers',
  );
});

t.test(
  'unknown is neither good nor bad: with the state unread a peer is partial, unreachable it has to wait',
  async (t) => {
    t.equal(result({ facts: mine({ state: { is: 'unknown', reason: 'refused' } }) }), 'partial the state: refused');
    t.equal(
      result({ facts: facts(undefined, unreachable(1)) }),
      'assumed ready cannot be probed (the status API: connection timed out)',
    );
    const young = [peer(0), peer(1, { since: NOW - 100_000 }), peer(2)];
    t.match(
      result({ facts: facts(undefined, unreachable(1)), peers: young }),
      /^failed cannot be probed .* for 150 s$/,
    );
    const slow = { ...TERMS, startDelay: 90_000 };
    t.match(result({ facts: facts(undefined, unreachable(1)), peers: young, settings: slow }), /for 180 s$/);
  },
);

t.test(
  'a peer that the hooks had no time to read is waited for, whatever it was and however long it has been ready',
  async (t) => {
    const late = { state: BUSY };
    t.equal(result({ facts: mine(late) }), 'not read the state: the hooks were too busy to read it');
    t.equal(
      result({ facts: mine({ status: BUSY, metrics: BUSY, ...late }) }),
      'not read the status API: the hooks were too busy to read it',
    );
    t.equal(
      result({ facts: facts(peerFacts(0, late)) }),
      'not read am-0: the state: the hooks were too busy to read it',
    );
    const young = { status: { is: 'ok', value: status({ started: NOW - 60_000 }) } } as const;
    t.equal(
      result({ facts: facts(peerFacts(0, { alerts: FULL }), peerFacts(1, young)) }),
      'not read the alerts of am-0: too many large responses at the same time',
    );
    t.equal(result({ facts: facts(peerFacts(0, { alerts: FULL })) }), 'verified', 'alerts that it was sent long ago');
    t.match(
      result({ facts: facts(peerFacts(0, late), peerFacts(1, { state: { is: 'bad', reason: 'nonsense' } })) }),
      /^failed/,
      'failed checks come first',
    );
  },
);

t.test('facts about an earlier pod of the same name count for nothing', async (t) => {
  const peers = [peer(0), peer(1, { uid: 'another', since: NOW - HOUR }), peer(2)];
  t.match(result({ peers }), /^assumed ready cannot be probed \(the status API was not probed\)/);
});

t.test('a single peer without clustering needs neither members nor state', async (t) => {
  const alone = [peer(0)];
  const settings = { ...TERMS, isClustered: false };
  const off = peerFacts(0, {
    status: { is: 'ok', value: status({ cluster: 'disabled', peers: [] }) },
    state: { is: 'unknown', reason: 'refused' },
  });
  t.equal(checkPeer(alone[0] as Peer, { peers: alone, facts: facts(off), settings, now: NOW }).level, 'verified');
  t.equal(
    checkPeer(alone[0] as Peer, { peers: alone, facts: facts(peerFacts(0)), settings, now: NOW }).reason,
    'the mesh is ready',
  );
});
