// One exchange over TCP: sends bytes, and reads until the peer closes the connection. With TLS, it is the stream of an
// Alertmanager mesh with `--cluster.tls-config`.
import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTLS } from 'node:tls';
import { type ByteBudget, budgetedBuffer } from './bytebudget.ts';
import type { Outcome } from './outcome.ts';
import { enqueueRead } from './readqueue.ts';
import { abortReason, type Unknown, unknown, unreachable } from './unreachable.ts';

/** Certificates in PEM. */
export interface Certificates {
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** The CA of the peer's certificate. Without it, any certificate is accepted. */
  readonly authority?: string;
}

export interface Target {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
  readonly tls?: Certificates;
}

/**
 * A port of a pod, with any certificate for `https`; the outcome `unknown` for a pod without an address. `ip`: as in its
 * status, empty without one.
 */
export const podTarget = (ip: string, port: number, scheme: 'http' | 'https'): Target | Unknown =>
  isIP(ip) === 0 ? unknown('the pod has no address') : { host: ip, port, ...(scheme === 'https' ? { tls: {} } : {}) };

/** Options that check the CA only: certificates do not include the addresses of pods. */
export const tlsOptions = ({ certificate, authority }: Certificates): ConnectionOptions => ({
  ...certificate,
  ...(authority ? { ca: authority } : {}),
  rejectUnauthorized: Boolean(authority),
  checkServerIdentity: () => undefined,
});

/**
 * clusterpb.MemberlistMessage `{version: "v0.1.0", kind: STREAM}` after its length in 4 bytes, little-endian. It
 * announces a stream instead of packets.
 */
const STREAM_FOLLOWS = Buffer.from('\x08\x00\x00\x00\x0a\x06v0.1.0', 'latin1');

function open({ host, port, tls }: Target, sends: Buffer): Socket {
  if (!tls) {
    const plain = connect({ host, port }, () => plain.write(sends));
    return plain;
  }
  // The peer reads the first message with a buffer that it then discards. Other data in the same TLS record would be
  // lost.
  const socket = connectTLS({ host, port, ...tlsOptions(tls) }, () =>
    socket.write(STREAM_FOLLOWS, () => socket.write(sends)),
  );
  return socket;
}

/**
 * All bytes of the peer after sending `sends`. Never rejects. Resolves after the read queue has reached the response
 * and the socket is closed.
 */
export function exchange(
  target: Target,
  sends: Buffer,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Outcome<Buffer>> {
  if (signal.aborted) return Promise.resolve(abortReason(signal));
  const buffer = budgetedBuffer(budget);
  const answer = new Promise<Outcome<Buffer>>((resolve) => {
    const socket = open(target, sends);
    const finish = (outcome: Outcome<Buffer> | Promise<Outcome<Buffer>>): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => finish(abortReason(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', (chunk: Buffer) => {
      const excess = buffer.add(chunk);
      if (excess) finish(excess);
    });
    socket.on('end', () => finish(enqueueRead(buffer.size(), signal, buffer.done)));
    // A destroyed socket can still emit errors.
    socket.on('error', (error) => finish(unreachable(error)));
    socket.on('close', () => finish({ is: 'unknown', reason: 'closed without a response' }));
  });
  // Node throws for invalid certificates.
  return answer.catch(unreachable).finally(buffer.drop);
}
