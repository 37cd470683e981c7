// The probe among peers of every kind: each outcome is in time, has a reason, and leaves no connection behind.
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { PeerFacts } from '../../../../hooks/probe/alertmanager/mesh.ts';
import { BOUNDS, type How, meshProbe, type Peer } from '../../../../hooks/probe/alertmanager/probe.ts';
import { question } from '../../../../hooks/probe/alertmanager/pushpull.ts';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import { enqueueRead } from '../../../../hooks/probe/io/readqueue.ts';
import { fake, HOW, holding, STATE } from './fakes.ts';

const NOW = new Date('2026-11-24T13:06:00Z');
const why = (outcome: Outcome<unknown>): string => (outcome.is === 'ok' ? 'ok' : `${outcome.is}: ${outcome.reason}`);
const one = async (peer: Peer, how: How = HOW): Promise<PeerFacts> => {
  const { peers } = await meshProbe()([peer], how, NOW);
  return peers.get(peer.name) as PeerFacts;
};
const reasons = ({ status, metrics, alerts, state }: PeerFacts): string[] => [status, metrics, alerts, state].map(why);

const unhandled = (error: unknown): void => void t.fail('an unhandled rejection', { error });
process.on('unhandledRejection', unhandled);
t.teardown(() => process.off('unhandledRejection', unhandled));

t.test('a peer that answers every question', async (t) => {
  const { peer, questions } = await fake(t);
  const { asked, peers } = await meshProbe()([peer], HOW, NOW);
  t.equal(asked, NOW.getTime());
  t.match(peers.get(peer.name), {
    uid: peer.uid,
    status: { is: 'ok', value: { cluster: 'ready' } },
    state: { is: 'ok', value: { silences: new Map([['s1', { version: 5, expires: 9 }]]) } },
    metrics: { is: 'ok', value: { fullStates: 1, configLoaded: true } },
    alerts: { is: 'ok', value: new Map([['f1', Date.parse('2026-11-24T13:05:46.159Z')]]) },
  });
  t.strictSame(Buffer.concat(questions), question(HOW.clusterLabel));
});

t.test('paths stand below the route prefix', async (t) => {
  const urls: string[] = [];
  const { peer } = await fake(t, (request, response) => {
    urls.push(request.url ?? '');
    response.end();
  });
  await one(peer, { ...HOW, routePrefix: '/alerts/' });
  t.strictSame(urls.sort(), [
    '/alerts/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true',
    '/alerts/api/v2/status',
    '/alerts/metrics',
  ]);
});

const SILENT: RequestListener = () => {};
const nothing = (socket: Socket): void => void socket.on('data', () => {});
const endless: RequestListener = (_, response) => {
  const more = (): void => {
    while (response.write(Buffer.alloc(1 << 20, ' ')));
    response.once('drain', more);
  };
  more();
};
const flood = (socket: Socket): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(Buffer.alloc(1 << 20)));
    socket.once('drain', more);
  };
  more();
};
const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code, { location: '/' }).end();
const half: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': 100 }).write('{"cluster"');
  setTimeout(() => response.destroy(), 10);
};

const LIMITS = [
  'a response of more than 33554432 bytes',
  'no response before the timeout',
  'too many large responses at the same time',
];
const LIMITED = new RegExp(`^unknown: (${LIMITS.join('|')})$`);

const cases: readonly (readonly [
  name: string,
  http: RequestListener,
  mesh: (socket: Socket) => void,
  web: RegExp,
  state: RegExp,
])[] = [
  [
    'does not answer',
    SILENT,
    nothing,
    /^unknown: no response before the timeout$/,
    /^unknown: no response before the timeout$/,
  ],
  ['closes at once', (r) => void r.socket.destroy(), (s) => s.destroy(), /^unknown: connection reset$/, /^unknown: c/],
  [
    'closes without an answer',
    (r) => void r.socket.end(),
    (s) => void s.once('data', () => s.end()),
    /^unknown: connection reset$/,
    /^unknown: closed without/,
  ],
  ['forbids', status(403), holding, /^unknown: HTTP status 403$/, /^ok$/],
  ['is broken', status(500), (s) => void s.end('oops'), /^bad: HTTP status 500$/, /^bad: a message of type 111/],
  ['sends elsewhere', status(302), holding, /^bad: HTTP status 302$/, /^ok$/],
  [
    'is something else',
    (_, r) => void r.end('<html>'),
    (s) => void s.end(Buffer.from([9, 0x80])),
    /^bad: no/,
    /^bad: not a state/,
  ],
  ['answers without HTTP', (r) => void r.socket.end('SSH-2.0-x\r\n'), holding, /^bad: not an HTTP response$/, /^ok$/],
  [
    'breaks off',
    half,
    (s) => void s.end(STATE.subarray(0, 40)),
    /^unknown: the response was cut off$/,
    /^unknown: the response was cut off$/,
  ],
  ['never ends', endless, flood, LIMITED, LIMITED],
];
/** The bound of one peer ends these, never that of the mesh: however busy the machine is. */
const AMPLE = { ...BOUNDS, total: 60_000 };

