// The server on a real socket: tokens, certificates, large bodies, the end of it, and its metrics.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { computeHere } from '../../../hooks/app/compute/inprocess.ts';
import { metrics } from '../../../hooks/app/metrics.ts';
import { metricsServer } from '../../../hooks/app/metricsserver.ts';
import { server as serverOf } from '../../../hooks/app/server.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { certificates } from '../../support/certificates.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { configMap, prometheus } from '../../support/objects.ts';
import { syncRequest } from '../../support/requests.ts';
import { type Server, server } from '../../support/server.ts';

interface Listening extends Server {
  readonly port: number;
}

async function listen(t: { teardown(work: () => unknown): void }, ...flags: string[]): Promise<Listening> {
  const made = server(parseOptions(['--log-level=silent', ...flags]));
  await made.app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => made.stop());
  return { ...made, port: (made.app.server.address() as AddressInfo).port };
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

async function read(message: IncomingMessage): Promise<Answer> {
  message.setEncoding('utf8');
  let text = '';
  for await (const chunk of message) text += chunk;
  return { code: message.statusCode ?? 0, text, headers: message.headers };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** One call over HTTP, or HTTPS where options name certificates. */
async function call(
  port: number,
  path: string,
  body?: string,
  options: RequestOptions & { ca?: string; cert?: string; key?: string } = {},
): Promise<Answer> {
  const start = options.ca ? httpsRequest : httpRequest;
  const headers = { ...(body === undefined ? {} : JSON_TYPE), ...options.headers };
  const sent = start({
    host: '127.0.0.1',
    port,
    path,
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
    ...options,
    headers,
  });
  sent.end(body);
  const [message] = (await once(sent, 'response')) as [IncomingMessage];
  return read(message);
}

const body = JSON.stringify(syncRequest(prometheus()));
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

t.test('with a token file, hooks answer only whoever knows the token', async (t) => {
  const file = join(temporaryFolder('token-'), 'token');
  writeFileSync(file, 'first-token\n');
  const { port } = await listen(t, `--bearer-token-file=${file}`);
  t.equal((await call(port, '/prometheus/sync', body)).code, 401, 'without a token');
  t.equal((await call(port, '/prometheus/sync', body, bearer('wrong'))).code, 401, 'with a wrong one');
  t.equal(
    (await call(port, '/prometheus/sync', body, { headers: { authorization: 'Basic first-token' } })).code,
    401,
    'of another scheme',
  );
  t.equal((await call(port, '/prometheus/sync', body, bearer('first-token'))).code, 200, 'with the right one');
  t.equal((await call(port, '/healthz')).code, 200, 'probes need none');
  writeFileSync(file, 'second-token-is-longer\n');
  t.equal(
    (await call(port, '/prometheus/sync', body, bearer('second-token-is-longer'))).code,
    200,
    'a new token counts at once',
  );
  t.equal((await call(port, '/prometheus/sync', body, bearer('first-token'))).code, 401, 'and the old one no longer');
  writeFileSync(file, '\n\n');
  for (const options of [{}, bearer(''), { headers: { authorization: 'Bearer' } }])
    t.equal((await call(port, '/prometheus/sync', body, options)).code, 401, 'an empty token file lets nobody in');
});

t.test('TLS', async (t) => {
  let made: ReturnType<typeof certificates>;
  try {
    made = certificates();
  } catch (error) {
    t.pass('certificates', { skip: `openssl cannot make certificates here (${error})` });
    return;
  }
  const { authority, client, stranger } = made;
  const ca = authority.cert;
  const files = [`--tls-cert-file=${made.server.certFile}`, `--tls-key-file=${made.server.keyFile}`];

  t.test('a client that trusts the authority is served, one that does not trust it leaves', async (t) => {
    const { port } = await listen(t, ...files);
    t.equal((await call(port, '/prometheus/sync', body, { ca })).code, 200);
    await t.rejects(call(port, '/healthz', undefined, { ca: stranger.cert }), /certificate/);
    await t.rejects(call(port, '/healthz'), 'plain HTTP is refused');
    t.equal((await call(port, '/healthz', undefined, { ca })).code, 200, 'and after that the server still answers');
  });

  t.test('with a client authority, only its clients get in', async (t) => {
    const { port } = await listen(t, ...files, `--tls-client-ca-file=${authority.certFile}`);
    t.equal((await call(port, '/prometheus/sync', body, { ca, cert: client.cert, key: client.key })).code, 200);
    await t.rejects(call(port, '/prometheus/sync', body, { ca }), 'no certificate');
    await t.rejects(
      call(port, '/prometheus/sync', body, { ca, cert: stranger.cert, key: stranger.key }),
      "a stranger's certificate",
    );
    t.equal((await call(port, '/healthz', undefined, { ca, cert: client.cert, key: client.key })).code, 200);
  });
});

t.test('a request of 50 MB is answered', async (t) => {
  const { port } = await listen(t);
  const big = JSON.stringify(syncRequest(prometheus(), [configMap('big', { x: 'y'.repeat(50 * 1024 * 1024) })]));
  const answer = await call(port, '/prometheus/sync', big);
  t.equal(answer.code, 200);
  t.ok(answer.text.length < 100_000, 'and the answer is of the usual size');
  t.equal((await call(port, '/healthz')).code, 200);
});

t.test('the end: a request under way is finished, an idle connection is closed, new ones are refused', async (t) => {
  const { app, port, stop } = await listen(t);
  const idle = new Agent({ keepAlive: true });
  t.teardown(() => idle.destroy());
  const first = httpRequest({ host: '127.0.0.1', port, path: '/healthz', agent: idle });
  first.end();
  const [message] = (await once(first, 'response')) as [IncomingMessage];
  t.match((await read(message)).headers['connection'], 'keep-alive');
  const idleClosed = once(first.socket ?? message.socket, 'close');

  const busy = new Agent({ keepAlive: true });
  t.teardown(() => busy.destroy());
  const arrived = once(app.server, 'request');
  const headers = { ...JSON_TYPE, 'content-length': Buffer.byteLength(body) };
  const slow = httpRequest({ host: '127.0.0.1', port, path: '/prometheus/sync', method: 'POST', agent: busy, headers });
  slow.write(body.slice(0, 20));
  await arrived;
  const stopped = stop();
  slow.end(body.slice(20));
  const [late] = (await once(slow, 'response')) as [IncomingMessage];
  const answer = await read(late);
  t.equal(answer.code, 200, 'the request under way is answered');
  t.equal(answer.headers['connection'], 'close', 'and its connection is not used again');
  await stopped;
  await idleClosed;
  t.pass('the idle connection is closed');
  await t.rejects(call(port, '/healthz'), { code: 'ECONNREFUSED' });
});

t.test('metrics count calls by hook and code, and parents that could not be reconciled', async (t) => {
  const { app, port } = await listen(t);
  await call(port, '/prometheus/sync', body);
  await call(port, '/prometheus/sync', JSON.stringify(syncRequest(prometheus({ version: 'none' }))));
  await call(port, '/prometheus/sync', '{');
  const answer = await call(port, '/metrics');
  t.equal(answer.code, 200);
  t.match(answer.headers['content-type'], /^text\/plain/);
  t.match(
    answer.text,
    /^prometheus_metacontroller_hook_requests_total\{controller="prometheus",hook="sync",code="200"\} 2$/m,
  );
  t.match(answer.text, /^prometheus_metacontroller_reconcile_failures_total\{controller="prometheus"\} 1$/m);
  t.match(
    answer.text,
    /^prometheus_metacontroller_hook_duration_seconds_count\{controller="prometheus",hook="sync"\} 3$/m,
  );
  t.match(answer.text, /^process_resident_memory_bytes \d/m);
  t.match(answer.text, /^nodejs_eventloop_lag_seconds /m);
  t.ok(app.hasRoute({ method: 'GET', url: '/readyz' }));
});

t.test('the port of the metrics serves metrics and health, and no hook', async (t) => {
  const figures = metrics();
  const app = metricsServer(figures.registry);
  const hooks = serverOf(parseOptions(['--log-level=silent']), computeHere(parseOptions()), figures);
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => Promise.all([app.close(), hooks.stop()]));
  const { port } = app.server.address() as AddressInfo;
  t.match(await call(port, '/metrics'), { code: 200, text: /^prometheus_metacontroller_ready 1$/m });
  t.equal((await call(port, '/healthz')).code, 200);
  for (const path of ['/prometheus/sync', '/prometheus/customize', '/admission/prometheusrules', '/conversion']) {
    t.equal((await call(port, path)).code, 404, path);
    t.equal((await call(port, path, body)).code, 413, `${path}: no body is read`);
  }
});

t.test('counters of failures start at 0, for the hooks that are served', async (t) => {
  const { port } = await listen(t, '--serve=admission');
  const { text } = await call(port, '/metrics');
  const requests = text.split('\n').filter((line) => line.startsWith('prometheus_metacontroller_hook_requests_total'));
  t.ok(requests.length > 0 && requests.every((line) => / 0$/.test(line)), requests.join('\n'));
  t.ok(requests.some((line) => line.includes('controller="admission/prometheusrules",hook="admission",code="500"')));
  t.notMatch(text, /hook="sync"/);
});

t.test('a bug in the hooks answers 500 without its details, and the server goes on', async (t) => {
  const { app } = server(parseOptions(['--log-level=silent']));
  t.teardown(() => app.close());
  app.get('/bug', async () => {
    throw new Error('the password is hunter2');
  });
  const answer = await app.inject({ method: 'GET', url: '/bug' });
  t.equal(answer.statusCode, 500);
  t.match(answer.json(), { error: 'internal error; nothing was changed', requestId: /./ });
  t.notMatch(answer.body, /hunter2/);
  t.equal((await app.inject({ method: 'GET', url: '/healthz' })).statusCode, 200);
});
