// A webhook receiver that takes its time and writes down every notification, and the configuration that sends them to
// it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Notification, Timing } from './plan.ts';

export interface Receiver {
  readonly url: string;
  readonly log: readonly Notification[];
  /** Open notifications: received, but without a response. */
  inFlight(peer?: string): number;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  readonly address?: string;
  readonly port?: number;
  /** Milliseconds until a notification is answered. */
  readonly latency?: number;
}

interface Payload {
  readonly groupKey: string;
  readonly externalURL: string;
  readonly alerts: readonly { readonly fingerprint: string; readonly status: string }[];
}

const hostOf = (url: string): string => /^https?:\/\/([^:/]+)/.exec(url)?.[1] ?? '';

/** Nothing where the body is not whole. */
function payload(body: string): Payload | undefined {
  try {
    return JSON.parse(body) as Payload;
  } catch {
    return undefined;
  }
}

function notification({ groupKey, externalURL, alerts }: Payload): Notification {
  const states = new Map(alerts.map(({ fingerprint, status }) => [fingerprint, status === 'firing']));
  return { began: Date.now(), isAborted: false, peer: hostOf(externalURL), groupKey, alerts: states };
}

/** Peers are known by the host of their external URL: `http://$(POD_NAME)`. */
export async function receiver({
  address = '127.0.0.1',
  port = 0,
  latency = 50,
}: ReceiverOptions = {}): Promise<Receiver> {
  const log: Notification[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const found = payload(body);
      if (!found) {
        response.writeHead(400).end();
        return;
      }
      const entry = notification(found);
      log.push(entry);
      response.on('close', () => {
        entry.ended = Date.now();
        entry.isAborted = !response.writableFinished;
      });
      setTimeout(() => response.end(), latency);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}/`,
    log,
    inFlight: (peer) =>
      log.filter((entry) => entry.ended === undefined && (!peer || !entry.peer || entry.peer === peer)).length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The configuration of Alertmanager for this load. */
export const configFor = (url: string, { groupWait, groupInterval }: Timing): string => `route:
  receiver: hook
  group_by: [group]
  group_wait: ${groupWait}ms
  group_interval: ${groupInterval}ms
  repeat_interval: 4h
receivers:
  - name: hook
    webhook_configs:
      - url: ${url}
        send_resolved: true
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity="warning"]
    equal: [pair]
`;
