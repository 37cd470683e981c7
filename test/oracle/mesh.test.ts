// The probe against real Alertmanagers: it reports their state and their peers, and what is unknown.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { PeerFacts, PeerState } from '../../hooks/probe/alertmanager/mesh.ts';
import { BOUNDS, type How, meshProbe } from '../../hooks/probe/alertmanager/probe.ts';
import type { Outcome } from '../../hooks/probe/io/outcome.ts';
import { certificates } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { type Alertmanager, alertmanager, json, PATIENCE, type Receiver, receiver } from './alertmanagers.ts';
import { tool } from './tools.ts';

const binary = tool('alertmanager') ?? '';
const skip = binary ? false : 'alertmanager is not at hand: test/cluster/up.sh brings it';

const LABEL = 'monitoring/main';
const HOW: How = { scheme: 'http', routePrefix: '/', clusterLabel: LABEL };
const [GROUPS, SILENCES] = [30, 60];

const why = (outcome: Outcome<unknown>): string => (outcome.is === 'ok' ? 'ok' : `${outcome.is}: ${outcome.reason}`);
const value = <T>(outcome: Outcome<T>): T => {
  if (outcome.is !== 'ok') throw new Error(why(outcome));
  return outcome.value;
};

const outcomes = ({ status, metrics, alerts, state }: PeerFacts): string[] => [status, metrics, alerts, state].map(why);
/** A peer closes the connection without a response. The label can be the reason, but that is not certain. */
const WRONG_LABEL = 'unknown: closed without a response: another cluster label, or too many requests';

/** A probe that remembers nothing: each call looks. */
const look = async (mesh: readonly Alertmanager[], how: How = HOW): Promise<PeerFacts[]> => {
  const { peers } = await meshProbe()(
    mesh.map(({ peer }) => peer),
    how,
    new Date(),
  );
  return [...peers.values()];
};

/** Whether each thread of a process has stopped (proc(5): stat). */
const isStopped = (pid = 0): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) =>
    /^.*\) T /s.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
  );

