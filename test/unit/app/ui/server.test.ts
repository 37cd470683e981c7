// The server of the page: who may ask, what every answer has, what no answer holds.
import { request } from 'node:http';
import t, { type Test } from 'tap';
import { startUi, type UiServer } from '../../../../hooks/app/ui/server.ts';
import type { Snapshot, Source } from '../../../../hooks/app/ui/source.ts';
import { PASSWORD, type Shop, shop } from '../../../ui/shop.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: never;
}

type Headers = Readonly<Record<string, string>>;

/** Sends exactly these headers, also a Host of its own. */
function ask(server: UiServer, path: string, headers: Headers = {}, payload?: string): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, headers, method: payload === undefined ? 'GET' : 'POST' },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = String(answer.headers['content-type']).includes('json');
          const body = (isJson ? JSON.parse(text) : undefined) as never;
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}

const sourceOf = ({ objects, facts }: Shop, more: Partial<Source> = {}): Source => ({
  title: 'files',
  seconds: 3600,
  read: async (): Promise<Snapshot> => ({ objects, facts, notes: [] }),
  ...more,
});

async function start(t: Test, source: Source): Promise<UiServer> {
  const now = () => new Date('2026-01-05T21:00:00Z');
  const server = await startUi({ source, isLive: true, flags: [], now, port: 0 });
  t.teardown(server.stop);
  return server;
}

const bearer = ({ token }: UiServer): Headers => ({ authorization: `Bearer ${token}` });
const json = (server: UiServer): Headers => ({ ...bearer(server), 'content-type': 'application/json' });

/** Every path with data. */
const PATHS = [
  '/api/overview',
  '/api/objects?view=map',
  '/api/objects?limit=200',
  '/api/object?kind=ServiceMonitor&namespace=shop&name=stock',
  '/api/object?kind=AlertmanagerConfig&namespace=shop&name=team',
  '/api/object?kind=Alertmanager&namespace=monitoring&name=main',
  '/api/object?kind=Prometheus&namespace=monitoring&name=k8s',
  '/api/alertmanagers',
  '/api/routing?namespace=monitoring&name=main',
  '/api/changes?after=0',
];
const ALERT = JSON.stringify({ namespace: 'monitoring', name: 'main', labels: 'severity=critical, namespace=shop' });

t.test('data needs the token in a header, the page in its address; the program of the page is public', async (t) => {
  const server = await start(t, sourceOf(shop(5)));
  t.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/);
  const other = await start(t, sourceOf(shop(3)));
  t.not(other.token, server.token, 'each start has another token');
  for (const path of PATHS) {
    t.equal((await ask(server, path)).status, 401, path);
    t.equal((await ask(server, path, bearer(other))).status, 401, `${path} with another token`);
    const inAddress = `${path}${path.includes('?') ? '&' : '?'}token=${server.token}`;
    t.equal((await ask(server, inAddress)).status, 401, `${path} with the token in the address`);
    t.equal((await ask(server, path, bearer(server))).status, 200, `${path} with the token`);
  }
  t.equal((await ask(server, '/')).status, 401);
  t.equal((await ask(server, '/?token=0')).status, 401);
  t.equal((await ask(server, `/?token=${server.token}`)).status, 200);
  t.equal((await ask(server, '/nothing')).status, 401, 'what does not exist needs it too');
  for (const path of ['/app.js', '/preact.js', '/style.css']) t.equal((await ask(server, path)).status, 200, path);
});