for (const [name, http, mesh, web, state] of cases) {
  t.test(`a peer that ${name}`, async (t) => {
    const { peer, open } = await fake(t, http, mesh);
    const started = performance.now();
    const { peers } = await meshProbe(AMPLE)([peer], HOW, NOW);
    t.ok(performance.now() - started < AMPLE.total / 2, 'the bound of the mesh was not needed');
    const [ofState, ...ofWeb] = reasons(peers.get(peer.name) as PeerFacts).reverse();
    for (const reason of ofWeb) t.match(reason, web);
    t.match(ofState, state);
    await closed(t, open);
  });
}

/** The other end of a connection notices the end of it a moment later. */
async function closed(t: Test, open: ReadonlySet<Socket>): Promise<void> {
  for (let i = 0; i < 100 && open.size > 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  t.equal(open.size, 0, 'no connection is left');
}

t.test('a peer that is not there', async (t) => {
  const gone = { name: 'a', uid: 'u', ip: '127.0.0.1', webPort: 1, meshPort: 1 };
  t.strictSame(reasons(await one(gone)), Array(4).fill('unknown: connection refused'));
  t.strictSame(reasons(await one({ ...gone, ip: '' })), Array(4).fill('unknown: the pod has no address'));
  t.strictSame(
    reasons(await one({ ...gone, ip: 'example.org' })),
    Array(4).fill('unknown: the pod has no address'),
    'names are not looked up',
  );
});

t.test('what Node refuses to begin with is unknown', async (t) => {
  const { peer } = await fake(t);
  const certificate = { cert: 'no certificate', key: 'no key' };
  for (const reason of reasons(
    await one(peer, { ...HOW, scheme: 'https', webTLS: { certificate }, clusterTLS: { certificate } }),
  ))
    t.match(reason, /^unknown: no connection/);
  t.match(
    why((await one(peer, { ...HOW, routePrefix: '/a b\r\nc' })).status),
    /^unknown: no connection: ERR_UNESCAPED_CHARACTERS$/,
  );
  t.match(why((await one({ ...peer, webPort: 70_000 })).status), /^unknown/);
});

t.test('TLS to a server without TLS, and TLS without a certificate', async (t) => {
  const { peer, asked } = await fake(t);
  const facts = await one(peer, { ...HOW, scheme: 'https', clusterTLS: {} });
  t.match(why(facts.status), /^unknown: no TLS connection$/);
  t.match(why(facts.state), /^unknown: the mesh uses TLS, and the hooks have no certificate/);
  t.equal(asked.mesh, 0);
  t.match(
    why((await one(peer, { ...HOW, clusterLabel: 'x'.repeat(256) })).state),
    /^unknown: the cluster label is longer/,
  );
});

t.test('one peer that does not answer costs the others nothing', async (t) => {
  const [well, ill] = [await fake(t), await fake(t, SILENT, nothing)];
  const { peers } = await meshProbe()([ill.peer, well.peer], HOW, NOW);
  t.strictSame(reasons(peers.get(well.peer.name) as PeerFacts), Array(4).fill('ok'));
  t.strictSame(
    reasons(peers.get(ill.peer.name) as PeerFacts),
    Array(4).fill('unknown: no response before the timeout'),
  );
});

t.test('many silent peers take no longer than the budget, and each has a reason', async (t) => {
  const { peer, asked } = await fake(t, SILENT, nothing);
  const peers = Array.from({ length: 20 }, (_, i) => ({ ...peer, name: `p${i}`, uid: `u${i}` }));
  const found = await meshProbe({ ...BOUNDS, peer: 100, total: 250, parallel: 4 })(peers, HOW, NOW);
  t.ok(asked.mesh <= 12, `the budget is over in the third round of four: ${asked.mesh} were asked`);
  t.equal(found.peers.size, 20);
  // Which of the two depends on how busy this machine is.
  const expected = /^unknown: (no response before the timeout|the hooks were too busy to read it)$/;
  t.ok([...found.peers.values()].every(({ state }) => expected.test(why(state) ?? '')));
});

/** What reading the answers of others does. */
const work = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

t.test('a peer is not late because the hooks are busy, as long as the whole mesh is not', async (t) => {
  const { peer } = await fake(t);
  const ask = async (total: number): Promise<string[]> => {
    const found = meshProbe({ ...BOUNDS, peer: 100, total })([peer], HOW, NOW);
    setImmediate(work, 300);
    return reasons((await found).peers.get(peer.name) as PeerFacts);
  };
  t.strictSame(await ask(3000), Array(4).fill('ok'));
  t.strictSame(await ask(200), Array(4).fill('unknown: the hooks were too busy to read it'));
});

t.test(
  'answers are read one at a time, small ones first; others have a turn in between, and none is read that is late',
  async (t) => {
    const [seen, late]: [string[], AbortController] = [[], new AbortController()];
    const read = (name: string, size: number): Promise<Outcome<void>> =>
      enqueueRead(size, late.signal, () => {
        seen.push(name);
        setImmediate(() => seen.push(`after ${name}`));
      });
    await Promise.all([read('large', 3), read('small', 1), read('also small', 1)]);
    t.strictSame(seen, ['small', 'after small', 'also small', 'after also small', 'large']);
    const outcome = read('too late', 1);
    late.abort();
    t.equal(why(await outcome), 'unknown: the hooks were too busy to read it');
    t.notOk(seen.includes('too late'));
  },
);

t.test('the same question within two seconds has the same answer', async (t) => {
  const { peer, asked } = await fake(t);
  const probe = meshProbe();
  const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  const [first, same] = await Promise.all([probe([peer], HOW, at(0)), probe([{ ...peer }], { ...HOW }, at(0.5))]);
  t.equal(first, same, 'while it is under way');
  t.equal(await probe([peer], HOW, at(1.9)), first);
  t.strictSame(asked, { http: 3, mesh: 1 });
  t.not(await probe([peer], HOW, at(2)), first);
  t.not(await probe([peer], { ...HOW, clusterLabel: 'other' }, at(2)), first);
  t.strictSame(asked, { http: 9, mesh: 3 });
});

t.test('an answer may be older where the question says so', async (t) => {
  const { peer, asked } = await fake(t);
  const probe = meshProbe();
  const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  const first = await probe([peer], HOW, at(0), 30_000);
  t.equal(await probe([peer], HOW, at(29), 30_000), first);
  t.equal(asked.mesh, 1);
  t.not(await probe([peer], HOW, at(29)), first, 'who wants to know now asks');
});

t.test('a peer of two meshes is asked once at a time', async (t) => {
  const [both, second] = [await fake(t), await fake(t)];
  const probe = meshProbe();
  const [small, large] = await Promise.all([probe([both.peer], HOW, NOW), probe([both.peer, second.peer], HOW, NOW)]);
  t.equal(both.asked.mesh, 1);
  t.equal(small.peers.get(both.peer.name), large.peers.get(both.peer.name));
});

t.test('of many meshes only the last ones are remembered', async (t) => {
  const { peer, asked } = await fake(t);
  const probe = meshProbe({ ...BOUNDS, meshes: 2 });
  const ask = (name: string) => probe([{ ...peer, name }], HOW, NOW);
  for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await ask(name);
  t.equal(asked.mesh, 4, 'a was evicted, b and c were not');
});

t.test('large answers wait for no room: what does not fit is unknown, and the room is free again', async (t) => {
  const [large, small] = [await fake(t, endless, flood), await fake(t)];
  const probe = meshProbe({ ...BOUNDS, bytes: 1 << 20 });
  const { peers } = await probe([large.peer], HOW, NOW);
  for (const reason of reasons(peers.get(large.peer.name) as PeerFacts))
    t.match(reason, /^unknown: too many large responses at the same time$/);
  const after = await probe([small.peer], HOW, NOW);
  t.strictSame(reasons(after.peers.get(small.peer.name) as PeerFacts), Array(4).fill('ok'));
});
