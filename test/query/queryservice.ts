// One address for several servers, as a Service is: each connection goes to one of them, in turn or by the client's
// address.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface QueryService {
  readonly url: string;
  /** The servers that connections may go to from now on. */
  serve(ports: readonly number[]): void;
  /** Connections so far, by port. */
  readonly taken: ReadonlyMap<number, number>;
  /** Bytes that have come back from the servers so far. */
  bytes(): number;
  stop(): Promise<void>;
}

/** `sticky`: always the first one listed, as with `sessionAffinity: ClientIP` for a single client. */
export async function queryService(first: readonly number[], { sticky = false } = {}): Promise<QueryService> {
  let ports = first;
  let turn = 0;
  let bytes = 0;
  const taken = new Map<number, number>();
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    const port = ports[sticky ? 0 : turn++ % ports.length];
    if (port === undefined) return void client.destroy();
    taken.set(port, (taken.get(port) ?? 0) + 1);
    const server = connect(port, '127.0.0.1');
    server.on('data', (chunk) => {
      bytes += chunk.length;
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    serve: (now) => {
      ports = now;
    },
    taken,
    bytes: () => bytes,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
