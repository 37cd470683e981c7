// Alertmanagers that the hooks may ask, all in this process: each address of 127.3.0.0/16 is one. Sizes are those of
// Alertmanager 0.34 with alerts of seven labels and three annotations, each in a group of its own that two integrations
// received, and 50 silences. Of 1,000 alerts: 820 KB, 64 KB of metrics, 80 KB of state, packed.
import { createServer, type RequestListener, type Server as WebServer } from 'node:http';
import { createServer as createListener, type Server, type Socket } from 'node:net';
import { random } from '../support/random.ts';
import { compressed, notification, part, pushPull, silence } from '../unit/probe/alertmanager/encode.ts';

export const REPLICAS = 3;
const [WEB, GOSSIP] = [9093, 9094];
const [SILENCES, HOUR] = [50, 3_600_000];

/** Where the pod of a mesh is. */
export const ipOf = (mesh: number, ordinal: number): string => `127.3.${mesh}.${ordinal + 1}`;

const iso = (time: number): string => new Date(time).toISOString();
const each = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const alert = (i: number, now: number) => ({
  annotations: {
    description: `app-${i} answers in 1.3s at the 99th percentile.`,
    runbook_url: `https://runbooks.example.org/runbooks/shop/slow${i}`,
    summary: 'Requests are slow.',
  },
  endsAt: iso(now + 240_000),
  fingerprint: i.toString(16).padStart(16, '0'),
  receivers: [{ name: 'hook' }],
  startsAt: iso(now - HOUR - i),
  status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: 'active' },
  updatedAt: iso(now),
  generatorURL:
    'http://prometheus.example.org/graph?g0.expr=histogram_quantile%280.99%2C+sum+by+%28le%2C+job%29+' +
    `%28rate%28http_request_duration_seconds_bucket%7Bjob%3D%22app-${i}%22%7D%5B5m%5D%29%29%29+%3E+1&g0.tab=1`,
  labels: {
    alertname: `Shop${i}Slow`,
    cluster: 'one',
    instance: `10.1.${i % 200}.7:8080`,
    job: `app-${i}`,
    namespace: `team-${i % 20}`,
    prometheus: 'monitoring/k8s',
    severity: i % 2 ? 'warning' : 'critical',
  },
});

/** The two samples that count, among 64 KB of others. */
const METRICS = [
  ...each(
    580,
    (i) =>
      'alertmanager_http_request_duration_seconds_bucket' +
      `{handler="/api/v2/alerts/${i % 20}",method="get",code="200",le="${i}"} 12`,
  ),
  'alertmanager_cluster_messages_received_total{msg_type="full_state"} 3',
  'alertmanager_config_last_reload_successful 1\n',
].join('\n');

/** Hashes and times are of a kind that does not get smaller when it is packed, as in real life. */
function heldAt(now: number, count: number): Buffer {
  const [notified, expires] = [now - 10 * 60_000, now + HOUR];
  const { next, below } = random(7);
  const hash = (): bigint => (BigInt(below(2 ** 32)) << 32n) | BigInt(below(2 ** 32));
  const keys = each(count, (i) => `{}:{alertname="Shop${i}Slow"}:hook/webhook/`).flatMap((key) => [
    `${key}0`,
    `${key}1`,
  ]);
  const entries = keys.map((key) => {
    const after = 60_000 * next();
    return notification(key, notified + after, expires + after, hash());
  });
  const uuid = (): string => `${hash().toString(16).padStart(16, '0')}${hash().toString(16).padStart(16, '0')}`;
  const silences = each(SILENCES, (i) => silence(uuid(), notified + i, expires));
  const members = each(
    REPLICAS,
    (i) => [`alertmanager-main-${i}`, { state: 'alive', address: `${ipOf(0, i)}:${GOSSIP}` }] as const,
  );
  const state = Buffer.concat([part('nfl', entries), part('sil', silences)]);
  return compressed(pushPull({ members: new Map(members), silences: new Map(), notifications: new Map() }, { state }));
}

/** All have been up for an hour, but for the third one of each mesh. */
function statusAt(address: string, thirdUp: number): string {
  const [, , mesh = 0, last = 1] = address.split('.').map(Number);
  const up = last === REPLICAS ? thirdUp : HOUR;
  const peers = each(REPLICAS, (i) => ({ address: `${ipOf(mesh, i)}:${GOSSIP}`, name: `alertmanager-main-${i}` }));
  const versionInfo = { branch: 'HEAD', version: '0.34.0', goVersion: 'go1.26.0' };
  const config = { original: 'route:\n  receiver: hook\n'.padEnd(900, '#') };
  return JSON.stringify({
    cluster: { name: `pod-${last}`, peers, status: 'ready' },
    config,
    uptime: iso(Date.now() - up),
    versionInfo,
  });
}

export interface Peers {
  /** How many connections were opened to them so far. */
  readonly asked: () => number;
  /** The third one of each mesh, up for half a minute so far, has been up for an hour from now on. */
  readonly settle: () => void;
  /** From now on they accept connections and do not answer. */
  readonly fallSilent: () => void;
  /** Closes the listener. */
  readonly close: () => Promise<void>;
}

const listening = (server: Server | WebServer, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail);
    // All may be asked at once.
    server.listen({ port, host: '0.0.0.0', backlog: 1024 }, done);
  });

/** Each holds so many alerts. Throws where one of the ports is taken. */
export async function peers(count: number): Promise<Peers> {
  const now = Date.now();
  const [alerts, state] = [Buffer.from(JSON.stringify(each(count, (i) => alert(i, now)))), heldAt(now, count)];
  let [asked, isSilent, thirdUp] = [0, false, 30_000];
  const open = new Set<Socket>();
  const track = (socket: Socket): void => {
    asked += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
  };
  const respond: RequestListener = ({ url = '', socket }, response) => {
    if (isSilent) return;
    if (url.startsWith('/api/v2/alerts')) response.end(alerts);
    else if (url === '/metrics') response.end(METRICS);
    else response.end(statusAt(socket.localAddress ?? '', thirdUp));
  };
  const web = createServer(respond).on('connection', track);
  const gossip = createListener((socket) => {
    track(socket);
    socket.once('data', () => {
      if (!isSilent) socket.end(state);
    });
  });
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    await Promise.all([web, gossip].map((server) => new Promise((done) => server.close(done))));
  };
  await listening(web, WEB);
  await listening(gossip, GOSSIP).catch(async (error: unknown) => {
    await new Promise((done) => web.close(done));
    throw error;
  });
  return {
    asked: () => asked,
    settle: () => {
      thirdUp = HOUR;
    },
    fallSilent: () => {
      isSilent = true;
    },
    close,
  };
}
