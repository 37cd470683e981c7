// Requests over the network: which are served, to which clients, and how many.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import { prometheusConfig } from '../support/config.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { syncRequest } from '../support/requests.ts';
import { until } from '../support/until.ts';
import { attacked, platform } from './attacked.ts';

const MEBIBYTE = 1024 * 1024;

/** A request that stops in the middle of its body. */
async function halfWay(port: number, path: string, length: number, sent: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: hooks\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
  );
  socket.write(Buffer.alloc(sent, 0x20));
  socket.resume();
  return socket;
}

t.test('the admission pods serve the hooks of the API server, and no others', async (t) => {
  const server = await attacked('--serve=admission');
  t.teardown(() => server.stop());
  t.equal((await server.call('/prometheus/sync', '{}')).code, 404);
  t.equal((await server.call('/assets/probe/customize', '{}')).code, 404);
  t.equal((await server.call('/admission/prometheusrules', '{}')).code, 400);
  t.equal((await server.call('/conversion/alertmanagerconfigs', '{}')).code, 400);
});

t.test('the hooks of Metacontroller are served without those of the API server', async (t) => {
  const server = await attacked('--serve=hooks');
  t.teardown(() => server.stop());
  t.equal((await server.call('/prometheus/sync', '{}')).code, 400);
  t.equal((await server.call('/admission/prometheusrules', '{}')).code, 404);
});

t.test('a body that is larger than its hook takes is refused before it is read', async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  const before = server.resident('VmRSS');
  for (const [path, mebibytes] of [
    ['/admission/prometheusrules', 60],
    ['/prometheus/sync', 100],
  ] as const) {
    const socket = await halfWay(server.port, path, mebibytes * MEBIBYTE, 1024);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    t.match(answer.toString(), /^HTTP\/1.1 413 /, path);
    socket.destroy();
  }
  t.ok(server.resident('VmRSS') < before + 50, `${before} -> ${server.resident('VmRSS')} MiB`);
});

t.test('without the token no body is read', async (t) => {
  const file = join(temporaryFolder('hooks-'), 'token');
  writeFileSync(file, 'secret');
  const server = await attacked(`--bearer-token-file=${file}`);
  t.teardown(() => server.stop());
  const socket = await halfWay(server.port, '/prometheus/sync', 50 * MEBIBYTE, 1024);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.match(answer.toString(), /^HTTP\/1.1 401 /);
  socket.destroy();
});

t.test(
  'connections that stop half-way are ended, and take room that others then do not have, no memory',
  { timeout: 120_000 },
  async (t) => {
    const server = await attacked();
    t.teardown(() => server.stop());
    const stuck = await Promise.all(
      Array.from({ length: 8 }, () => halfWay(server.port, '/prometheus/sync', 60 * MEBIBYTE, 20 * MEBIBYTE)),
    );
    const ended = stuck.map((socket) => once(socket, 'close'));
    t.equal((await server.call('/healthz')).code, 200, 'the server goes on');
    t.ok(server.resident('VmHWM') < 600, `${server.resident('VmHWM')} MiB`);
    await Promise.all(ended);
    t.equal(
      (await server.call('/prometheus/sync', platform('innocent', {}, []))).code,
      200,
      'once they are gone there is room again',
    );
  },
);

t.test('more requests than there is memory for are asked to come again', { timeout: 120_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  const stuck = await Promise.all(
    Array.from({ length: 3 }, () => halfWay(server.port, '/prometheus/sync', 60 * MEBIBYTE, 1024)),
  );
  await until('a request finds no room', async () => {
    const socket = await halfWay(server.port, '/prometheus/sync', 50 * MEBIBYTE, 0);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return /^HTTP\/1.1 503 [\s\S]*retry-after: 1\r\n/i.test(answer.toString());
  });
  t.equal((await server.call('/prometheus/sync', platform('innocent', {}, []))).code, 200, 'a small one finds some');
  for (const socket of stuck) socket.destroy();
});

t.test('a thousand connections that say nothing do not keep others out', { timeout: 120_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  t.equal((await server.call('/healthz')).code, 200, 'Metacontroller keeps its connections');
  const silent = Array.from({ length: 1000 }, () => connect(server.port, '127.0.0.1').on('error', () => {}));
  await until('connections are refused', () => silent.some((socket) => socket.closed));
  t.equal((await server.call('/prometheus/sync', platform('innocent', {}, []))).code, 200);
  t.ok(server.resident('VmHWM') < 600, `${server.resident('VmHWM')} MiB`);
  for (const socket of silent) socket.destroy();
});

t.test('a forged request with the identity of a real object changes no genuine answer', async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  const identity = { name: 'app', namespace: 'monitoring', uid: 'uid-1', resourceVersion: '7', generation: 1 };
  const parent = prometheus({}, { uid: 'uid-p', resourceVersion: '5', generation: 1 });
  const bodyOf = (port: string): string =>
    JSON.stringify(syncRequest(parent, [serviceMonitor({ endpoints: [{ port }] }, identity)]));
  const configOf = async (body: string): Promise<string> => {
    const { children } = JSON.parse((await server.call('/prometheus/sync', body)).body) as SyncResponse;
    const secret = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-k8s');
    return JSON.stringify(prometheusConfig(secret));
  };
  const genuine = await configOf(bodyOf('genuine'));
  t.match(await configOf(bodyOf('forged')), /forged/);
  t.equal(await configOf(bodyOf('genuine')), genuine);
  t.notMatch(genuine, /forged/);
});

t.test('SIGTERM ends the process while an expensive sync goes on', { timeout: 60_000 }, async (t) => {
  const server = await attacked();
  const regex = Array.from({ length: 4000 }, (_, i) => `${i}[a-z]{40}`);
  const endpoints = [
    { port: 'web', relabelings: regex.map((text) => ({ action: 'drop', sourceLabels: ['a'], regex: text })) },
  ];
  const busy = server.call(
    '/prometheus/sync',
    platform('shared', {}, [serviceMonitor({ endpoints }, { name: 'hostile', namespace: 'tenant' })]),
  );
  await server.call('/healthz');
  await server.stop();
  t.equal(server.process.exitCode, 0);
  t.equal((await busy).code, 200, 'what was under way is answered');
});
