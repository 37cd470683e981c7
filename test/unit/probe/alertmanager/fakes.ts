// Peers that answer as a test wants them to: HTTP and the mesh's port, on this machine.
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createListener, type Server, type Socket } from 'node:net';
import type { Test } from 'tap';
import type { How, Peer } from '../../../../hooks/probe/alertmanager/probe.ts';
import { compressed, pushPull } from './encode.ts';

export const HOW: How = { scheme: 'http', routePrefix: '/', clusterLabel: 'monitoring/main' };

export const GOOD: Readonly<Record<string, string>> = {
  '/api/v2/status': JSON.stringify({
    cluster: { status: 'ready', peers: [{ name: 'main-0', address: '10.0.0.1:9094' }] },
    uptime: '2026-11-24T13:05:45.305Z',
  }),
  '/metrics':
    'alertmanager_cluster_messages_received_total{msg_type="full_state"} 1\n' +
    'alertmanager_config_last_reload_successful 1\n',
  '/api/v2/alerts': JSON.stringify([{ fingerprint: 'f1', startsAt: '2026-11-24T13:05:46.159Z' }]),
};

export const STATE = compressed(
  pushPull({
    members: new Map([['main-0', { state: 'alive', address: '10.0.0.1:9094' }]]),
    silences: new Map([['s1', { version: 5, expires: 9 }]]),
    notifications: new Map([['{}:{}:hook/webhook/0', { version: 6, expires: 9 }]]),
  }),
);

export interface Fake {
  readonly peer: Peer;
  /** How often it was asked over HTTP and over the mesh. */
  readonly asked: { http: number; mesh: number };
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  readonly questions: Buffer[];
}

export const good: RequestListener = (request, response) => {
  const body = GOOD[(request.url ?? '').split('?')[0] ?? ''];
  response.writeHead(body === undefined ? 404 : 200).end(body ?? 'no such page');
};

/** Answers with the state once something was asked, and closes. */
export const holding = (socket: Socket): void => {
  socket.once('data', () => socket.end(STATE));
};

const listening = async (server: Server, t: Test): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
};

let count = 0;
export async function fake(
  t: Test,
  http: RequestListener = good,
  mesh: (socket: Socket) => void = holding,
): Promise<Fake> {
  const asked = { http: 0, mesh: 0 };
  const open = new Set<Socket>();
  const questions: Buffer[] = [];
  const track = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
  };
  const web = createServer((request, response) => {
    asked.http += 1;
    http(request, response);
  });
  web.on('connection', track);
  const gossip = createListener((socket) => {
    asked.mesh += 1;
    track(socket);
    socket.on('data', (bytes) => questions.push(bytes));
    mesh(socket);
  });
  t.teardown(() => {
    for (const socket of open) socket.destroy();
  });
  const [webPort, meshPort] = [await listening(web, t), await listening(gossip, t)];
  count += 1;
  return {
    peer: { name: `main-${count}`, uid: `uid-${count}`, ip: '127.0.0.1', webPort, meshPort },
    asked,
    open,
    questions,
  };
}