t.test('another Host, another Origin and another site are refused, with the token too', async (t) => {
  const server = await start(t, sourceOf(shop(3)));
  const { port } = new URL(server.url);
  const allowed: Headers[] = [
    {},
    { host: `localhost:${port}` },
    { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];
  for (const headers of allowed)
    t.equal(
      (await ask(server, '/api/overview', { ...bearer(server), ...headers })).status,
      200,
      JSON.stringify(headers),
    );
  const refused: Headers[] = [
    { host: `attacker.example.com:${port}` },
    { host: `127.0.0.1.example.com:${port}` },
    { origin: 'http://attacker.example.com' },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { origin: `https://127.0.0.1:${port}` },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of refused)
    for (const path of ['/api/overview', '/app.js', `/?token=${server.token}`])
      t.equal((await ask(server, path, { ...bearer(server), ...headers })).status, 403, JSON.stringify(headers));
});

t.test('every answer allows nothing but the own files, and is not kept', async (t) => {
  const server = await start(t, sourceOf(shop(3)));
  for (const path of ['/app.js', `/?token=${server.token}`, '/api/overview', '/nothing']) {
    const { headers } = await ask(server, path, path.startsWith('/api') ? bearer(server) : {});
    const policy = String(headers['content-security-policy']);
    t.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/, path);
    t.match(policy, /frame-ancestors 'none'/);
    t.notMatch(policy, /unsafe|http|\*/);
    t.match(headers, {
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    t.equal(headers['access-control-allow-origin'], undefined);
    t.equal(headers['set-cookie'], undefined);
  }
});

t.test('no answer holds a value of a Secret', async (t) => {
  const server = await start(t, sourceOf(shop(5)));
  const answers = [
    ...(await Promise.all(PATHS.map((path) => ask(server, path, bearer(server))))),
    await ask(server, '/api/alert', json(server), ALERT),
  ];
  const packed = Buffer.from(PASSWORD).toString('base64').slice(0, 20);
  for (const { status, text } of answers) {
    t.equal(status, 200);
    t.ok(text.length > 10);
    t.notOk(text.includes(PASSWORD), text.slice(0, 200));
    t.notOk(text.includes(packed));
  }
});

t.test('lists are searched, filtered and cut', async (t) => {
  const server = await start(t, sourceOf(shop(300)));
  type List = { total: number; rows: { name: string; state: string; kind: string; message: string }[] };
  const list = async (query: string): Promise<List> => {
    const { status, body } = await ask(server, `/api/objects?${query}`, bearer(server));
    t.equal(status, 200, query);
    return body as List;
  };
  const all = await list('view=map');
  t.equal(all.total, 300);
  t.equal(all.rows.length, 50);
  t.strictSame(
    all.rows.slice(0, 4).map(({ state }) => state),
    ['broken', 'broken', 'broken', 'ok'],
    'broken ones first',
  );
  t.strictSame(
    (await list('view=map&search=service-0123')).rows.map(({ name }) => name),
    ['service-0123'],
  );
  t.strictSame(
    (await list('search=LABEL%20release')).rows.map(({ name }) => name),
    ['payment'],
    'by its message',
  );
  t.equal((await list('state=broken&view=map')).total, 3);
  t.equal((await list('kind=PrometheusRule')).total, 2);
  t.equal((await list('view=map&limit=200&offset=200')).rows.length, 100);
  for (const query of ['limit=201', 'limit=0', 'offset=-1', 'view=other', `search=${'x'.repeat(501)}`])
    t.equal((await ask(server, `/api/objects?${query}`, bearer(server))).status, 400, query.slice(0, 20));
  const large = JSON.stringify({ namespace: 'a', name: 'b', labels: 'x'.repeat(70_000) });
  t.equal((await ask(server, '/api/alert', json(server), large)).status, 413, 'a large body is refused');
});

t.test('a broken monitor says why and what to do', async (t) => {
  const server = await start(t, sourceOf(shop(3)));
  const path = '/api/object?kind=ServiceMonitor&namespace=shop&name=checkout';
  const { body } = await ask(server, path, bearer(server));
  const { steps } = body as { steps: { status: string; link: string; cause: string; repair: { command: string }[] }[] };
  const broken = steps.filter(({ status }) => status === 'broken');
  t.match(broken, [{ link: 'port', cause: 'PortNameDiffers' }]);
  t.match(broken[0]?.repair[0]?.command, /^kubectl /);
  t.equal((await ask(server, path.replace('checkout', 'gone'), bearer(server))).status, 404);
});

t.test('an alert goes its way through the routes of Secret and AlertmanagerConfigs', async (t) => {
  const server = await start(t, sourceOf(shop(3)));
  const { body } = await ask(server, '/api/alert', json(server), ALERT);
  const { destinations } = body as { destinations: { receiver: string; source: string }[] };
  t.match(destinations, [
    { receiver: 'shop/team/loud', source: 'AlertmanagerConfig shop/team' },
    { receiver: 'pager', source: 'Secret monitoring/alertmanager-main' },
  ]);
  const wrong = JSON.stringify({ namespace: 'monitoring', name: 'main', labels: 'no labels' });
  t.equal((await ask(server, '/api/alert', json(server), wrong)).status, 400);
});

t.test('a change wakes who waits for it; a reading that fails keeps what was there', async (t) => {
  let [monitors, error] = [3, ''];
  const read = async (): Promise<Snapshot> => {
    if (error) throw new Error(error);
    return { ...shop(monitors), notes: [] };
  };
  const server = await start(t, sourceOf(shop(3), { read }));
  const overview = async () =>
    (await ask(server, '/api/overview', bearer(server))).body as { version: number; problem: string; kinds: object };
  const before = await overview();
  await server.refresh();
  t.equal((await overview()).version, before.version, 'nothing has changed');
  const waiting = ask(server, `/api/changes?after=${before.version}`, bearer(server));
  monitors = 4;
  await server.refresh();
  t.strictSame((await waiting).body, { version: before.version + 1 });
  t.match((await overview()).kinds, { ServiceMonitor: 4 });
  error = 'the cluster does not answer';
  await server.refresh();
  t.match(await overview(), { problem: error, kinds: { ServiceMonitor: 4 } });
});

t.test('actions of the source are buttons; there are no others', async (t) => {
  const done: string[] = [];
  const run = async () => void done.push('break');
  const server = await start(t, sourceOf(shop(3), { actions: [{ name: 'break', label: 'Break it', run }] }));
  const act = (name: string) => ask(server, '/api/actions', json(server), JSON.stringify({ name }));
  t.equal((await act('break')).status, 200);
  t.equal((await act('other')).status, 404);
  t.strictSame(done, ['break']);
  const plain = await start(t, sourceOf(shop(3)));
  t.equal((await ask(plain, '/api/actions', json(plain), '{"name":"break"}')).status, 404);
});