async function silences(at: Alertmanager, count: number): Promise<string[]> {
  const [startsAt, endsAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  const rest = { startsAt, endsAt, createdBy: 'somebody', comment: 'ä maintenance' };
  const matchers = (i: number) => [{ name: 'alertname', value: `silenced ${i}`, isRegex: false, isEqual: true }];
  const made = Array.from({ length: count }, (_, i) =>
    json<{ silenceID: string }>(`${at.url}/api/v2/silences`, { ...rest, matchers: matchers(i) }),
  );
  return (await Promise.all(made)).map(({ silenceID }) => silenceID);
}

const notified = Array.from({ length: GROUPS }, (_, i) => `{}:{alertname="alert ${i}"}:hook/webhook/`).flatMap(
  (key) => [`${key}0`, `${key}1`],
);
const holdsAll = ({ silences, notifications }: PeerState): boolean =>
  silences.size === SILENCES && notifications.size === notified.length;

async function mesh(t: Test, hook: Receiver): Promise<Alertmanager[]> {
  const started: Alertmanager[] = [];
  for (const i of [0, 1, 2]) {
    const peer = await alertmanager(binary, {
      name: `alertmanager-main-${i}`,
      host: `127.0.0.${31 + i}`,
      hook: hook.url,
      label: LABEL,
      join: started,
      // Gossip alone loses an entry now and then, and peers make up for it when they next give each other all.
      flags: ['--cluster.pushpull-interval=500ms'],
    });
    t.teardown(() => peer.stop());
    started.push(peer);
  }
  const settled = async () =>
    (await look(started)).every(({ status }) => status.is === 'ok' && status.value.cluster === 'ready');
  await until('the mesh settles', settled, PATIENCE);
  return started;
}

t.test('a mesh of three', { skip, timeout: 60_000 }, async (t) => {
  const hook = await receiver();
  t.teardown(hook.stop);
  const peers = await mesh(t, hook);
  const [first, second, third] = peers as [Alertmanager, Alertmanager, Alertmanager];

  const ids = await silences(second, SILENCES);
  const alerts = Array.from({ length: GROUPS }, (_, i) => ({ labels: { alertname: `alert ${i}` } }));
  await Promise.all(peers.map(({ url }) => json(`${url}/api/v2/alerts`, alerts)));
  await until('each group is notified', async () => hook.groups.size === GROUPS, PATIENCE);
  const full = async () => {
    const states = (await look(peers)).map(({ state }) => value(state));
    if (states.every(holdsAll)) return true;
    throw new Error(
      states
        .map(({ silences, notifications }) => `${silences.size} silences, ${notifications.size} notifications`)
        .join('; '),
    );
  };
  await until('the state has spread', full, PATIENCE);

  const facts = await look(peers);
  await t.test('each holds every silence, as new as its API says', async (t) => {
    for (const [i, { state }] of facts.entries()) {
      const said = await json<{ id: string; updatedAt: string }[]>(`${peers[i]?.url}/api/v2/silences`);
      const { silences } = value(state);
      t.strictSame([...silences.keys()].sort(), [...ids].sort());
      // The API cuts what is below a millisecond. A number of today's size holds a quarter of a microsecond: the last
      // of a millisecond is the next one.
      const isSame = ({ id, updatedAt }: { id: string; updatedAt: string }): boolean => {
        const rest = (silences.get(id)?.version ?? Number.NaN) - Date.parse(updatedAt);
        return rest >= 0 && rest <= 1;
      };
      t.strictSame(
        said.filter((silence) => !isSame(silence)),
        [],
        'to the millisecond',
      );
    }
  });
  await t.test('each holds every notification, the same version of it', async (t) => {
    const [one, ...others] = facts.map(({ state }) => value(state).notifications);
    t.strictSame([...(one?.keys() ?? [])].sort(), [...notified].sort());
    for (const other of others) t.strictSame(new Map([...other].sort()), new Map([...(one ?? [])].sort()));
    t.ok(
      [...(one?.values() ?? [])].every(
        ({ version, expires }) => Math.abs(version - Date.now()) < 60_000 && expires > Date.now(),
      ),
    );
  });
  await t.test('each sees three members alive, where they are', async (t) => {
    const members = peers.map(
      ({ peer }) => [peer.name, { state: 'alive', address: `${peer.ip}:${peer.meshPort}` }] as const,
    );
    for (const { state, status } of facts) {
      t.strictSame(new Map([...value(state).members].sort()), new Map(members));
      t.strictSame([...value(status).peers].sort(), members.map(([, { address }]) => address).sort());
    }
  });
  await t.test('each tells its alerts, its metrics and its start', async (t) => {
    for (const { alerts, metrics, status } of facts) {
      t.equal(value(alerts).size, GROUPS);
      t.ok(
        [...value(alerts)].every(
          ([fingerprint, start]) => /^[0-9a-f]{16}$/.test(fingerprint) && Math.abs(start - Date.now()) < 60_000,
        ),
      );
      t.ok(value(metrics).configLoaded);
      t.ok(value(metrics).fullStates >= 1);
      t.ok(Math.abs(value(status).started - Date.now()) < 60_000);
    }
  });
  await t.test('with another label the mesh says nothing', async (t) => {
    for (const clusterLabel of ['monitoring/other', '']) {
      const others = await look(peers, { ...HOW, clusterLabel });
      t.strictSame(new Set(others.map(({ state }) => why(state))), new Set([WRONG_LABEL]));
      t.ok(others.every(({ status }) => status.is === 'ok'));
    }
  });
  await t.test('a peer that hangs is unknown, within its second', async (t) => {
    third.process.kill('SIGSTOP');
    await until('it has stopped', () => isStopped(third.process.pid));
    const started = performance.now();
    const [one, , hanging] = await look(peers);
    t.ok(performance.now() - started < BOUNDS.total);
    third.process.kill('SIGCONT');
    t.equal(why(one?.state as Outcome<unknown>), 'ok');
    t.strictSame(outcomes(hanging as PeerFacts), Array(4).fill('unknown: no response before the timeout'));
  });
  await t.test('a peer that left is unknown, and the others know it', async (t) => {
    await third.stop();
    const started = performance.now();
    const gone = (await look(peers))[2] as PeerFacts;
    t.ok(performance.now() - started < BOUNDS.total);
    t.strictSame(outcomes(gone), Array(4).fill('unknown: connection refused'));
    const left = async () =>
      (await look([first])).every(({ state }) => value(state).members.get(third.peer.name)?.state === 'left');
    await until('the others see that it left', left, PATIENCE);
  });
});

t.test('a peer that settles says so', { skip, timeout: 60_000 }, async (t) => {
  const peer = await alertmanager(binary, {
    name: 'slow',
    host: '127.0.0.35',
    hook: 'http://127.0.0.1:1',
    label: LABEL,
    join: [],
    gossip: '5s',
  });
  t.teardown(() => peer.stop('SIGKILL'));
  const [facts] = await look([peer]);
  t.match(facts?.status, { is: 'ok', value: { cluster: 'settling' } });
  t.match(facts?.state, { is: 'ok', value: { silences: new Map(), members: new Map([['slow', { state: 'alive' }]]) } });
  const [again] = await look([peer]);
  t.match(again?.metrics, { is: 'ok', value: { fullStates: 0 } }, 'to be asked does not count as a state received');
  t.equal(value(again?.state as PeerFacts['state']).members.size, 1, 'nor as a member');
});

t.test('a peer alone, without a mesh, has no state to read', { skip, timeout: 60_000 }, async (t) => {
  const flags = ['--web.route-prefix=/alerts'];
  const peer = await alertmanager(binary, {
    name: 'alone',
    host: '127.0.0.36',
    hook: 'http://127.0.0.1:1',
    label: '',
    join: [],
    flags,
    alone: true,
  });
  t.teardown(() => peer.stop());
  const [facts] = await look([peer], { ...HOW, routePrefix: '/alerts' });
  t.match(facts?.status, { is: 'ok', value: { cluster: 'disabled', peers: [] } });
  t.match(facts?.metrics, { is: 'ok', value: { fullStates: 0, configLoaded: true } });
  t.equal(why(facts?.state as Outcome<unknown>), 'unknown: connection refused');
});

t.test('a mesh and a web page in TLS', { skip, timeout: 60_000 }, async (t) => {
  const { authority, server, client, stranger, directory } = certificates();
  const serves = { cert_file: server.certFile, key_file: server.keyFile, client_ca_file: authority.certFile };
  const asServer = { ...serves, client_auth_type: 'RequireAndVerifyClientCert' };
  const asClient = { cert_file: client.certFile, key_file: client.keyFile, ca_file: authority.certFile };
  const [meshFile, webFile] = [join(directory, 'mesh.yml'), join(directory, 'web.yml')];
  writeFileSync(meshFile, JSON.stringify({ tls_server_config: asServer, tls_client_config: asClient }));
  writeFileSync(webFile, JSON.stringify({ tls_server_config: asServer }));
  const flags = [`--cluster.tls-config=${meshFile}`, `--web.config.file=${webFile}`];
  const web = { certificate: client };
  const peer = await alertmanager(binary, {
    name: 'safe',
    host: '127.0.0.1',
    hook: 'http://127.0.0.1:1',
    label: LABEL,
    join: [],
    flags,
    web,
  });
  t.teardown(() => peer.stop());

  const known = { certificate: client, authority: authority.cert };
  const https: How = { ...HOW, scheme: 'https', webTLS: known, clusterTLS: known };
  const as = async (how: How): Promise<string[]> => outcomes((await look([peer], how))[0] as PeerFacts);
  t.strictSame(await as(https), Array(4).fill('ok'), 'with a certificate');
  t.strictSame(
    await as({ ...https, webTLS: { certificate: client }, clusterTLS: { certificate: client } }),
    Array(4).fill('ok'),
    'and no authority',
  );
  for (const reason of await as({ ...https, webTLS: { certificate: stranger }, clusterTLS: { certificate: stranger } }))
    t.match(reason, /^unknown/, 'with the certificate of a stranger');
  for (const reason of await as({
    ...https,
    webTLS: { ...known, authority: stranger.cert },
    clusterTLS: { ...known, authority: stranger.cert },
  }))
    t.match(reason, /^unknown: no connection: /, 'from whom we do not trust');
  t.match(
    (await as({ ...https, clusterTLS: {} }))[3],
    /^unknown: the mesh uses TLS, and the hooks have no certificate/,
  );
  t.match((await as(HOW))[3], /^unknown/, 'plainly');
});
