// An address in front of a server that counts the bytes which come back from it.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Counted {
  readonly port: number;
  /** Bytes from the server so far. */
  bytes(): number;
  stop(): Promise<void>;
}

export async function counted(port: number): Promise<Counted> {
  let bytes = 0;
  const open = new Set<Socket>();
  const listener = createServer((client) => {
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
    port: (listener.address() as AddressInfo).port,
    bytes: () => bytes,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
