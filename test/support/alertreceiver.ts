// What an Alertmanager is sent: every alert, when it came and until when it is valid.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Notice {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ends: number;
}

export interface Receiver {
  readonly address: string;
  /** By the alert's labels, as one text. */
  readonly notices: ReadonlyMap<string, readonly Notice[]>;
  stop(): Promise<void>;
}

interface Sent {
  readonly labels: Readonly<Record<string, string>>;
  readonly endsAt: string;
}

/** Listens at an address of this machine. */
export async function receiver(host = '127.0.77.3'): Promise<Receiver> {
  const notices = new Map<string, Notice[]>();
  const listener = createServer(async (request, response) => {
    const at = Date.now();
    for (const { labels, endsAt } of JSON.parse(await text(request)) as readonly Sent[]) {
      const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
      notices.set(key, [...(notices.get(key) ?? []), { at, ends: Date.parse(endsAt) }]);
    }
    response.end('{}');
  });
  await new Promise<void>((resolve) => listener.listen(0, host, resolve));
  return {
    address: `${host}:${(listener.address() as AddressInfo).port}`,
    notices,
    stop: async () => {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
