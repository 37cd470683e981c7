// A target whose numbers grow, for members to scrape.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Shop {
  readonly address: string;
  stop(): void;
}

export async function shop(name: string): Promise<Shop> {
  const server = createServer((_, response) => {
    const now = Math.floor(Date.now() / 100) % 1_000_000;
    const lines = ['cart', 'pay'].map(
      (path, i) => `shop_requests_total{shop="${name}",path="${path}"} ${now * (i + 1)}`,
    );
    response
      .setHeader('content-type', 'text/plain; version=0.0.4')
      .end(`# TYPE shop_requests_total counter\n${lines.join('\n')}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
