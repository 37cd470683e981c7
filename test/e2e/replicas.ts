// Replicas of the hooks behind one address, round robin as with a Service, each with a configured delay.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Hooks, hooks } from './hooks.ts';

const headersOf = ({ headers }: IncomingMessage) => ({ 'content-type': headers['content-type'] ?? 'application/json' });

/** One replica of the hooks for each of `delays`, in milliseconds before each response. */
export async function replicas(flags: readonly string[], delays: readonly number[]): Promise<Hooks> {
  const all = await Promise.all(delays.map(() => hooks(flags)));
  let next = 0;
  const server = createServer((request, response) => {
    const mine = next++ % all.length;
    void (async () => {
      try {
        const body = await buffer(request);
        const to = `${all[mine]?.url}${request.url}`;
        const answer = await fetch(to, {
          method: request.method ?? 'POST',
          headers: headersOf(request),
          body: new Uint8Array(body),
        });
        const text = await answer.text();
        await new Promise((resolve) => setTimeout(resolve, delays[mine]));
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      } catch {
        response.writeHead(502).end();
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    log: all.map(({ log }) => log).join(', '),
    start: async () => {
      for (const one of all) await one.start();
    },
    stop: async (signal) => {
      for (const one of all) await one.stop(signal);
      server.closeAllConnections();
      server.close();
    },
    calls: async (controller, hook) => {
      const counts = await Promise.all(all.map((one) => one.calls(controller, hook)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
