// Targets that count: each serves the number of its scrapes so far, so that a sample says which scrape it is from.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Scraped {
  /** `address:port` of each target. */
  readonly addresses: readonly string[];
  /** When each scrape was answered, milliseconds since 1970, by target. The first scrape read 1. */
  readonly served: ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

/**
 * So many targets: addresses of this machine from number 101 of the network on, one port. `further`: the number of
 * further series of each at this moment.
 */
export async function scraped(network: string, count: number, further = () => 0): Promise<Scraped> {
  const served = new Map<string, number[]>();
  const listener = createServer((request, response) => {
    const times = served.get(request.headers.host ?? '');
    if (!times) return void response.writeHead(404).end();
    times.push(Date.now());
    const level = Number(request.headers.host?.split(/[.:]/)[3]) % 10;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      `# TYPE app_scrapes_total counter\napp_scrapes_total ` +
        `${times.length}\n# TYPE app_level gauge\napp_level ${level}\n` +
        Array.from({ length: further() }, (_, i) => `app_further{i="${i}"} 1\n`).join(''),
    );
  });
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
  const { port } = listener.address() as AddressInfo;
  const addresses = Array.from({ length: count }, (_, i) => `${network}.${101 + i}:${port}`);
  for (const address of addresses) served.set(address, []);
  return {
    addresses,
    served,
    stop: async () => {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
