import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import t, { type Test } from 'tap';
import { queryRouter } from '../../../hooks/queryrouter/server.ts';
import { betweenThanosRoots } from '../../../hooks/queryrouter/thanosroots.ts';
import { DIALECT } from './dialect.ts';

const STORES = JSON.stringify({
  status: 'success',
  data: { query: [{ name: 'leaf', lastError: null, labelSets: [{ shard: '0' }], minTime: 1000, maxTime: 2000 }] },
});

interface Root {
  readonly url: string;
  /** Requests so far, as `METHOD path body`. */
  readonly seen: string[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A server in the place of Thanos Query. */
async function root(t: Test, name: string): Promise<Root> {
  const seen: string[] = [];
  const made = { seen, answer: (_: IncomingMessage, response: ServerResponse): void => void response.end(name) };
  const server = createServer((request, response) => {
    if (request.url === '/api/v1/stores') return void response.end(STORES);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`);
      made.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(made, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function router(t: Test, topology = '{"partitions":["0"]}') {
  const [distributed, local] = [await root(t, 'distributed'), await root(t, 'local')];
  const folder = mkdtempSync(join(tmpdir(), 'router-'));
  writeFileSync(join(folder, 'topology.json'), topology);
  const registry = new Registry();
  const app = queryRouter({
    distributed: distributed.url,
    local: local.url,
    label: 'shard',
    decide: betweenThanosRoots({
      root: distributed.url,
      file: join(folder, 'topology.json'),
      settings: { label: 'shard', dialect: DIALECT, lookback: 300 },
      now: () => 10_000_000,
    }),
    timeout: 5_000,
    connections: 4,
    registry,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  return { distributed, local, url, registry };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

t.test('a query is sent to the root in distributed mode, and its answer lacks the label', async (t) => {
  const { distributed, local, url, registry } = await router(t);
  const answer = '{"status":"success","data":{"result":[{"metric":{"a":"é","shard":"0"},"value":[1,"2"]}]}}';
  distributed.answer = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  };
  const asked = await fetch(`${url}/api/v1/query?query=sum+without+(x)+(a)&time=5000.5`);
  t.equal(await asked.text(), answer.replace(',"shard":"0"', ''));
  t.equal(asked.headers.get('x-prometheus-query-root'), 'distributed');
  t.equal(asked.headers.get('content-type'), 'application/json');
  await fetch(`${url}/api/v1/query_range`, {
    method: 'POST',
    headers: FORM,
    body: 'query=a&start=5000&end=6000&step=15',
  });
  t.strictSame(distributed.seen, [
    'POST /api/v1/query query=sum+without+%28x%2C+shard%29+%28a%29&time=5000&partial_response=false',
    'POST /api/v1/query_range query=a&start=5000&end=5990&step=15&partial_response=false',
  ]);
  t.strictSame(local.seen, []);
  t.match(await registry.metrics(), /queries_total\{root="distributed",reason=""\} 2/);
});

t.test('other queries are sent to the root in local mode as they came', async (t) => {
  const { distributed, local, url } = await router(t);
  const body = 'query=sum%20by%20(shard)(a)&time=5000';
  const asked = await fetch(`${url}/api/v1/query`, { method: 'POST', headers: FORM, body });
  t.equal(await asked.text(), 'local');
  t.equal(asked.headers.get('x-prometheus-query-root'), 'local');
  await fetch(`${url}/api/v1/query?query=up&time=5000&x=y`);
  await fetch(`${url}/api/v1/query?query=up&time=5000`, { method: 'POST', headers: FORM, body: 'query=down' });
  await fetch(`${url}/api/v1/query`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'query=up' });
  t.strictSame(local.seen, [
    `POST /api/v1/query ${body}`,
    'GET /api/v1/query?query=up&time=5000&x=y ',
    'POST /api/v1/query?query=up&time=5000 query=down',
    'POST /api/v1/query query=up',
  ]);
  t.strictSame(distributed.seen, []);
});

t.test('everything else is sent to the root in local mode', async (t) => {
  const { distributed, local, url } = await router(t);
  await fetch(`${url}/api/v1/labels?match[]=up`);
  await fetch(`${url}/api/v1/series`, { method: 'POST', headers: FORM, body: 'match[]=up' });
  await fetch(`${url}/graph`);
  t.strictSame(local.seen, ['GET /api/v1/labels?match[]=up ', 'POST /api/v1/series match[]=up', 'GET /graph ']);
  t.strictSame(distributed.seen, []);
});

t.test('the root in local mode answers if the other one refuses or is gone', async (t) => {
  const { distributed, local, url } = await router(t);
  distributed.answer = (_, response) => void response.writeHead(422).end('{}');
  t.equal(await (await fetch(`${url}/api/v1/query?query=up&time=5000`)).text(), 'local');
  distributed.answer = (_, response) => void response.destroy();
  t.equal(await (await fetch(`${url}/api/v1/query?query=up&time=5000`)).text(), 'local');
  local.answer = (_, response) => void response.destroy();
  t.equal((await fetch(`${url}/api/v1/query?query=up&time=5000`)).status, 502);
});

t.test('an answer that is cut off is cut off for the client', async (t) => {
  const { distributed, url } = await router(t);
  distributed.answer = (_, response) => {
    response.write('{"status":"success"', () => response.destroy());
  };
  const asked = await fetch(`${url}/api/v1/query?query=up&time=5000`);
  await t.rejects(asked.text());
});

t.test('a body of more than a megabyte is refused', async (t) => {
  const { url, local } = await router(t);
  const body = `query=${'a'.repeat(1024 * 1024)}`;
  t.equal((await fetch(`${url}/api/v1/query`, { method: 'POST', headers: FORM, body })).status, 413);
  t.strictSame(local.seen, []);
});

t.test('without a file of the hooks every query goes to the root in local mode', async (t) => {
  const { distributed, url } = await router(t, 'not JSON');
  t.equal(await (await fetch(`${url}/api/v1/query?query=up&time=5000`)).text(), 'local');
  t.strictSame(distributed.seen, []);
});
